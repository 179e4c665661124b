"""How long the lab takes, how much travels, and its memory: ``python -m tests.lab.benchmark``.

Builds the pages, serves them as any static server does, opens the lab in the machine's Chromium
with an empty cache and again. Nothing here is a test: the figures are those of one machine.
"""

import contextlib
import functools
import gzip
import os
import statistics
import tempfile
import threading
import time
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import expect

from workshop.lab.beside_pages import build_lab
from workshop.lesson.chapters import LAB
from workshop.pages.build import build
from workshop.room.pages_server import Quiet
from workshop.serve.browser import open_browser
from workshop.serve.server import LOOPBACK

ROUNDS = 5
MEGABYTE = 1_000_000
# Chromium keeps a process ready for a page that nobody has asked for yet.
NO_RESERVE = "--disable-features=SpareRendererForSitePerProcess"


@contextlib.contextmanager
def served():
    """Serve the built pages; yield the address."""
    with tempfile.TemporaryDirectory() as folder:
        build_lab()
        built = build(Path(folder) / "site")
        handler = functools.partial(Quiet, directory=str(built))
        with ThreadingHTTPServer((LOOPBACK, 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://{LOOPBACK}:{server.server_port}/lab.html#3.5"
            server.shutdown()


def visit(browser, context, address):
    """Open the lab; return the page and its figures.

    These are the seconds to the first message and of a restart after an edit, and the megabytes
    with three windows, before the edit and after it.
    """
    others = {process["id"] for process in renderers(browser)}
    page = context.new_page()
    page.set_default_timeout(240_000)
    page.goto(address)
    began = time.monotonic()
    page.get_by_role("button", name="Start the lab").click()
    ada = page.frame_locator('iframe[title="Ada\'s page"]')
    grace = page.frame_locator('iframe[title="Grace\'s page"]')
    expect(ada.get_by_role("status")).to_have_text("Connected.", timeout=240_000)
    ada.get_by_label("Message", exact=True).fill("first")
    ada.get_by_label("Message", exact=True).press("Enter")
    expect(grace.get_by_role("log")).to_contain_text("ada: first", timeout=240_000)
    first = time.monotonic() - began
    page.wait_for_timeout(8000)
    used = memory(browser, others)
    # The next process gets ready while somebody types.
    page.locator(".cm-content").press("Control+End")
    page.keyboard.type("\n")
    page.wait_for_timeout(8000)
    used_while_typing = memory(browser, others)
    page.evaluate("() => performance.clearMarks()")
    again = time.monotonic()
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function("() => performance.getEntriesByName('lab-running').length > 0")
    restart = time.monotonic() - again
    return page, first, restart, used, used_while_typing


def renderers(browser):
    """Return the processes that show pages, by the browser's own account."""
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return [
        process
        for process in found
        if process["type"] == "renderer" and not _is_toolbar(process["id"])
    ]


def _is_toolbar(number):
    """Return whether the process shows the browser's own surroundings."""
    return b"--top-chrome-webui" in Path(f"/proc/{number}/cmdline").read_bytes()


def memory(browser, others):
    """Return the megabytes of the processes that show pages, apart from those of before."""
    total = 0
    for process in renderers(browser):
        if process["id"] not in others:
            lines = Path(f"/proc/{process['id']}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024 / MEGABYTE


def main():
    """Measure and print."""
    files = [file for file in LAB.rglob("*") if file.suffix not in {".txt"} and file.is_file()]
    names = ("restart", "memory", "memory while an edit waits")
    figures = {name: [] for name in ("first visit", "second visit", *names)}
    with served() as address, open_browser(NO_RESERVE) as browser:
        for _ in range(ROUNDS):
            context = browser.new_context()
            for name in ("first visit", "second visit"):
                page, seconds, *more = visit(browser, context, address)
                page.close()
                for key, figure in zip((name, *names), (seconds, *more), strict=True):
                    figures[key].append(figure)
            context.close()
    size = sum(file.stat().st_size for file in files)
    small = sum(len(gzip.compress(file.read_bytes())) for file in files)
    if hasattr(os, "getloadavg"):
        print("Load of the machine in the last 1, 5 and 15 minutes:", *os.getloadavg())
    print(f"What travels: {size / MEGABYTE:.1f} MB, compressed {small / MEGABYTE:.1f} MB")
    for name, found in figures.items():
        unit, places = ("MB", 0) if name.startswith("memory") else ("s", 2)
        shown = ", ".join(f"{value:.{places}f}" for value in found)
        print(f"{name}: median {statistics.median(found):.{places}f} {unit} ({shown})")


if __name__ == "__main__":
    main()
