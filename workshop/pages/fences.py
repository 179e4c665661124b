"""The lesson's blocks as HTML: custom fences for Markdown's ``pymdownx.superfences``.

A page names a block; what it shows comes from the lesson, the recordings and the claims. Errors
are raised as ``SuperFencesException``: any other is swallowed and the broken page is built.
"""

import functools
from html import escape
from pathlib import Path

from pymdownx.superfences import SuperFencesException

from workshop.base.steps import PORT, STEPS
from workshop.lesson import builds, changes, diff_html
from workshop.lesson.chapters import DOCS, LessonError, chapters
from workshop.lesson.page_words import say
from workshop.pages import (
    annotate,
    checkpoint_box,
    diagram,
    folder_tree,
    lab_page,
    ran_page,
    upgrade_page,
)
from workshop.pages import exercise_page as exercise_page
from workshop.pages import measured_page as measure_page
from workshop.recordings import scenes
from workshop.serve.claims import CLAIMS
from workshop.serve.server import LOOPBACK

WHOLE_FILE_LINES = 60


def _changed():
    folders = [*STEPS.values(), builds.BUILDS]
    files = [*chapters(), *(DOCS / f"{name}.md" for name in builds.names())]
    files += [file for folder in folders for file in folder.rglob("*")]
    return tuple((str(file), file.stat().st_mtime_ns) for file in files if file.is_file())


@functools.lru_cache(maxsize=1)
def _read(_changed):
    return changes.read()


def lesson():
    """Return the ``Lesson``; read again when a chapter or a step has changed."""
    return _read(_changed())


def recording(name):
    """Return the recorded output called ``name``. Raises ``LessonError`` when there is none."""
    file = Path(DOCS) / "recordings" / f"{name}.txt"
    if not file.exists():
        raise LessonError(f"{name} has no recording: run `python -m workshop record`")
    return file.read_text(encoding="utf-8")


def _find(kind, name):
    found = [fence for fence in lesson().fences if fence.kind == kind and fence.name == name]
    if not found:
        raise LessonError(f"the chapters have no {kind} called {name}")
    return found[0]


def _pre(text, css_class):
    return f'<div class="highlight {css_class}"><pre><code>{escape(text)}</code></pre></div>'


def _seen(text):
    if not text:
        return f'<p class="see">{say("nothing")}</p>'
    return f'<p class="see">{say("see")}</p>' + _pre(text, "output no-copy")


def change(name):
    """Return a change: its files, each with its new and old lines, and a whole file to compare."""
    html = ""
    for made in lesson().way_to(name).changes_of(name):
        html += diff_html.block(made.before, made.after, made.path)
        after = made.after or ""
        if made.before and after and len(after.splitlines()) <= WHOLE_FILE_LINES:
            html += (
                f'<details class="whole"><summary>{say("whole")} '
                f"<code>{escape(made.path)}</code></summary>"
                f"{diff_html.pre(diff_html.whole(after, made.path), after)}</details>"
            )
    return f'<div class="change" id="{name}">{html}</div>'


def run(name):
    """Return a command to copy and what a terminal shows after it."""
    fence = _find("run", name)
    html = _pre(fence.body, "command")
    if "says" not in fence.options:
        html += _seen(recording(name))
    return f'<div class="run" id="{name}">{html}</div>'


def tree(name):
    """Return the folder of the project as it is after a block, what is new in it marked."""
    return f'<div class="tree">{_pre(_picture(name), "no-copy")}</div>'


def _picture(name):
    return folder_tree.block(lesson().way_to(name.rpartition(" ")[2]), name)


def visit(name):
    """Return an address to open in the browser."""
    options = _find("visit", name).options
    host = f"{options['as']}.localhost" if "as" in options else LOOPBACK
    address = escape(f"http://{host}:{PORT}{options['url']}")
    link = f'<a href="{address}"><code>{address}</code></a>'
    return f'<div class="visit" id="{name}"><p>{say("open", address=link)}</p></div>'


def console(name):
    """Return lines for the browser's console, and what they print there."""
    html = _pre(_find("console", name).body, "command") + _seen(recording(name))
    return f'<div class="console" id="{name}">{html}</div>'


def checkpoint(name, title=None, page=None):
    """Return a checkpoint's box; ``title`` and ``page`` as ``checkpoint_box.block`` takes them."""
    return checkpoint_box.block(lesson(), name, title, page)


def claims(_name):
    """Return the table of what each step can do and what it cannot."""
    heads = "".join(f'<th scope="col">{say("step", number=step)}</th>' for step in STEPS)
    body = ""
    for claim in CLAIMS:
        answers = (claim.answers[step] for step in STEPS)
        cells = "".join(
            f'<td class="{answer.name.lower()}">{say(f"answers.{answer.name}")}</td>'
            for answer in answers
        )
        body += f'<tr><th scope="row">{escape(say(f"claims.{claim.id}"))}</th>{cells}</tr>'
    return (
        f'<table class="claims"><thead><tr><th scope="col">{say("what_works")}</th>'
        f"{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def upgrade(name):
    """Return all that changes from the step before to step ``name``, file by file."""
    return upgrade_page.blocks(lesson(), int(name))


def wire(name):
    """Return recorded bytes with their meaning; ``name`` is such as ``frames 1-2``."""
    scene_name, _, numbers = name.partition(" ")
    first, _, last = numbers.partition("-")
    events = scenes.read(scene_name)[int(first) - 1 : int(last or first)]
    if not events:
        raise LessonError(f"the scene {scene_name} has no event {numbers}")
    return annotate.exchange(events)


def scene(name):
    """Return a recorded scene as a diagram, with the same story as a list."""
    return diagram.figure(scenes.read(name), scenes.told(name))


def measured(name):
    """Return a table, a plot or a rung's code for the page “Measured”."""
    return measure_page.block(name)


def ran(name):
    """Return the table of what was run where, or of what the newest packages change."""
    return ran_page.block(name)


def lab(name):
    """Return the lab's button and its list of checkpoints; "offer": a link to them."""
    return lab_page.offer() if name == "offer" else lab_page.block(lesson())


def exercise(name):
    """Return an exercise: its task, what to see, its hints and its solution."""
    return exercise_page.block(name, lesson())


BLOCKS = {
    block.__name__: block
    for block in (
        *(change, run, tree, visit, console, checkpoint, claims, upgrade, wire, scene),
        *(measured, ran, exercise, lab),
    )
}


def validate(language, inputs, options, attrs, md):
    """Accept every option: the lesson's own reader checks them."""
    options.update(inputs)
    return True


def render(source, language, css_class, options, md, **kwargs):
    """Return the HTML of one fence; ``language`` is its kind."""
    try:
        name = options.get("name", "")
        if language == "checkpoint":
            return checkpoint(name, options.get("title"), lab_page.page_of(md))
        return BLOCKS[language](name)
    except Exception as reason:
        kind = type(reason).__name__
        raise SuperFencesException(f"{language} {options}: {kind}: {reason}") from reason
