"""The files of ``deploy/`` before anything runs: what the tools that read them say."""

import re
import subprocess
import sys

import pytest

from tests.deploy.site import DEPLOY, PAGE, REFERENCE, rendered
from tests.support import needs, printed
from workshop.base.steps import ROOT
from workshop.serve.server import environment, free_port


def test_the_page_shows_the_files_as_they_are():
    shown = printed.files(PAGE) | printed.files(REFERENCE)
    assert {ROOT / path for path in shown} == {
        file for file in DEPLOY.iterdir() if file.is_file() and file.name != ".env"
    }
    for path, text in shown.items():
        assert text == (ROOT / path).read_text(encoding="utf-8"), path


@pytest.mark.all
def test_every_warning_of_the_deployment_check_is_explained(site):
    warned = set(re.findall(r"security\.W\d+", site.check()))
    assert warned == set(re.findall(r"security\.W\d+", printed.read(REFERENCE)))


MISSING = """
import importlib, os
from django.core.exceptions import ImproperlyConfigured
for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE", "STATIC_ROOT", "REDIS_URL"):
    value = os.environ.pop(name)
    try:
        importlib.import_module("production")
    except ImproperlyConfigured as error:
        print(error)
    os.environ[name] = value
"""


def test_a_missing_variable_is_named(site):
    told = site.run([sys.executable, "-c", MISSING]).splitlines()
    names = ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE", "STATIC_ROOT", "REDIS_URL"]
    assert [line.split()[0] for line in told] == names


@pytest.mark.all
def test_a_redis_that_is_away_is_told_in_one_line(site):
    unit = rendered("chat@.service", {})
    (line,) = re.findall(r"^ExecStartPre=\S+/python (.+)$", unit, re.M)
    command = [sys.executable, *line.split()]
    assert "no issues" in site.run(command)
    away = {**site.env, "REDIS_URL": f"redis://:secret@127.0.0.1:{free_port()}/0"}
    done = printed.run(site.project, command, **away)
    assert done.returncode == 1
    assert "(chat.E001) Redis does not answer" in done.stdout
    assert "Traceback" not in done.stdout and "secret" not in done.stdout


def test_names_may_be_written_with_spaces(site):
    told = "import production; print(production.ALLOWED_HOSTS)"
    env = {**site.env, "ALLOWED_HOSTS": "chat.example.org, www.example.org"}
    assert site.run([sys.executable, "-c", told], env=env).split() == [
        "['chat.example.org',",
        "'www.example.org']",
    ]


def test_no_secret_is_in_the_files(site):
    for file in DEPLOY.iterdir():
        if file.is_file():
            assert "insecure" not in file.read_text(encoding="utf-8"), file
    assert "\nSECRET_KEY=\n" in (DEPLOY / "chat.env").read_text(encoding="utf-8")


def test_systemd_understands_the_unit(tmp_path):
    program = needs.program("systemd-analyze", "systemd")
    # It wants a program that is there.
    unit = rendered(
        "chat@.service",
        {f"/srv/chat/.venv/bin/{name}": sys.executable for name in ("daphne", "python")},
    )
    file = tmp_path / "chat@8001.service"
    file.write_text(unit, encoding="utf-8", newline="\n")
    done = subprocess.run(
        [program, "verify", "--man=no", str(file)],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    told = [line for line in done.stderr.splitlines() if "chat@8001" in line]
    assert told == [], done.stderr


# In a process of its own: Daphne sets up an event loop when it is imported.
DEFAULT = """
from daphne.cli import CommandLineInterface
print(CommandLineInterface().parser.get_default("ping_interval"))
"""


def test_nginx_waits_longer_than_daphne_between_two_pings(site):
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    (seconds,) = re.findall(r"proxy_read_timeout (\d+)s;", text)
    ping = int(site.run([sys.executable, "-c", DEFAULT]))
    # A ping may be a round of Daphne's clock late.
    assert int(seconds) > 2 * ping
