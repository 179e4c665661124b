"""Which browser is taken, and what is said when there is none."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import needs
from workshop.base.steps import ROOT
from workshop.serve import browser
from workshop.serve.server import environment

# A machine may lack a library that it needs.
NO_DRIVER = "The driver of Playwright did not start:"


@pytest.fixture
def nothing_installed(monkeypatch, tmp_path):
    """A machine on whose usual places there is no browser; returns the folder for programs."""
    monkeypatch.delenv("WORKSHOP_BROWSER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in browser.WINDOWS_FOLDERS:
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def program(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="other systems find programs elsewhere")
def test_linux_takes_the_first_of_the_commands(nothing_installed):
    program(nothing_installed / "microsoft-edge")
    chromium = program(nothing_installed / "chromium")
    assert browser.find_browser() == (chromium, None)


def test_windows_takes_edge_where_chrome_is_missing(nothing_installed):
    edge = program(nothing_installed / "Microsoft/Edge/Application/msedge.exe")
    found = [path for path in browser.candidates("win32") if path.is_file()]
    assert set(found) == {edge}
    chrome = program(nothing_installed / "Google/Chrome/Application/chrome.exe")
    assert next(path for path in browser.candidates("win32") if path.is_file()) == chrome


@pytest.mark.skipif(sys.platform == "win32", reason="the home folder has another name there")
def test_macos_looks_in_both_folders_of_applications(nothing_installed):
    chrome = "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    paths = list(browser.candidates("darwin"))
    assert paths[1] == nothing_installed / chrome
    assert paths[0].parts[1:] == Path(chrome).parts


@pytest.mark.skipif(sys.platform != "linux", reason="other systems find programs elsewhere")
def test_without_a_browser_the_reason_says_what_to_do(nothing_installed):
    path, reason = browser.find_browser()
    assert path is None
    assert "Install one of them" in reason
    with pytest.raises(browser.NoBrowser, match="Install one of them"), browser.open_browser():
        pass


def test_the_environment_names_the_browser(nothing_installed, monkeypatch):
    mine = program(nothing_installed / "my browser")
    monkeypatch.setenv("WORKSHOP_BROWSER", str(mine))
    assert browser.find_browser() == (mine, None)
    monkeypatch.setenv("WORKSHOP_BROWSER", str(nothing_installed / "gone"))
    path, reason = browser.find_browser()
    assert path is None
    assert "there is no such file" in reason


def refused(**extra):
    """Open a Python as if it were a browser, in a process of its own; return what it prints."""
    code = (
        "from workshop.serve.browser import NoBrowser, open_browser\n"
        "try:\n    open_browser().__enter__()\n"
        "except NoBrowser as error:\n    print(error)"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(WORKSHOP_BROWSER=sys.executable, **extra),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def test_a_program_that_is_no_browser_is_named():
    done = refused()
    if done.stdout.startswith(NO_DRIVER):
        needs.missing(done.stdout)
    assert done.stdout.startswith(f"{sys.executable} did not start:"), done.stderr
    assert done.stderr == ""


def test_a_driver_that_does_not_start_is_named():
    done = refused(PLAYWRIGHT_NODEJS_PATH=sys.executable)
    assert done.stdout.startswith(NO_DRIVER), done.stderr
    assert "Traceback" not in done.stderr
