"""Every change of the lesson is shown exactly once, in words too, and together they are the steps.

What these tests find wrong they find in copies of the pages, each with one thing broken.
"""

import re
import shutil
from collections import Counter

import pytest

from tests.support.lesson import LESSON
from workshop.base.steps import STEPS
from workshop.lesson import changes, upgrades
from workshop.lesson.chapters import DOCS, LessonError, chapters
from workshop.lesson.generated import read_tree
from workshop.lesson.text_differences import changed_places
from workshop.pages import fences

NAMES = [fence.name for fence in LESSON.fences if fence.kind == "change"]
SHOWN = re.compile(r'<div class="(change|run|console|visit|admonition success checkpoint)" id="')


@pytest.fixture(scope="module")
def targets():
    return {0: {}} | {step: read_tree(folder) for step, folder in STEPS.items()}


def without(name):
    """Return the lesson's blocks but for the one called ``name``."""
    return [fence for fence in LESSON.fences if fence.name != name]


def copy_pages(folder):
    """Copy the chapters to ``folder`` and return it."""
    for chapter in chapters():
        target = folder / chapter.relative_to(DOCS)
        target.parent.mkdir(exist_ok=True, parents=True)
        shutil.copyfile(chapter, target)
    return folder


def edit(docs, fence, make):
    """Replace a block in the copied pages by what ``make`` makes of its lines."""
    file = docs / fence.page
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    start = fence.line - 1
    end = next(n for n in range(start + 1, len(lines)) if lines[n].strip() == "```") + 1
    made = make(lines[start:end])
    file.write_text("".join(lines[:start] + made + lines[end:]), encoding="utf-8", newline="\n")


def place(error):
    """Return the page and the line that an error begins with."""
    found = re.match(r"docs/(\S+\.md):(\d+): ", str(error.value))
    assert found, error.value
    return found[1], int(found[2])


def test_all_changes_together_are_the_steps(targets):
    # Asked of the last state of each step's chapters, not of the reader's own comparison.
    for step in STEPS:
        last = [change for change in LESSON.changes if change.step <= step]
        tree = {**changes.WRITES["startproject"](), **changes.WRITES["startapp"]()}
        for change in last:
            assert tree.get(change.path) == change.before, change.fence.link
            tree[change.path] = change.after
        assert {path: text for path, text in tree.items() if text is not None} == targets[step]
    assert {checkpoint.step for checkpoint in LESSON.checkpoints} == set(STEPS)
    assert LESSON.checkpoints[-1].tree == targets[3]


def test_every_block_is_on_its_page_once(built):
    blocks = Counter()
    for chapter in chapters():
        page = chapter.relative_to(DOCS)
        html = (built / page.with_suffix(".html")).read_text(encoding="utf-8")
        expected = [fence.name for fence in LESSON.fences if fence.page == page.as_posix()]
        shown = re.findall(SHOWN.pattern + r'([^"]+)"', html)
        assert [name for _, name in shown] == expected, page
        blocks.update(name for _, name in shown)
    assert set(blocks.values()) == {1}


def lines_of(html, tag):
    """Return the texts of all lines with this tag in a block's HTML."""
    return re.findall(rf"<{tag}>(.*?)\n</{tag}>", html, re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_a_change_shows_its_lines_once(name):
    html = fences.change(name)
    new = old = 0
    for change in LESSON.changes_of(name):
        if change.before is None or change.after is None:
            continue
        for i1, i2, j1, j2 in change.places():
            old, new = old + i2 - i1, new + j2 - j1
    assert (len(lines_of(html, "del")), len(lines_of(html, "ins"))) == (old, new)


@pytest.mark.parametrize("name", NAMES)
def test_a_change_that_is_lost_is_named_with_file_and_line(name, targets):
    with pytest.raises(LessonError) as error:
        changes.follow(without(name), targets)
    page, line = place(error)
    assert any(fence.page == page and fence.line == line for fence in LESSON.fences)
    # It names what is missing: the file that the lost block is about.
    paths = {change.path for change in LESSON.changes_of(name)}
    assert any(path in str(error.value) for path in paths)


@pytest.mark.parametrize("name", NAMES)
def test_a_change_that_is_shown_twice_is_named_with_file_and_line(name, targets):
    # The reader of the pages refuses a name that is taken; this is a copy under another name.
    position = next(n for n, fence in enumerate(LESSON.fences) if fence.name == name)
    twice = LESSON.fences[position]
    doubled = [*LESSON.fences[: position + 1], twice, *LESSON.fences[position + 1 :]]
    with pytest.raises(LessonError) as error:
        changes.follow(doubled, targets)
    # It stops there, or where a later block finds the lines of both.
    stops = [(fence.page, fence.line) for fence in LESSON.fences]
    assert stops.index(place(error)) >= position


def test_the_pages_themselves_are_read(tmp_path):
    # One of each kind of mistake, made in the text of a copied page.
    docs = copy_pages(tmp_path / "docs")
    assert changes.read(docs).fences == LESSON.fences
    lost = next(fence for fence in LESSON.fences if fence.name == "refuse-strangers")
    edit(docs, lost, lambda lines: [])
    with pytest.raises(LessonError, match=r"another change of the same file is lost") as error:
        changes.read(docs)
    assert place(error)[0] == "step3/5-messages.md"
    shutil.rmtree(docs)
    copy_pages(docs)
    edit(docs, lost, lambda lines: lines + ["\n"] + lines)
    with pytest.raises(LessonError, match="the name is taken") as error:
        changes.read(docs)
    again = lost.line + len(lost.body.splitlines()) + 3
    assert place(error) == (lost.page, again)
    shutil.rmtree(docs)
    copy_pages(docs)
    edit(docs, lost, lambda lines: lines[:-1])
    with pytest.raises(LessonError):
        changes.read(docs)


@pytest.mark.parametrize("step", [2, 3])
def test_an_upgrade_shows_each_changed_line_once(step, targets):
    before, after = targets[step - 1], targets[step]
    old, new = Counter(), Counter()
    for path in before.keys() | after.keys():
        a, b = before.get(path, ""), after.get(path, "")
        for i1, i2, j1, j2 in changed_places(a, b):
            old.update((path, line) for line in a.splitlines()[i1:i2])
            new.update((path, line) for line in b.splitlines()[j1:j2])
    shown_old, shown_new = Counter(), Counter()
    for file in upgrades.upgrade(LESSON, step):
        for i1, i2, j1, j2 in changed_places(file.before, file.after):
            shown_old.update((file.path, line) for line in (file.before or "").splitlines()[i1:i2])
            shown_new.update((file.path, line) for line in (file.after or "").splitlines()[j1:j2])
        # Each changed place says why, in the words of at least one change.
        assert all(file.explained), file.path
    assert (shown_old, shown_new) == (old, new)
    html = fences.upgrade(str(step))
    whole = [change for change in upgrades.upgrade(LESSON, step) if change.before is None]
    in_new_files = sum(len(file.after.splitlines()) for file in whole)
    assert len(lines_of(html, "del")) == sum(old.values())
    assert len(lines_of(html, "ins")) == sum(new.values()) - in_new_files


@pytest.mark.parametrize("step", [2, 3])
def test_an_upgrade_links_every_change_of_its_step(step):
    linked = set(re.findall(r'href="[^"#]+#([^"]+)"', fences.upgrade(str(step))))
    expected = {change.name for change in LESSON.changes if change.step == step}
    # What a later change of the same step replaces leaves nothing to explain.
    assert linked <= expected
    files = upgrades.upgrade(LESSON, step)
    net = {c.name for file in files for place in file.explained for c in place}
    assert linked == net
