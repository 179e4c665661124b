"""How long the lab takes, how much travels, and its memory: ``python -m tests.lab.benchmark``.

Builds the pages, serves them as any static server does, opens the lab in the machine's Chromium
with an empty cache and again. Nothing here is a test: the figures are those of one machine. What is
waited for is looked at with each picture that the browser draws: a second is no matter of how often
somebody looks.
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

from workshop.lab.beside_pages import build_lab
from workshop.lesson.chapters import LAB
from workshop.pages.build import build
from workshop.room.pages_server import Quiet
from workshop.serve.browser import open_browser
from workshop.serve.server import LOOPBACK

ROUNDS = 5
# A page has settled when somebody has found its button.
SETTLED_MS = 1000
MEGABYTE = 1_000_000
# Chromium keeps a process ready for a page that nobody has asked for yet. Its memory is not ours.
NO_RESERVE = "--disable-features=SpareRendererForSitePerProcess"
SAY = """(text) => {
    const box = document.querySelector('#message');
    box.value = text;
    box.form.requestSubmit();
}"""
FRAME = 'iframe[title="{}\'s page"]'


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


def visit(browser, context, address, edits):
    """Open the lab; return the page and a dict of figures.

    These are the seconds to the first message and the megabytes with three windows; where something
    is edited, also those while the edit waits, and the seconds of the restart.
    """
    others = {process["id"] for process in renderers(browser)}
    page = context.new_page()
    page.set_default_timeout(240_000)
    page.goto(address)
    page.wait_for_timeout(SETTLED_MS)
    began = time.monotonic()
    page.get_by_role("button", name="Start the lab").click()
    page.wait_for_function("performance.getEntriesByName('lab-loaded').length")
    ada, grace = (
        page.query_selector(FRAME.format(who)).content_frame() for who in ("Ada", "Grace")
    )
    for window in (ada, grace):
        window.wait_for_function("document.querySelector('#state').textContent === 'Connected.'")
    ada.evaluate(SAY, "first")
    grace.wait_for_function("document.querySelector('[role=log]').textContent.includes('first')")
    first = time.monotonic() - began
    page.wait_for_timeout(8000)
    used = memory(browser, others)
    if not edits:
        return page, {"first message": first, "memory": used}
    # The next process gets ready while somebody types.
    page.locator(".cm-content").press("Control+End")
    page.keyboard.type("\n")
    page.wait_for_timeout(8000)
    used_while_typing = memory(browser, others)
    page.evaluate("() => performance.clearMarks()")
    again = time.monotonic()
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_function("performance.getEntriesByName('lab-running').length")
    return page, {
        "first message": first,
        "restart": time.monotonic() - again,
        "memory": used,
        "memory while an edit waits": used_while_typing,
    }


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


def rounds(address, visits, *flags):
    """Return a dict of lists of figures, each named after the visit of which it is."""
    figures = {}
    with open_browser(*flags) as browser:
        for _ in range(ROUNDS):
            context = browser.new_context()
            for name in visits:
                # The last visit only: what was changed would be there at the next one.
                page, found = visit(browser, context, address, name == visits[-1])
                page.close()
                for key, figure in found.items():
                    figures.setdefault(f"{name}: {key}", []).append(figure)
            context.close()
    return figures


def main():
    """Measure and print; memory in a browser that has no process in reserve."""
    with served() as address:
        times = rounds(address, ("first visit", "second visit"))
        memories = rounds(address, ("three windows",), NO_RESERVE)
    figures = {name: found for name, found in times.items() if "memory" not in name}
    figures |= {name: found for name, found in memories.items() if "memory" in name}
    files = [file for file in LAB.rglob("*") if file.suffix not in {".txt"} and file.is_file()]
    size = sum(file.stat().st_size for file in files)
    small = sum(len(gzip.compress(file.read_bytes())) for file in files)
    if hasattr(os, "getloadavg"):
        print("Load of the machine in the last 1, 5 and 15 minutes:", *os.getloadavg())
    print(f"What travels: {size / MEGABYTE:.2f} MB, compressed {small / MEGABYTE:.2f} MB")
    for name, found in figures.items():
        unit, places = ("MB", 0) if "memory" in name else ("s", 2)
        shown = ", ".join(f"{value:.{places}f}" for value in found)
        print(f"{name}: median {statistics.median(found):.{places}f} {unit} ({shown})")


if __name__ == "__main__":
    main()
