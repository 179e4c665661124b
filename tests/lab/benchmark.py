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


def visit(context, address):
    """Open the lab; return the seconds to the first message, and of a restart after an edit."""
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
    # The next process gets ready while somebody reads and types.
    page.wait_for_timeout(8000)
    page.evaluate("() => performance.clearMarks()")
    again = time.monotonic()
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function("() => performance.getEntriesByName('lab-running').length > 0")
    restart = time.monotonic() - again
    return page, first, restart


def memory(browser):
    """Return the megabytes of the processes that show pages, by the browser's own account."""
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    total = 0
    for process in found:
        if process["type"] == "renderer":
            lines = Path(f"/proc/{process['id']}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024 / MEGABYTE


def main():
    """Measure and print."""
    files = [file for file in LAB.rglob("*") if file.suffix not in {".txt"} and file.is_file()]
    times = {"first visit": [], "second visit": [], "restart": []}
    with served() as address, open_browser() as browser:
        for _ in range(ROUNDS):
            context = browser.new_context()
            page, first, restart = visit(context, address)
            times["first visit"].append(first)
            times["restart"].append(restart)
            used = memory(browser)
            page.close()
            page, second, _ = visit(context, address)
            times["second visit"].append(second)
            context.close()
    size = sum(file.stat().st_size for file in files)
    small = sum(len(gzip.compress(file.read_bytes())) for file in files)
    if hasattr(os, "getloadavg"):
        print("Load of the machine in the last 1, 5 and 15 minutes:", *os.getloadavg())
    print(f"What travels: {size / MEGABYTE:.1f} MB, compressed {small / MEGABYTE:.1f} MB")
    for name, seconds in times.items():
        shown = ", ".join(f"{value:.2f}" for value in seconds)
        print(f"{name}: median {statistics.median(seconds):.2f} s ({shown})")
    print(f"Memory of the pages' processes, three windows: {used:.0f} MB")


if __name__ == "__main__":
    main()
