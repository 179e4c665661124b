"""``pytest`` and ``mkdocs``, typed as everybody types them in the activated environment."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.checkout import quiet_port
from tests.support.quick import chosen
from workshop.base.steps import ROOT
from workshop.serve.client import request

PROGRAMS = Path(sys.executable).parent
SECONDS = 300
# Nothing that this run of the tests has set reaches the program.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("WORKSHOP_", "PYTEST_", "PYTHON"))
} | {"NO_MKDOCS_2_WARNING": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def typed(folder, program, *words):
    """Return what the program printed when it was typed in ``folder``; it has to end well."""
    done = subprocess.run(
        [str(PROGRAMS / program), *words],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.all
def test_pytest_from_the_root_finds_the_tests_of_every_folder():
    found = typed(ROOT, "pytest", "--collect-only", "-q")
    folders = {file.parent for file in (ROOT / "tests").rglob("test_*.py")}
    for folder in folders:
        assert f"\n{folder.relative_to(ROOT).as_posix()}/test_" in found, folder


@pytest.mark.parametrize(
    "folder",
    chosen(
        ["tests/steps/step2_websocket", "tests/base", "step1_http"],
        lambda folder: folder == "step1_http",
    ),
)
def test_pytest_from_any_folder(folder, tmp_path):
    words = ["../tests/steps/step1_http"] if folder == "step1_http" else []
    words += ["-q", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'base'}"]
    assert " passed" in typed(ROOT / folder, "pytest", *words)


@pytest.mark.all
def test_a_part_that_could_not_begin_is_counted(tmp_path):
    # The steps' processes do not look where this plugin is.
    (tmp_path / "only_here.py").write_text("", encoding="utf-8")
    done = subprocess.run(
        [
            *(str(PROGRAMS / "pytest"), "-q", "-p", "only_here", f"--basetemp={tmp_path / 'base'}"),
            *("tests/steps/step1_http", "tests/base/test_rooms.py"),
        ],
        cwd=ROOT,
        env={**ENVIRONMENT, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode != 0
    assert "\nDID NOT RUN step1_http\n" in done.stdout
    assert re.search(r"=== \d+ passed in \d+ min \d+ s ===", done.stdout)


def contents(site):
    return {
        file.relative_to(site).as_posix(): file.read_bytes()
        for file in site.rglob("*")
        # Its head holds the time at which it was packed.
        if file.is_file() and file.name != "sitemap.xml.gz"
    }


@pytest.mark.all
def test_mkdocs_builds_the_same_site_as_the_command(tmp_path, built):
    typed(ROOT, "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site"))
    mine, theirs = contents(tmp_path / "site"), contents(built)
    assert mine.keys() == theirs.keys()
    assert [name for name in mine if mine[name] != theirs[name]] == []


@pytest.mark.all
def test_mkdocs_serves_them(tmp_path):
    port = quiet_port()
    log = tmp_path / "log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [str(PROGRAMS / "mkdocs"), "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            while "Serving on" not in log.read_text(encoding="utf-8"):
                assert process.poll() is None, log.read_text(encoding="utf-8")
                time.sleep(0.1)
            assert "What works when" in request(port, "/claims.html").body
        finally:
            process.terminate()
            process.wait()
