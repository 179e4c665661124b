"""``python -m workshop complete``: what is missing is named, in words, with its file."""

import re
import shutil

import pytest

from tests.support.checkout import call, fresh_checkout, fresh_environment
from workshop.exercises.definitions import exercises

TASKS, MISTAKES = "workshop/exercises/tasks", "workshop/check/mistakes"
NEW_MISTAKE = """
title = "Nothing happens"
seen = "silence"
at = "2.4"
why = "Because."
fix = "Do it."

[[change]]
file = "chat/consumers.py"
old = "self.accept()"
new = "pass"
"""
# What is wrong in an entry of its own, and what is said of it.
WRONG_MISTAKES = {
    "no-fix": ('fix = "Do it."', "", "There is no fix: what to do"),
    "no-place": ('seen = "silence"', 'seen = "sky"', "seen is sky, not one of terminal,"),
    "no-point": ('at = "2.4"', 'at = "9.9"', "There is no checkpoint 9.9. There are 1.1,"),
    "no-pair": ('old = "self', 'odd = "self', "A change has file, and old and new,"),
    "no-text": ('old = "self', 'old = "nowhere', "goto 2.4 fresh-2.4"),
}
NEW_PAGE = """\
```python
x = 1
```

```shell proof="tests/pages/test_none.py::test_a"
ls
```

```shell proof="tests/pages/test_said.py::test_a"
ls
```

```text unproven="it is a sketch" lines="1"
a
```

![](images/a.png)

```text
never closed
"""


def files_said(output):
    """Return what was said of each file: its path to the lines below it."""
    said, file = {}, None
    for line in output.splitlines():
        if line.startswith("    "):
            said[file] = f"{said.get(file, '')}{line.strip()}\n"
        elif line.startswith("  "):
            file = line.strip()
    return said


def edit(file, old, new):
    """Replace a text that stands in the file once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    put(file, text.replace(old, new))


def put(file, text):
    file.write_text(text, encoding="utf-8", newline="\n")


@pytest.fixture
def mine(tmp_path):
    """A checkout of my own, in which to write something new."""
    return fresh_checkout(tmp_path / "mine")


@pytest.fixture
def ask(mine, ready_python, env):
    """Return a function that asks about names; it returns the exit code and what was printed."""

    def asked(*words):
        # A page is tried with all of its lesson before it, on a machine that may be busy.
        code, output = call(ready_python, mine, "complete", *words, env=env, seconds=600)
        assert "Traceback" not in output, output
        return code, output

    return asked


@pytest.fixture(scope="module")
def said(tmp_path_factory, ready_python):
    """What one call says of many things that are wrong: file to lines."""
    folder = tmp_path_factory.mktemp("wrong")
    mine = fresh_checkout(folder / "mine")
    (mine / TASKS / "empty").mkdir()
    half_written(shutil.copytree(mine / TASKS / "count", mine / TASKS / "half"))
    changed(shutil.copytree(mine / TASKS / "count", mine / TASKS / "changed"))
    for name, (old, new, _) in WRONG_MISTAKES.items():
        put(mine / MISTAKES / f"{name}.toml", NEW_MISTAKE)
        edit(mine / MISTAKES / f"{name}.toml", old, new)
    put(mine / "docs/further/fresh.md", NEW_PAGE)
    chapter(mine / "docs/step2/2-consumer.md")
    (mine / "docs/recordings/first-socket.txt").unlink()
    names = ["empty", "half", "changed", *WRONG_MISTAKES, "further/fresh"]
    env = fresh_environment(folder / "home")
    code, output = call(ready_python, mine, "complete", *names, "step2/2-consumer", env=env)
    assert (code, "Traceback" in output) == (1, False), output
    return files_said(output)


def half_written(folder):
    toml = folder / "exercise.toml"
    head, _, rest = toml.read_text(encoding="utf-8").partition("hints = [")
    head = re.sub(r"minutes = \d+", "minutes = 99", head)
    put(toml, f'{head}colour = "red"\nhints = ["one"]\n{rest.partition("]")[2]}')
    put(folder / "check.py", "def look(chat):\n    pass\n")
    first, second, third, *_ = sorted((folder / "wrong").iterdir())
    shutil.copy(third, second)
    put(first, first.read_text(encoding="utf-8").replace("says:", ""))
    first.rename(folder / "wrong" / "silent.diff")
    third.rename(folder / "wrong" / "zz-same.diff")


def changed(folder):
    solution = (folder / "solution.diff").read_text(encoding="utf-8")
    put(folder / "solution.diff", re.sub(r"^ ", " no line of the step: ", solution, flags=re.M))
    put(folder / "right" / "nothing.diff", "")


def chapter(page):
    text = page.read_text(encoding="utf-8")
    text = text.replace('!!! teacher "For who teaches"', "!!! note").replace("# 2.2 ", "# ", 1)
    text = text.replace("  objectives:", "  aims:")
    put(page, re.sub(r' why="[^"]+"', ' why="Because"', text))


def test_what_is_complete_says_what_to_type_next(ask):
    code, output = ask("count", "accept-forgotten", "docs/further/next.md", "step2/2-consumer")
    assert code == 0
    for one in ("exercise count", "mistake accept-forgotten", "chapter step2/2-consumer.md"):
        assert f"{one}: nothing is missing" in output
        assert f"python -m workshop complete --try {one.split()[1]}" in output


@pytest.mark.all
def test_a_name_that_nothing_has_is_told_how_to_begin(ask):
    code, output = ask("cuont")
    assert code == 1
    assert "Did you mean count?" in output
    assert f"{TASKS}/cuont/exercise.toml" in output and f"{MISTAKES}/cuont.toml" in output


def test_an_empty_exercise_is_told_each_of_its_files(said):
    named = {file for file in said if file.startswith(f"{TASKS}/empty/")}
    names = ("exercise.toml", "check.py", "solution.diff", "right", "wrong")
    assert named == {f"{TASKS}/empty/{name}" for name in names}


def test_an_exercise_that_is_half_written_is_told_what_is_wrong_where(said):
    texts = said[f"{TASKS}/half/exercise.toml"]
    for words in ("list of 3 texts", "minutes is 99, not 5 to 30", "Nothing reads colour"):
        assert words in texts
    assert "no check(chat)" in said[f"{TASKS}/half/check.py"]
    assert "no line says:" in said[f"{TASKS}/half/wrong/silent.diff"]
    assert "Each wrong answer has its own message" in said[f"{TASKS}/half/wrong/zz-same.diff"]


def test_answers_that_cannot_be_made_and_a_missing_place_on_the_page(said):
    assert "its lines stand 0 times" in said[f"{TASKS}/changed/solution.diff"]
    assert "there is no change in it" in said[f"{TASKS}/changed/right/nothing.diff"]
    assert f"### {exercises()['count'].title} {{#changed}}" in said["docs/exercises.md"]


@pytest.mark.parametrize("name", WRONG_MISTAKES)
def test_a_mistake_that_is_wrong_is_told_so(name, said):
    assert WRONG_MISTAKES[name][-1] in said[f"{MISTAKES}/{name}.toml"]


def test_a_mistake_that_was_not_recorded_is_told_the_command(ask, mine):
    put(mine / MISTAKES / "fresh.toml", NEW_MISTAKE)
    code, output = ask(f"{MISTAKES}/fresh.toml")
    assert code == 1
    ((file, told),) = files_said(output).items()
    assert file == "docs/recordings/mistakes.json"
    assert "fresh has no recording" in told
    assert "python -m workshop record --mistake fresh" in told


def test_a_new_page_is_told_what_each_page_needs(said):
    assert "further/fresh.md is missing under nav" in said["mkdocs.yml"]
    for words in (
        "one line that begins with '# '",
        "The image images/a.png has no text",
        "A block is not closed",
        "python in line 1 needs proof=",
        "there is no file tests/pages/test_none.py",
        "tests/pages/test_said.py has no test test_a",
        "text in line 13 has lines: nothing reads that",
    ):
        assert words in said["docs/further/fresh.md"]


def test_a_chapter_is_told_what_it_lacks_for_the_lesson_and_for_who_teaches(said):
    for words in (
        "begins with its number: # 2.2",
        "0 notes for the teacher",
        "the key teach at its head needs minutes, questions, objectives,",
        "needs why, a sentence",
    ):
        assert words in said["docs/step2/2-consumer.md"]
    assert "record --only chapters" in said["docs/recordings/first-socket.txt"]


@pytest.mark.all
def test_what_cannot_be_read_is_named_under_any_name(ask, mine):
    edit(mine / "docs/step2/2-consumer.md", 'lines="+9 -0"', 'lines="+8 -0"')
    put(mine / MISTAKES / "fresh.toml", NEW_MISTAKE.replace("=", ""))
    code, output = ask("step2/2-consumer.md", "accept-forgotten", "fresh")
    assert code == 1
    chapter, mistake, fresh = output.split("Then ask again")[:3]
    assert 'this cuts lines="+9 -0"' in files_said(chapter)["docs/step2/2-consumer.md"]
    assert 'this cuts lines="+9 -0"' in files_said(mistake)["docs/step2/2-consumer.md"]
    assert "fresh.toml: " in files_said(mistake)[MISTAKES]
    assert "This is no TOML" in files_said(fresh)[f"{MISTAKES}/fresh.toml"]


@pytest.mark.all
def test_a_wrong_answer_with_another_message_is_found_when_it_is_tried(ask, mine):
    wrong = sorted((mine / TASKS / "shout" / "wrong").iterdir())[0]
    text = wrong.read_text(encoding="utf-8")
    put(wrong, re.sub(r"^says: .+$", "says: The sky is green.", text, flags=re.M))
    code, output = ask("--try", "shout")
    assert code == 1
    assert "The check has to say “The sky is green.”, but the check says: " in output
    assert len(re.findall(r"^  (?:start|right|wrong) .+ ok$", output, re.M)) >= 5


@pytest.mark.all
def test_a_mistake_that_is_another_one_is_found_when_it_is_tried(ask, mine):
    entry = mine / MISTAKES / "accept-forgotten.toml"
    edit(entry, "new = '        pass'", "new = '        self.acept()'")
    code, output = ask("--try", "accept-forgotten")
    assert code == 1
    assert "it looks as it was recorded" in output
    assert "is now" in output


@pytest.mark.all
@pytest.mark.sweep
def test_a_heading_with_another_anchor_is_found_when_its_page_is_tried(ask, mine):
    page = mine / "docs/step2/2-consumer.md"
    edit(page, "## What just happened\n", "## Was geschah\n")
    code, output = ask("--try", "step2/2-consumer")
    assert code == 1
    assert "'2-consumer.md#what-just-happened'" in output
    edit(page, "## Was geschah\n", "## Was geschah {#what-just-happened}\n")
    assert ask("--try", "step2/2-consumer")[0] == 0
