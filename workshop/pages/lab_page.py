"""The page on which the steps run in the browser: its button, and a link for each checkpoint."""

import json
import posixpath
from html import escape

from workshop.lesson import checkpoints
from workshop.lesson.chapters import LAB
from workshop.lesson.page_words import say

MEGABYTE = 1_000_000
NOT_BUILT = (
    '<div class="admonition note"><p class="admonition-title">The lab is not here</p>'
    "<p>These pages were built on a machine without npm, which only the lab needs. With Node.js "
    "installed, <code>python -m workshop docs</code> builds it as well.</p></div>"
)


def is_built():
    """Return whether the lab's files are among the pages."""
    return (LAB / "built.json").is_file()


def page_of(md):
    """Return the page (below ``docs/``) that ``md`` makes; None where that is not known.

    MkDocs tells its own extension for links, and nobody else.
    """
    known = getattr(md, "treeprocessors", {})
    return known["relpath"].file.src_uri if "relpath" in known else None


def link(name, page):
    """Return a link from a page into the lab at checkpoint ``name``, as HTML; "" without a lab."""
    if page is None or not is_built():
        return ""
    address = posixpath.relpath("lab.html", posixpath.dirname(page) or ".")
    return (
        f'<p class="try"><a class="md-button" href="{address}#{name}">'
        f"{say('try_checkpoint', name=name)}</a></p>"
    )


def offer():
    """Return the sentence with which the first page offers the lab; "" without one."""
    if not is_built():
        return ""
    return (
        f'<p class="try">{say("fastest")} <a class="md-button" href="lab.html">{say("try")}</a></p>'
    )


def block(lesson):
    """Return what the page shows before the lab is started."""
    if not is_built():
        return NOT_BUILT
    size = json.loads((LAB / "built.json").read_text(encoding="utf-8"))["bytes"] / MEGABYTE
    items = "".join(
        f'<li id="{point.name}"><a href="#{point.name}">{point.name} {escape(point.title)}</a></li>'
        for point in lesson.checkpoints
    )
    items += "".join(
        f'<li id="upgrade-{step}"><a href="#upgrade-{step}">Upgrade: step {step - 1} becomes '
        f"step {step}, the changed lines marked</a></li>"
        for step in (2, 3)
    )
    items += "".join(
        f'<li id="{point.name}"><a href="#{point.name}">Build: {escape(point.title)}</a></li>'
        for point in lesson.built()
        if checkpoints.in_lab(lesson, point)
    )
    return (
        '<link rel="stylesheet" href="assets/lab/start.css">'
        '<div id="lab"><p>The lab needs JavaScript. Without it, everything else of these pages '
        "works.</p></div>"
        f'<script src="assets/lab/start.js" data-size="{size:.0f} MB"></script>'
        f'<h2 id="checkpoints">Where to start</h2><ul class="lab-checkpoints">{items}</ul>'
    )
