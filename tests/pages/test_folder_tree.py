"""The folder's tree on the pages is that of the lesson, and says what is new."""

import pytest

from tests.support.lesson import LESSON
from workshop.lesson.chapters import LessonError
from workshop.pages import folder_tree
from workshop.pages.page_blocks import blocks
from workshop.pages.teach import pages

SHOWN = [
    (page, block.options["name"])
    for page in pages()
    for block in blocks(page)
    if block.language == "tree"
]


def files(picture):
    """Return the paths in a picture, below its first line, and those that are marked as new."""
    paths, new, folders = [], [], []
    _, *lines = picture.splitlines()
    for line in lines:
        name = line.lstrip("│├└─ ")
        depth = (len(line) - len(name)) // 4 - 1
        name, mark, _ = name.partition(folder_tree.NEW)
        folders = [*folders[:depth], (name, bool(mark))]
        if not name.endswith("/"):
            path = "".join(part for part, _ in folders)
            paths.append(path)
            new += [path] if any(marked for _, marked in folders) else []
    return paths, new


def test_some_pages_show_it():
    assert {page for page, _ in SHOWN} >= {"step1/1-project.md", "step1/2-page.md"}


@pytest.mark.parametrize(("page", "name"), SHOWN)
def test_a_tree_holds_the_files_of_the_lesson_then(page, name):
    last = name.split()[-1]
    picture = folder_tree.block(LESSON, name)
    folder = picture.splitlines()[0].partition("/")[0]
    beginning = "" if folder == folder_tree.PROJECT else f"{folder}/"
    there = {path for path in LESSON.trees[last] if path.startswith(beginning)}
    assert {beginning + path for path in files(picture)[0]} == there


def test_what_is_new_is_marked_and_nothing_else():
    before = {"manage.py": "", "chat/a.py": "", "chat/b.py": "old"}
    after = {"manage.py": "", "chat/a.py": "", "chat/b.py": "new", "chat/t/x/c.html": ""}
    picture = folder_tree.picture(before, after)
    assert picture.splitlines() == [
        "chat/",
        "├── t/  ← new",
        "│   └── x/",
        "│       └── c.html",
        "├── a.py",
        "└── b.py",
    ]
    assert files(picture) == (["t/x/c.html", "a.py", "b.py"], ["t/x/c.html"])


def test_a_block_that_changes_nothing_has_no_tree():
    with pytest.raises(LessonError, match="first-runserver"):
        folder_tree.block(LESSON, "first-runserver")
