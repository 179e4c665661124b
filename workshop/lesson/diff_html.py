"""A change to a file as HTML: its lines in colour, new ones in ``<ins>``, old ones in ``<del>``."""

import re
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound

from workshop.lesson.page_words import say
from workshop.lesson.text_differences import changed_places

AROUND = 3
WHOLE_FILE = 20
# Half of all tokens: names, operators, brackets and spaces. They have the colour of the text.
PLAIN = re.compile(r'<span class="(?:n|nx|o|p|w)">([^<]*)</span>')


def coloured(text, path):
    """Return the lines of a file's text as HTML, without line ends."""
    if text is None:
        return []
    try:
        lexer = get_lexer_for_filename(path, stripnl=False)
    except ClassNotFound:
        lexer = TextLexer(stripnl=False)
    html = highlight(text, lexer, HtmlFormatter(nowrap=True))
    return PLAIN.sub(r"\1", html).splitlines()


def sections(before, after, path, around=AROUND):
    """Return, for each changed place of a file, the lines that show it: pairs of a sign and HTML.

    The sign is ``+``, ``-``, a space for an unchanged line near it, ``~`` for lines left out.
    """
    old, new = coloured(before, path), coloured(after, path)
    if max(len(old), len(new)) <= WHOLE_FILE:
        around = WHOLE_FILE
    places = changed_places(before, after)
    shown, position = [], 0
    for n, (i1, i2, j1, j2) in enumerate(places):
        start = max(position, j1 - around)
        lines = [("~", "")] if start > position else []
        lines += [(" ", line) for line in new[start:j1]]
        lines += [("-", line) for line in old[i1:i2]] + [("+", line) for line in new[j1:j2]]
        following = places[n + 1][2] if n + 1 < len(places) else len(new)
        position = min(j2 + around, following)
        lines += [(" ", line) for line in new[j2:position]]
        shown.append(lines)
    if shown and position < len(new):
        shown[-1].append(("~", ""))
    return shown


def copied(before, after):
    """Return what the copy button copies: the new lines of one place, else the file as it is now.

    A change in one place is pasted where it belongs; several places are easier to replace whole.
    """
    places = changed_places(before, after)
    if before is None or len(places) != 1:
        return after or ""
    _, _, j1, j2 = places[0]
    return "".join((after or "").splitlines(keepends=True)[j1:j2])


def _line(sign, html):
    tag = {"+": "ins", "-": "del"}.get(sign)
    if sign == "~":
        return '<span class="skipped">…</span>\n'
    return f"<{tag}>{html}\n</{tag}>" if tag else f'<span class="line">{html}</span>\n'


def head(path, title):
    """Return the line above a block: the file it is about and what happens to it."""
    return f'<p class="file"><code>{escape(path)}</code> <span>{title}</span></p>'


def pre(lines, copy=None):
    """Return the HTML of ``lines``: pairs of a sign and HTML. ``copy``: what its button copies."""
    code = "".join(_line(sign, html) for sign, html in lines)
    button = f'" data-copy="{escape(copy)}"' if copy else ' no-copy"'
    return f'<div class="highlight{button}><pre><code>{code}</code></pre></div>'


def whole(text, path):
    """Return a file's text as lines without a sign."""
    return [(" ", line) for line in coloured(text, path)]


def block(before, after, path):
    """Return the HTML block of a change to the file ``path``; None stands for no file."""
    if after is None:
        return head(path, say("delete"))
    copy = copied(before, after)
    if before is None and not after:
        return head(path, say("empty_file"))
    if before is None:
        return head(path, say("new_file")) + pre(whole(after, path), copy)
    lines = [line for section in sections(before, after, path) for line in section]
    places = len(changed_places(before, after))
    title = say("changed") if places == 1 else say("places", number=places)
    return head(path, title) + pre(lines, copy)
