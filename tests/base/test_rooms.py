"""The house of ``workshop/``: imports only go down, each name stands once, no file needs scrolling.

The order of the rooms is the one that ``CONTRIBUTING.md`` shows.
"""

import ast
import re
import sys
from collections import Counter
from importlib import metadata
from pathlib import Path

from workshop.base.steps import ROOT
from workshop.setup.environment import pins

WORKSHOP = ROOT / "workshop"
MOST_LINES = 250
# It has to be read by old Pythons before anything else can be imported: one file, in one piece.
LONGER = {"commands/doctor.py": 260}
# Uniform folders: each exercise has a file of this name.
TASKS = "exercises/tasks/"
FILES = {
    path.relative_to(WORKSHOP).as_posix(): path
    for path in sorted(WORKSHOP.rglob("*.py"))
    if "node_modules" not in path.parts
}
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TABLES = CONTRIBUTING.partition("\n## The rooms of `workshop/`\n")[2].partition("\n## ")[0]
ROOMS = re.findall(r"^\| `(\w+)/` \|", TABLES, re.MULTILINE)


def imported(text):
    """Return all of the workshop that a module imports, functions included: dotted names."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports in the workshop are absolute"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.startswith("workshop.")}


def upward(name, text):
    """Return what a module of a room (its path below ``workshop/``) imports, and may not."""
    room = name.split("/")[0]
    if "/" not in name:
        # Its first lines, which call the commands.
        return []
    wrong = []
    for module in imported(text):
        other = module.split(".")[1]
        itself = other == room and room != "commands"
        below = other in ROOMS and ROOMS.index(other) > ROOMS.index(room)
        if not itself and not below:
            wrong.append(module)
    return wrong


def installed():
    """Return the names under which what the requirements files ask for is imported."""
    found, todo = set(), [*pins(ROOT / "requirements-dev.txt"), *pins(ROOT / "requirements.txt")]
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if name in found:
            continue
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            # Of another system, or of an extra that nobody asked for.
            continue
        found.add(name)
        todo += [re.match(r"[\w.-]+", line)[0] for line in needs if "extra ==" not in line]
    return {
        module
        for module, packages in metadata.packages_distributions().items()
        if found & {re.sub(r"[-_.]+", "-", package).lower() for package in packages}
    }


def test_every_room_has_a_row_in_the_table_and_every_row_a_room():
    assert len(ROOMS) == len(set(ROOMS))
    assert set(ROOMS) == {name.split("/")[0] for name in FILES if "/" in name}


def test_the_tests_have_the_same_rooms():
    others = set(re.findall(r"^\| `tests/(\w+)/` \|", TABLES, re.MULTILINE))
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/*.py")}
    assert folders <= set(ROOMS) | others
    assert others <= folders


def test_imports_only_go_down():
    found = {name: upward(name, path.read_text(encoding="utf-8")) for name, path in FILES.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_an_import_that_goes_up_is_seen():
    for line in (
        "from workshop.commands import run",
        "from workshop.pages.fences import lesson",
        "import workshop.pages.fences",
        "def f():\n    from workshop import pages",
    ):
        assert upward("lesson/changes.py", line), line
    assert upward("commands/run.py", "from workshop.commands.docs import main")
    assert not upward("pages/teach.py", "from workshop.pages.fences import lesson")
    assert not upward("pages/teach.py", "from workshop.lesson import changes")


def test_no_two_modules_have_one_name():
    names = Counter(
        path.name
        for name, path in FILES.items()
        if path.name != "__init__.py" and not name.startswith(TASKS)
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_no_module_has_the_name_of_another_library():
    ours = {path.parent.name if path.stem == "__init__" else path.stem for path in FILES.values()}
    assert ours & (sys.stdlib_module_names | installed() - {"workshop"}) == set()
    assert {"django", "channels", "yaml", "site"} <= sys.stdlib_module_names | installed()


def test_no_file_needs_scrolling():
    long = {
        name: lines
        for name, path in FILES.items()
        if (lines := len(Path(path).read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert {name for name, lines in long.items() if lines > LONGER.get(name, MOST_LINES)} == set()
