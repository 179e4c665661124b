"""One mistake of the catalogue as HTML: why, what to do, its lines, and how it looks."""

import re
from html import escape

from workshop.check.ask.probe_list import CLOSED, SENTENCES
from workshop.check.explain.catalogue import make
from workshop.lesson import diff_html

# What stands for itself in a template, or between backticks, is code.
CODE = re.compile(r"`([^`]+)`|({{.*?}}|{%.*?%})")


def prose(text):
    """Return a text for people as HTML."""
    return CODE.sub(lambda found: f"<code>{found[1] or found[2]}</code>", escape(text))


def _change(mistake, lesson):
    """Return what is different in each file: the mistake's lines, then the lesson's."""
    right = lesson.checkpoint(mistake.at).tree
    wrong = make(mistake, right)
    html = ""
    for change in mistake.changes:
        path, new = change["file"], change.get("rename")
        if new:
            html += f"<p><code>{escape(new)}</code> has to be <code>{escape(path)}</code>.</p>"
        elif "create" in change and path not in right:
            html += f"<p><code>{escape(path)}</code> should not be there.</p>"
        elif change.get("delete"):
            html += f"<p><code>{escape(path)}</code> is missing.</p>"
    both = [path for path in right if path in wrong and wrong[path] != right[path]]
    for path in both:
        places = diff_html.sections(wrong[path], right[path], path, around=2)
        lines = [line for place in places for line in place]
        html += diff_html.head(path, "the mistake, and the lesson") + diff_html.pre(lines)
    return f'<div class="change">{html}</div>'


def shown(lines):
    """Return lines of a terminal as a block without a button to copy."""
    text = escape("\n".join(lines))
    return f'<div class="highlight output no-copy"><pre><code>{text}</code></pre></div>'


def entry(mistake, seen, lesson):
    """Return one mistake as HTML: why, what to do, how to tell it apart, how it looks."""
    html = f"<p>{prose(mistake.why)} <strong>{prose(mistake.fix)}</strong></p>"
    if mistake.apart:
        html += f"<p>{prose(mistake.apart)}</p>"
    if mistake.also:
        words = "; ".join(f"<code>{escape(one)}</code>" for one in mistake.also)
        html += f"<p>Other words by which people look for it: {words}</p>"
    html += "<details><summary>The lines, and what the terminal shows</summary>"
    html += _change(mistake, lesson)
    fails = CLOSED.get(seen["claim"], SENTENCES[seen["claim"]])
    html += f"<p>What fails first: “{escape(fails)}”. "
    html += f"A client sees: {escape(seen['happened'].rstrip('.'))}.</p>"
    if seen["error"]:
        html += '<div class="run"><p class="see">The first error in the terminal</p>'
        html += shown([seen["error"]]) + "</div>"
    others = [line for line in seen["lines"] if not seen["error"].endswith(line)]
    if others:
        title = "Also in the terminal" if seen["error"] else "In the terminal"
        html += f'<div class="run"><p class="see">{title}</p>{shown(others)}</div>'
    if not seen["error"] and not others:
        html += "<p>The terminal shows no error.</p>"
    return html + "</details>"
