"""``python -m workshop style``: each program sees its kind of fault, and mends what it can."""

import pytest
import yaml

from tests.support.checkout import call, fresh_checkout
from tests.support.quick import chosen
from workshop.base.steps import ROOT

PARTS = ("workshop/", "requirements", "pyproject.toml")
UNUSED = "import os\n"
CROWDED = "x = {'a':1}\n"
# In two parts, or the spelling of this file is wrong.
SPELLED = "# A page\n\nWe rec" + "ieve it.\n"
MARKED = "# A page\n\n\n\n* An item\n"
NO_CURE = "x = undefined\n"


@pytest.fixture
def mine(tmp_path):
    """A checkout with one page, in which all is well."""
    mine = fresh_checkout(tmp_path / "mine", *PARTS)
    (mine / "docs").mkdir()
    put(mine, "docs/index.md", "# A page\n")
    return mine


def put(mine, name, text):
    (mine / name).write_text(text, encoding="utf-8", newline="\n")


def rows(output):
    """Return what the table says: the program's name to its word."""
    return dict(line.rsplit("  ", 1) for line in output.partition("\n\n")[0].splitlines())


@pytest.mark.parametrize(
    ("file", "text", "tool"),
    chosen(
        [
            ("workshop/more.py", UNUSED, "ruff check "),
            ("workshop/more.py", CROWDED, "ruff format"),
            ("docs/more.md", SPELLED, "codespell  "),
            ("docs/more.md", MARKED, "rumdl      "),
        ],
        lambda file, text, tool: text is SPELLED,
    ),
)
def test_a_fault_is_named_by_its_program_and_mended(file, text, tool, mine, ready_python, env):
    put(mine, file, text)
    code, output = call(ready_python, mine, "style", env=env)
    assert code == 1, output
    assert [name for name, word in rows(output).items() if word == "to mend"] == [tool]
    assert len(rows(output)) == 4
    assert file.rpartition("/")[2] in output.partition("\n\n")[2]
    assert "style --fix" in output
    assert (mine / file).read_text(encoding="utf-8") == text
    code, output = call(ready_python, mine, "style", "--fix", env=env)
    assert (code, set(rows(output).values())) == (0, {"ok"}), output


def test_what_no_program_can_mend_is_left_and_said(mine, ready_python, env):
    put(mine, "workshop/more.py", NO_CURE)
    code, output = call(ready_python, mine, "style", "--fix", env=env)
    assert code == 1
    assert "Undefined name `undefined`" in output
    assert "What is left has to be mended by hand." in output


def test_the_hook_calls_the_same_command():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    ((hook,),) = ([*repository["hooks"]] for repository in config["repos"])
    assert hook["entry"] == "python -m workshop style"
