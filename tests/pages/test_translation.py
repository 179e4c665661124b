"""A chapter in another language: the same code and recordings, byte for byte, and no English words.

German stands for all languages; ``translated/de`` has one chapter, and all that Python writes.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.support import printed
from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.cli import parser_for
from workshop.lesson import page_words
from workshop.lesson.chapters import DOCS, LessonError
from workshop.pages import translation
from workshop.pages.build import build
from workshop.serve.claims import CLAIMS, Answer

GERMAN = Path(__file__).with_name("translated") / "de"
PAGE = "step2/1-daphne.md"
CODE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
ANCHOR = re.compile(r'<(?:h[2-6]|div)[^>]* id="([^"]+)"')
# What stands on the English page and may not stand on another.
ENGLISH = ("You should see", "Works now", "Not so with you", "in your browser", "Fell behind")
HTML = Path(PAGE).with_suffix(".html")


def content(site):
    """Return the page's own part, without the theme around it."""
    page = (site / HTML).read_text(encoding="utf-8")
    return page[page.index("<article") : page.index("</article>")]


def test_all_that_python_writes_into_a_chapter_has_a_translation():
    english, german = page_words.words(), page_words.words(GERMAN)
    assert english.keys() == german.keys()
    for claim in CLAIMS:
        assert english[f"claims.{claim.id}"] == claim.sentence
    assert {f"answers.{one.name}": str(one) for one in Answer}.items() <= english.items()


def test_a_translation_has_the_same_blocks():
    assert translation.chapters(GERMAN) == [PAGE]
    assert translation.differences(GERMAN) == []


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('lines="+2 -0"', 'lines="+1 -0"', "asgi-application"),
        ("python manage.py runserver\n", "python manage.py runserver 8001\n", "runserver-"),
        ('name="daphne-page"', 'name="daphne-seite"', "daphne-page"),
        ("yes: page", "yes: socket page", "2.1"),
    ],
)
def test_a_block_that_was_changed_in_a_translation_is_named(old, new, named, tmp_path):
    changed(tmp_path, old, new)
    (told,) = translation.differences(tmp_path / "de")
    assert PAGE in told and named in told
    with pytest.raises(Problem, match="blocks are not those"):
        build(tmp_path / "site", translation=tmp_path / "de")


def changed(folder, old, new, file=PAGE):
    """Copy the translation into ``folder``, with one text of a file in place of another."""
    shutil.copytree(GERMAN, folder / "de")
    text = (folder / "de" / file).read_text(encoding="utf-8")
    assert old in text
    (folder / "de" / file).write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('what_works = "', 'what_worked = "', "what_worked, what_works"),
        ("{address}", "{adresse}", "open has other words"),
        ('delete = "löschen"', "delete = löschen", "page_words.toml"),
    ],
)
def test_words_that_are_missing_or_have_other_holes_are_named(old, new, told, tmp_path):
    changed(tmp_path, old, new, page_words.NAME)
    with pytest.raises(LessonError, match=told):
        page_words.words(tmp_path / "de")


@pytest.mark.all
def test_code_and_recordings_stay_byte_for_byte_and_nothing_else_does(built, tmp_path):
    german, english = content(build(tmp_path / "site", translation=GERMAN)), content(built)
    assert CODE.findall(german) == CODE.findall(english) != []
    # Links from other pages lead to the same places; to the page itself they have no anchor.
    assert ANCHOR.findall(german) == ANCHOR.findall(english)
    assert [words for words in ENGLISH if words in german] == []
    assert all(
        words in german for words in ("Das sollte erscheinen", "Das geht jetzt:", "Öffne <a")
    )
    page = (tmp_path / "site" / HTML).read_text(encoding="utf-8")
    assert '<html lang="de"' in page
    assert (tmp_path / "site" / "step3" / "2-group.html").is_file()
    assert sorted(DOCS.rglob("*.md")) and not (DOCS / page_words.NAME).exists()


def test_a_translation_is_built_as_the_page_says():
    (block,) = printed.proven_by("test_a_translation_is_built_as_the_page_says")
    words = shlex.split(block.text)[3:]
    options = parser_for(words).parse_args(words)
    assert options.build and ROOT / options.translation == GERMAN


@pytest.mark.all
def test_a_translated_heading_that_breaks_a_link_fails_the_build(tmp_path):
    changed(tmp_path, " {#install-daphne}", "")
    with pytest.raises(Problem, match="install-daphne"):
        build(tmp_path / "site", translation=tmp_path / "de")
