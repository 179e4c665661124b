"""The lesson as the lab has it, its Python half in processes, and the built lab in a browser."""

import functools
import http.server
import json
import subprocess
import sys
import threading

import pytest

from tests.lab.lab_page import LabPage
from tests.support import needs
from tests.support.site import built
from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.lab import bundle, contents
from workshop.room.pages_server import Quiet
from workshop.serve.browser import open_browser
from workshop.serve.server import LOOPBACK, environment

__all__ = ["built"]


class Lesson:
    """What the lab knows of the lesson."""

    def __init__(self):
        self.database, sessions = contents.database()
        self.known = contents.contents(sessions)
        states = [*self.known["checkpoints"], *self.known["builds"]]
        self.checkpoints = {it["name"]: it for it in states}

    def files(self, name):
        """Return the checkpoint's files, path to text."""
        texts = self.known["texts"]
        return {path: texts[n] for path, n in self.checkpoints[name]["files"].items()}

    def people(self, name):
        """Return the cookies of ada and grace there."""
        if not self.checkpoints[name]["people"]:
            return [{}, {}]
        return [{"sessionid": self.known["sessions"][who]} for who in ("ada", "grace")]

    def asked(self, name):
        """Return the claims that can be asked in the lab, and what the checkpoint promises."""
        promised = self.checkpoints[name]["claims"]
        another = self.known["one_process"]
        return {claim: held for claim, held in promised.items() if claim not in another}


@pytest.fixture(scope="session")
def lesson():
    return Lesson()


@pytest.fixture
def inside(lesson, tmp_path):
    """Return a function that runs ``tests.lab.inside`` and returns its answer and terminal."""

    def inside(do, files, **given):
        (tmp_path / "db.sqlite3").write_bytes(lesson.database)
        done = subprocess.run(
            [sys.executable, "-m", "tests.lab.inside", str(tmp_path / "project")],
            cwd=ROOT,
            env=environment(PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1"),
            input=json.dumps({"do": do, "files": files, **given}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout.splitlines()[-1])
        return told["answer"], told["terminal"]

    return inside


@pytest.fixture(scope="session")
def built_site(built):
    """The folder (``Path``) of the built pages, with the lab."""
    if bundle.missing():
        needs.missing(bundle.missing())
    try:
        # It was built before the pages, or says now why it was not.
        bundle.build()
    except Problem as problem:
        needs.missing(str(problem))
    return built


@pytest.fixture(scope="session")
def lab_site(built_site):
    """The address of the built pages, as any static server serves them."""
    handler = functools.partial(Quiet, directory=str(built_site))
    server = http.server.ThreadingHTTPServer((LOOPBACK, 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://{LOOPBACK}:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="package")
def browser():
    needs.chromium()
    with open_browser() as browser:
        yield browser


@pytest.fixture
def lab(browser, lab_site):
    """Return a function that opens the lab at a state and starts it: a ``LabPage``."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 720})
    opened = []

    def lab(state, start=True):
        page = LabPage(context, lab_site, state)
        opened.append(page)
        if start:
            page.start()
        return page

    yield lab
    troubles = [trouble for page in opened for trouble in page.troubles]
    context.close()
    assert troubles == []
