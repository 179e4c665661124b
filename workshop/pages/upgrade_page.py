"""An upgrade as HTML: each changed place below the sentences that explain it."""

from html import escape
from itertools import groupby
from operator import itemgetter

from workshop.lesson import diff_html
from workshop.lesson.chapters import DOCS
from workshop.lesson.upgrades import upgrade


def _title(page):
    """Return the heading of a page: its first line that begins with ``# ``, without marks."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    return next(line[2:] for line in lines if line.startswith("# ")).replace("`", "")


def _sentences(explaining):
    items = {}
    for change in explaining:
        page = change.fence.page
        items[change.name] = (
            f"<li>{escape(change.fence.options['why'])} "
            f'<a href="{page.removesuffix(".md")}.html#{change.name}">{escape(_title(page))}</a>'
            "</li>"
        )
    return f'<ul class="why">{"".join(items.values())}</ul>'


def _file(file):
    if file.before is None:
        title, shown = "new file", [diff_html.whole(file.after, file.path)]
    elif file.after is None:
        title, shown = (
            "delete",
            [[("-", line) for line in diff_html.coloured(file.before, file.path)]],
        )
    else:
        title, shown = "change", diff_html.sections(file.before, file.after, file.path)
    copy = file.after if file.before is None else None
    html = diff_html.head(file.path, title)
    # Neighbours with the same explanation stand below it together.
    places = zip(file.explained, shown, strict=True)
    for explaining, together in groupby(places, itemgetter(0)):
        lines = [line for _, place in together for line in place]
        html += _sentences(explaining) + diff_html.pre(lines, copy)
    return f'<div class="upgraded">{html}</div>'


def blocks(lesson, step):
    """Return all that changes from the step before to ``step``, file by file.

    Its links are those of a page in ``docs/`` itself.
    """
    return f'<div class="upgrade">{"".join(map(_file, upgrade(lesson, step)))}</div>'
