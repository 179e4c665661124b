"""Each build stands on the finished chat alone, and its page shows each of its changes once."""

import shutil
from html import escape

import pytest

from tests.lesson.test_changes import copy_pages, edit, lines_of, place
from tests.steps.test_budget import changed_lines
from tests.support.lesson import LESSON
from workshop.base.steps import STEPS
from workshop.check.ask.probe_list import SENTENCES
from workshop.lesson import builds, changes, checkpoints
from workshop.lesson.chapters import DOCS, LessonError
from workshop.lesson.generated import read_tree
from workshop.pages import fences, lab_page

STEP = read_tree(STEPS[3])
OWN = [
    pytest.param(name, fence, id=fence.name)
    for name, made in LESSON.builds.items()
    for fence in made.fences[len(LESSON.fences) :]
    if fence.kind == "change"
]
# Changed lines as tests/steps/test_budget.py counts them, of Python and of the page: today's
# figures and the limits. The asynchronous twin and what Django writes are not part of the way.
BUDGETS = {
    "further/history": ((53, 60), (5, 40)),
    "further/frontend": ((60, 60), (40, 40)),
    "further/notifications": ((60, 60), (40, 40)),
    "further/accounts": ((60, 60), (28, 40)),
    "further/here": ((58, 60), (13, 40)),
    "further/files": ((59, 60), (40, 40)),
}
NOT_TYPED = ("chat/async_consumers.py", "chat/migrations/")


@pytest.fixture
def docs(tmp_path):
    """A copy of the chapters and of the builds' pages."""
    copied = copy_pages(tmp_path / "docs")
    for name in LESSON.builds:
        (copied / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(DOCS / f"{name}.md", copied / f"{name}.md")
    return copied


def test_every_build_has_a_page_and_is_no_part_of_the_course():
    assert builds.names() == list(LESSON.builds)
    assert [point.name for point in LESSON.built()] == builds.names()
    assert not {point.name for point in LESSON.checkpoints} & LESSON.builds.keys()


@pytest.mark.parametrize("name", LESSON.builds)
def test_all_changes_together_make_of_step_3_what_the_folder_holds(name):
    # Asked of the changes themselves, not of the reader's own comparison.
    tree = dict(STEP)
    for change in LESSON.builds[name].changes[len(LESSON.changes) :]:
        assert tree.get(change.path) == change.before, change.fence.link
        tree[change.path] = change.after
    folder = read_tree(builds.ROOT / name)
    assert tree == {**STEP, **folder} == LESSON.checkpoint(name).tree
    # A file that is as in step 3 would hide the next change of step 3.
    assert [path for path, text in folder.items() if STEP.get(path) == text] == []


@pytest.mark.parametrize(("name", "fence"), OWN)
def test_a_change_of_a_build_shows_its_lines_once(name, fence):
    html, new, old = fences.change(fence.name), 0, 0
    for change in LESSON.builds[name].changes_of(fence.name):
        if change.before is not None:
            for i1, i2, j1, j2 in change.places():
                old, new = old + i2 - i1, new + j2 - j1
    assert (len(lines_of(html, "del")), len(lines_of(html, "ins"))) == (old, new)


@pytest.mark.parametrize(("name", "fence"), OWN)
def test_a_change_of_a_build_that_is_lost_or_shown_twice_is_named(name, fence, docs):
    edit(docs, fence, lambda lines: [])
    with pytest.raises(LessonError) as error:
        changes.read(docs)
    assert place(error)[0] == f"{name}.md"
    paths = [change.path for change in LESSON.builds[name].changes_of(fence.name)]
    assert any(path in str(error.value) for path in paths)
    shutil.copyfile(DOCS / f"{name}.md", docs / f"{name}.md")
    edit(docs, fence, lambda lines: [*lines, "\n", *lines])
    with pytest.raises(LessonError, match="the name is taken"):
        changes.read(docs)


@pytest.mark.parametrize("name", LESSON.builds)
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('```run name="r"\nls\n```\n', "a build has only these blocks"),
        ('```checkpoint name="3.8" title="x"\n```\n', "its one checkpoint"),
        ('```change name="hello-view" file="manage.py"\n```\n', "the name is taken"),
    ],
)
def test_what_a_build_cannot_have_is_named(name, wrong, said, docs):
    wrong = wrong.replace("hello-view", LESSON.changes[0].name)
    page = docs / f"{name}.md"
    page.write_text(page.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    with pytest.raises(LessonError, match=said) as error:
        changes.read(docs)
    assert place(error)[0] == f"{name}.md"


@pytest.mark.parametrize("name", LESSON.builds)
def test_a_build_is_small(name):
    def counted(*endings):
        trees = [
            {
                path: text
                for path, text in tree.items()
                if path.endswith(endings) and not path.startswith(NOT_TYPED)
            }
            for tree in (STEP, LESSON.checkpoint(name).tree)
        ]
        return changed_lines(*trees)

    for (today, limit), endings in zip(
        BUDGETS[name], [(".py",), (".html", ".js", ".css")], strict=True
    ):
        assert counted(*endings) <= limit
        assert counted(*endings) == today, "Write the new figure beside the limit."


def test_a_claim_that_nobody_asks_is_named(docs, monkeypatch):
    page = docs / "further" / "history.md"
    page.write_text(page.read_text("utf-8").replace(" caught-up\n", " cought-up\n"), "utf-8")
    monkeypatch.setattr(fences, "lesson", lambda: changes.read(docs))
    with pytest.raises(LessonError, match="there is no claim cought-up") as error:
        fences.checkpoint("further/history")
    assert place(error)[0] == "further/history.md"


@pytest.mark.parametrize("name", LESSON.builds)
def test_its_box_says_what_works_and_how_to_get_it_and_where_it_can_be_tried(name, monkeypatch):
    monkeypatch.setattr(lab_page, "is_built", lambda: True)
    point = LESSON.checkpoint(name)
    html = fences.checkpoint(name, page=f"{name}.md")
    short = name.rpartition("/")[2]
    assert f"Checkpoint {name}: {point.title}</p>" in html
    assert f"python -m workshop goto {name} fresh-{short}" in html
    # More than what it has of step 3.
    of_step_3 = checkpoints.promises(LESSON.checkpoints[-1])
    own = {claim for claim in checkpoints.promises(point) if claim not in of_step_3}
    assert own and all(f"<li>{escape(SENTENCES[claim])}</li>" in html for claim in own)
    in_lab = point.fence.options.get("lab") == "yes"
    assert (f'href="../lab.html#{name}"' in html) is ("lab.html" in html) is in_lab
