"""The pages in another language: a translation's files in place of ours, all else as it is.

A translation is a folder with chapters at the paths that they have below ``docs/``, and with
``page_words.toml``. Chapters that are not translated stay English. The blocks of a chapter stay as
they are: what they show (code, commands, recordings) comes from the lesson.
"""

import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.lesson.chapters import DOCS, LessonError, read_fences
from workshop.lesson.page_words import NAME, words

CONFIG = """INHERIT: {config}
docs_dir: {docs}
watch: []
theme:
  language: {language}
"""


def chapters(folder):
    """Return the chapters of a translation: paths below ``docs/``, as text."""
    return sorted(file.relative_to(folder).as_posix() for file in Path(folder).rglob("*.md"))


def differences(folder):
    """Return what keeps a translation from showing the same lesson, a list of sentences."""
    found = []
    for page in chapters(folder):
        if not (DOCS / page).is_file():
            found.append(f"{page}: there is no page of this name in docs.")
            continue
        mine, ours = (
            [_told(fence) for fence in read_fences(base.read_text(encoding="utf-8"), page)]
            for base in (Path(folder) / page, DOCS / page)
        )
        if mine != ours:
            odd = next((one for one in [*ours, *mine] if one not in mine or one not in ours), None)
            what = f"the block {odd[1].get('name')} differs" if odd else "their order differs"
            found.append(f"{page}: its blocks are not those of docs/{page}: {what}.")
    return found


def _told(fence):
    """Return what of a block a translation keeps: all but the sentences for people."""
    kept = {key: value for key, value in fence.options.items() if key not in ("title", "why")}
    return fence.kind, kept, fence.body


@contextmanager
def overlaid(folder):
    """Yield a ``mkdocs.yml`` for the pages with a translation's files in place of ours.

    Raises ``Problem`` where the translation shows another lesson, or lacks words.
    """
    folder = Path(folder).resolve()
    try:
        language = words(folder)["language"]
        wrong = differences(folder)
    except LessonError as error:
        raise Problem(str(error)) from None
    if wrong:
        raise Problem("\n".join(wrong))
    with TemporaryDirectory() as temporary:
        docs = Path(temporary) / "docs"
        shutil.copytree(DOCS, docs)
        leave_out = shutil.ignore_patterns(NAME)
        shutil.copytree(folder, docs, dirs_exist_ok=True, ignore=leave_out)
        config = Path(temporary) / "mkdocs.yml"
        text = CONFIG.format(
            config=(ROOT / "mkdocs.yml").as_posix(), docs=docs.as_posix(), language=language
        )
        config.write_text(text, encoding="utf-8", newline="\n")
        yield config
