"""Make the README's picture: three people chat in three windows of the running step 3.

``python -m workshop.recordings.picture`` writes ``docs/images/three-people.png``.
"""

import base64
import sys
import tempfile
from pathlib import Path

from workshop.base.steps import ROOT, STEPS
from workshop.serve.browser import NoBrowser, open_browser, sign_in
from workshop.serve.people import PEOPLE
from workshop.serve.server import Server, copy_project, prepare

PICTURE = ROOT / "docs" / "images" / "three-people.png"
ROOM = "lobby"
CONVERSATION = (
    ("ada", "Good morning! Who else is here?"),
    ("grace", "I am, in the second row."),
    ("alan", "Me too. I never reloaded this page."),
    ("ada", "Nobody did: the server sends it to all of us."),
    ("grace", "And to nobody in another room."),
)
WINDOW = {"width": 380, "height": 590}
# Twice as many pixels as the page has, for screens and projectors that show them.
SHARPNESS = 2
FRAME = """
<!doctype html>
<html lang="en">
<style>
    body { margin: 0; font: bold 18px/2 system-ui, sans-serif; }
    main { display: flex; gap: 20px; width: max-content; padding: 20px; background: #d5dfdb; }
    figure { margin: 0; border-radius: 10px; overflow: hidden; background: #0b6e4f; }
    figcaption { padding: 0 14px; color: #ffffff; }
    img { display: block; }
</style>
<main>%s</main>
"""


def photograph(browser, server):
    """Let three people chat in one browser; return name and PNG (bytes) of every window."""
    context = browser.new_context(
        viewport=WINDOW, device_scale_factor=SHARPNESS, color_scheme="light", locale="en-US"
    )
    windows = {name: context.new_page() for name in PEOPLE}
    for name, page in windows.items():
        page.goto(server.url(f"/chat/{ROOM}/", host=f"{name}.localhost"))
        sign_in(page, name)
        page.get_by_text("Connected.").wait_for()
    for name, message in CONVERSATION:
        page = windows[name]
        page.get_by_label("Message", exact=True).fill(message)
        page.keyboard.press("Enter")
        for other in windows.values():
            other.get_by_role("log").get_by_text(f"{name}: {message}").wait_for()
    pictures = []
    for name, page in windows.items():
        page.get_by_label("Message", exact=True).blur()
        pictures.append((name, page.screenshot()))
    context.close()
    return pictures


def compose(browser, pictures):
    """Return one PNG (bytes) of the ``pictures`` side by side, each with its name above."""
    figures = "".join(
        f"<figure><figcaption>{name.title()}</figcaption>"
        f'<img alt="" width="{WINDOW["width"]}" '
        f'src="data:image/png;base64,{base64.b64encode(png).decode()}"></figure>'
        for name, png in pictures
    )
    page = browser.new_page(
        viewport={"width": 1400, "height": 700}, device_scale_factor=SHARPNESS, locale="en-US"
    )
    page.set_content(FRAME % figures)
    png = page.locator("main").screenshot()
    page.close()
    return png


def make(target=PICTURE):
    """Write the picture to the path ``target`` and return the path.

    Raises ``NoBrowser`` when the machine has no browser, and what ``prepare`` and ``Server``
    raise when the project does not run.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        project = copy_project(STEPS[3], Path(folder) / "chat")
        prepare(project)
        with open_browser() as browser, Server(project) as server:
            png = compose(browser, photograph(browser, server))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(png)
    return target


if __name__ == "__main__":
    try:
        print(f"Written: {make()}")
    except NoBrowser as error:
        sys.exit(str(error))
