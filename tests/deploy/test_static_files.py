"""Static files without nginx: WhiteNoise, with the settings that the page shows."""

import sys

import pytest

from tests.deploy.site import DEPLOY, NAME
from workshop.serve.client import request
from workshop.serve.server import Server

HEADERS = {"Host": NAME, "X-Forwarded-Proto": "https"}


@pytest.mark.all
@pytest.mark.parametrize("program", ["daphne", "uvicorn"])
@pytest.mark.parametrize("settings", ["production", "static_files"])
def test_whitenoise_serves_them_on_daphne_and_uvicorn(site, tmp_path, program, settings):
    env = {**site.env, "DJANGO_SETTINGS_MODULE": settings}
    site.run([sys.executable, "manage.py", "collectstatic", "--noinput"], env=env)
    with Server(site.project, program, tmp_path / "server.log", **env) as server:
        answer = request(server.port, "/static/chat/chat.css", headers=HEADERS)
        page = request(server.port, "/admin/login/", headers=HEADERS)
    served = settings == "static_files"
    assert (page.status, answer.status) == (200, 200 if served else 404)
    if served:
        text = (site.project / "chat/static/chat/chat.css").read_text(encoding="utf-8")
        assert (answer.kind, answer.body) == ("text/css", text)
    assert (DEPLOY / "static_files.py").is_file()
