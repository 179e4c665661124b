"""The Chromium, Chrome or Edge that this machine already has, driven by Playwright.

Playwright's own browsers are never downloaded.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

from workshop.serve.people import PASSWORD

# What a browser does by itself at its start (updates, sync, look-ups) is not ours to wait for.
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
COMMANDS = (
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
    "microsoft-edge",
    "microsoft-edge-stable",
)
MAC_APPS = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS_PROGRAMS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")


class NoBrowser(Exception):
    """There is no browser to drive; the message says why and what to do."""


def candidates(platform=sys.platform):
    """Yield the paths (``Path``) where a browser may be, the preferred one first."""
    if platform == "win32":
        folders = [Path(os.environ[name]) for name in WINDOWS_FOLDERS if os.environ.get(name)]
        yield from (folder / program for program in WINDOWS_PROGRAMS for folder in folders)
        return
    if platform == "darwin":
        folders = [Path("/Applications"), Path.home() / "Applications"]
        for app in MAC_APPS:
            yield from (folder / f"{app}.app/Contents/MacOS/{app}" for folder in folders)
    found = (shutil.which(command) for command in COMMANDS)
    yield from (Path(path) for path in found if path)


def find_browser():
    """Return ``(path, reason)``: a browser's ``Path`` and ``None``, or ``None`` and a sentence.

    The environment variable ``WORKSHOP_BROWSER``, the path of a browser, goes before the search.
    """
    chosen = os.environ.get("WORKSHOP_BROWSER")
    if chosen:
        if Path(chosen).is_file():
            return Path(chosen), None
        return None, f"WORKSHOP_BROWSER names {chosen}, but there is no such file. Correct it."
    path = next((path for path in candidates() if path.is_file()), None)
    if path is None:
        return None, (
            "No Chrome, Chromium or Edge was found on this machine. Install one of them, or set "
            "WORKSHOP_BROWSER to the path of its program."
        )
    return path, None


def launch_options(path, *more):
    """Return the keyword arguments with which Playwright's ``chromium.launch`` starts ``path``.

    ``more`` are further arguments for the browser.
    """
    arguments = [*ARGUMENTS, *more]
    if sys.platform.startswith("linux") and os.geteuid() == 0:
        # Chromium's sandbox refuses to run as root, as in most containers.
        arguments.append("--no-sandbox")
    return {
        "executable_path": str(path),
        "headless": True,
        "args": arguments,
        # A Ctrl+C at the terminal is for us: Playwright would take the browser away meanwhile.
        "handle_sigint": False,
    }


@contextlib.contextmanager
def open_browser(*arguments):
    """Start the machine's browser, without a window; it is closed at the end of the block.

    ``arguments`` are for the browser's program. Yields Playwright's ``Browser`` (synchronous).
    Raises ``NoBrowser`` when there is no browser, no Playwright, or one of them does not start.
    """
    path, reason = find_browser()
    if path is None:
        raise NoBrowser(reason)
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise NoBrowser(
            "The package playwright is not installed. "
            "Install it: python -m pip install -r requirements-dev.txt"
        ) from error
    try:
        playwright = sync_playwright().start()
    except Exception as error:
        # It has no class for that, and has said itself what is missing.
        raise NoBrowser(f"The driver of Playwright did not start: {error}") from error
    with contextlib.ExitStack() as ending:
        ending.callback(playwright.stop)
        try:
            browser = playwright.chromium.launch(**launch_options(path, *arguments))
        except Error as error:
            raise NoBrowser(f"{path} did not start:\n{error.message}") from error
        ending.callback(browser.close)
        yield browser


def sign_in(page, name, password=PASSWORD):
    """Sign ``name`` in on the admin's login page, which ``page`` shows, as a person does.

    Returns when the page behind it has loaded. Raises Playwright's ``Error`` when the login page
    is not shown, or shows itself again.
    """
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/login/" not in url)
