"""The pages for when it goes wrong, made from the catalogue and from what was really seen."""

import re
from html import escape

from workshop import code
from workshop.check import example
from workshop.check.asks import ORDER, SENTENCES
from workshop.check.catalogue import SEEN, catalogue, make
from workshop.check.symptoms import recorded
from workshop.lesson import DOCS

HEADINGS = {
    "terminal": "The server's terminal shows it",
    "browser": "The page shows it",
    "console": "The browser's console shows it",
    "silence": "Nothing shows it",
}
# What a person notices first, by the claim that fails first.
GROUPS = {
    "starts": "The server does not start",
    "daphne": "The server starts, and every WebSocket gets 404",
    "page": "The page does not open",
    "http-answer": "A message gets no answer over HTTP",
    "socket": "The WebSocket does not open",
    "stays-open": "The WebSocket opens, and closes again",
    "sender-hears": "Nothing comes back",
    "others-hear": "Others hear nothing",
    "rooms-apart": "Other rooms hear it too",
    "name": "The name is missing",
    "stranger": "Strangers get in",
    "foreign-page": "Foreign pages get in",
    "twin": "The asynchronous consumer does not work",
    "page-talks": "The server works, and the page does not",
    "bad-input": "A message that is wrong closes the socket",
    "leaves": "Who has left still counts as a member",
    "awaited": "It works, and a coroutine never runs",
    "quiet": "It works, and the terminal shows an error",
}


# What stands for itself in a template, or between backticks, is code.
CODE = re.compile(r"`([^`]+)`|({{.*?}}|{%.*?%})")


def _prose(text):
    """Return a text for people as HTML."""
    return CODE.sub(lambda found: f"<code>{found[1] or found[2]}</code>", escape(text))


def _groups(where):
    """Yield the claims that fail for mistakes seen ``where``, each with its mistakes."""
    seen = recorded()
    chosen = [mistake for mistake in catalogue().values() if mistake.seen == where]
    for claim in ORDER:
        together = [mistake for mistake in chosen if seen[mistake.id]["claim"] == claim]
        if together:
            yield claim, together


def _links(mistakes, page=""):
    """Return links to mistakes that look alike, each with the file to look at: it sets them apart.

    Those in the same file stand together.
    """
    files = {one.id: one.changes[0]["file"] for one in mistakes}
    items = "".join(
        f'<li><a href="{page}#{one.id}">{_prose(one.title)}</a> '
        f"<code>{escape(files[one.id])}</code></li>"
        for one in sorted(mistakes, key=lambda one: (files[one.id], one.title))
    )
    return f"<ul>{items}</ul>"


def _change(mistake, lesson):
    """Return what is different in each file: the mistake's lines, then the lesson's."""
    right = lesson.checkpoint(mistake.at).tree
    wrong = make(mistake, right)
    html = ""
    for change in mistake.changes:
        path, new = change["file"], change.get("rename")
        if new:
            html += f"<p><code>{escape(new)}</code> has to be <code>{escape(path)}</code>.</p>"
        elif "create" in change:
            html += f"<p><code>{escape(path)}</code> should not be there.</p>"
        elif change.get("delete"):
            html += f"<p><code>{escape(path)}</code> is missing.</p>"
    both = [path for path in right if path in wrong and wrong[path] != right[path]]
    for path in both:
        places = code.sections(wrong[path], right[path], path, around=2)
        lines = [line for place in places for line in place]
        html += code.head(path, "the mistake, and the lesson") + code.pre(lines)
    return f'<div class="change">{html}</div>'


def _shown(lines):
    text = escape("\n".join(lines))
    return f'<div class="highlight output no-copy"><pre><code>{text}</code></pre></div>'


def entry(mistake, seen, lesson):
    """Return one mistake as HTML: how it looks, why, what to do, how to tell it apart."""
    html = f'<h3 id="{mistake.id}">{_prose(mistake.title)}</h3>'
    html += f"<p>{_prose(mistake.why)} <strong>{_prose(mistake.fix)}</strong></p>"
    if mistake.apart:
        html += f"<p>{_prose(mistake.apart)}</p>"
    html += _change(mistake, lesson)
    html += f"<p>Not true: {escape(SENTENCES[seen['claim']])}. "
    html += f"What a client sees: {escape(seen['happened'])}.</p>"
    if seen["error"]:
        html += '<div class="run"><p class="see">The first error in the terminal</p>'
        html += _shown([seen["error"]]) + "</div>"
    others = [line for line in seen["lines"] if not seen["error"].endswith(line)]
    if others:
        title = "Also in the terminal" if seen["error"] else "In the terminal"
        html += f'<div class="run"><p class="see">{title}</p>{_shown(others)}</div>'
    if not seen["error"] and not others:
        html += "<p>The terminal shows no error.</p>"
    return html


def mistakes(where, lesson):
    """Return all mistakes that show in one place (of ``SEEN``), those that look alike together."""
    seen, html = recorded(), ""
    for claim, together in _groups(where):
        html += f'<h2 id="{where}-{claim}">{GROUPS[claim]}</h2>'
        if len(together) > 1:
            html += f"<p>{len(together)} mistakes look like this. The file tells them apart:</p>"
            html += _links(together)
        html += "".join(entry(one, seen[one.id], lesson) for one in together)
    return html


def index():
    """Return every symptom as a link, by the place where it shows and by what does not work."""
    html = ""
    for where in SEEN:
        html += f'<h2 id="{where}">{escape(HEADINGS[where])}</h2>'
        for claim, together in _groups(where):
            title = f"{GROUPS[claim]} <span>({len(together)})</span>"
            links = _links(together, f"{where}.html")
            html += f'<details class="question"><summary>{title}</summary>{links}</details>'
    return html


def block(name, lesson):
    """Return the HTML of the block ``name``: ``index``, one of ``SEEN``, or an example's output."""
    if name in example.FILES:
        text = (DOCS / "recordings" / f"{name}.txt").read_text(encoding="utf-8")
        return _shown([text.rstrip()])
    html = index() if name == "index" else mistakes(name, lesson)
    return f'<div class="trouble">{html}</div>'
