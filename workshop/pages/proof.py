"""Blocks that are not the lesson's: each names the test that proves it, or says why none does.

``proof="tests/…::test_name"`` is for readers of the source; ``unproven="why"`` is shown to
everybody. A test wants one of the two on each such block of each page.
"""

from html import escape

from workshop.lesson.page_words import say

KINDS = ("proof", "unproven")


def validate(language, inputs, options, attrs, md):
    """Accept a title and one of ``KINDS``, nothing else."""
    options.update(inputs)
    return inputs.keys() <= {"title", *KINDS}


def render(src, language, class_name, options, md, **kwargs):
    """Return the block as Markdown's own highlighter has it, and below it what was not run."""
    highlighter = md.preprocessors["fenced_code_block"]
    shown = {key: value for key, value in options.items() if key not in KINDS}
    html = highlighter.highlight(src, language, shown, md, **kwargs)
    if "unproven" in options:
        why = say("unproven", why=escape(options["unproven"]))
        html += f'<p class="unproven">{why}</p>'
    return html
