"""Bug hunt: everybody with a seed gets the same, it can be solved, and it is not done before."""

import argparse
from pathlib import Path

import pytest

from tests.support import needs
from tests.support.lesson import LESSON
from workshop.base.problems import Problem
from workshop.check.ask.probe_list import ORDER
from workshop.check.ask.project import Project, write
from workshop.check.explain.catalogue import catalogue
from workshop.commands import exercise as command
from workshop.exercises import hunt, hunt_memory

SEEDS = [(1, 1), (4, 2), (8, 3), *((seed, seed % 3 + 1) for seed in range(1001, 1028))]
# One of each level stands for the rest, which takes minutes.
CASES = [
    pytest.param(*case, id="{}-level-{}".format(*case), marks=pytest.mark.sweep if n > 1 else ())
    for n, case in enumerate(SEEDS)
]


def asked(tree, claim=None):
    return hunt.ask(Project(Path("my-hunt"), "learning", tree), claim)


@pytest.mark.all
@pytest.mark.parametrize(("seed", "level"), CASES)
def test_a_hunt_is_solved_by_the_catalogues_own_change_and_not_done_before(seed, level):
    needs.chromium()
    chosen = hunt.choose(seed, level)
    before = asked(hunt.tree(chosen, LESSON))
    assert before.claim in hunt.SAID and not before.done
    after = asked(LESSON.checkpoint(chosen.mistake.at).tree, before.claim)
    assert after.done, after


def test_a_seed_is_the_same_for_everybody_and_a_new_mistake_changes_few(monkeypatch):
    before = [hunt.choose(seed, 1).mistake.id for seed in range(200)]
    assert before == [hunt.choose(seed, 1).mistake.id for seed in range(200)]
    assert len(set(before)) > 60
    kept = [name for name in hunt.candidates(1) if name != before[0]]
    monkeypatch.setattr(hunt, "candidates", lambda level: kept)
    after = [hunt.choose(seed, 1).mistake.id for seed in range(200)]
    assert [one for one, two in zip(before, after, strict=True) if one != two] == [
        one for one in before if one == before[0]
    ]


@pytest.mark.parametrize("level", hunt.LEVELS)
def test_a_level_has_many_mistakes_and_each_only_such_that_users_notice(level):
    names = hunt.candidates(level)
    assert len(names) >= 20
    assert all(catalogue()[name].seen in hunt.LEVELS[level] for name in names)
    assert set(hunt.SAID) <= set(ORDER)


@pytest.fixture
def call(capsys, tmp_path, monkeypatch):
    """Call the command; return its exit code and what it printed."""
    monkeypatch.setattr(hunt_memory, "FILE", tmp_path / ".workshop" / "hunts.json")

    def called(*arguments):
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        code = command.main(parser.parse_args([str(argument) for argument in arguments]))
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return called


@pytest.mark.all
@pytest.mark.sweep
def test_a_hunt_from_its_beginning_to_its_end(call, tmp_path):
    folder = tmp_path / "my-hunt"
    chosen = hunt.choose(8, 3)
    code, begun = call("hunt", folder, "--seed", 8, "--level", 3)
    assert code == 0
    assert "Somebody who uses it says:" in begun and "--seed 8 --level 3" in begun
    lesson = LESSON.checkpoint(chosen.mistake.at).tree
    paths = {change["file"] for change in chosen.mistake.changes}
    # Nothing in words gives it away: not where it is, not what it is called.
    assert not any(path in begun for path in paths) and chosen.mistake.id not in begun
    code, printed = call("hunt", folder)
    assert code == 1 and "NOT YET" in printed and chosen.mistake.id not in printed
    code, printed = call("hunt", folder, "--hint")
    assert "Help 1 of 3" in printed and any(path in printed for path in paths)
    assert "Read:" not in printed
    code, printed = call("hunt", folder, "--hint")
    assert "Help 2 of 3" in printed and "Read:" in printed and "Tried on a copy" not in printed
    code, printed = call("hunt", folder, "--hint")
    assert "Help 3 of 3" in printed and "Tried on a copy" in printed
    write(lesson, folder)
    code, printed = call("hunt", folder)
    assert code == 0
    assert (
        "DONE after" in printed and "with help 3 of 3" in printed and chosen.mistake.why in printed
    )


def test_what_was_asked_for_cannot_be_taken_out(tmp_path):
    earlier = LESSON.checkpoint("2.4").tree
    answer = asked(earlier, "others-hear")
    assert answer.claim is None and not answer.done


def test_nothing_is_overwritten_and_a_folder_of_ones_own_is_no_hunt(call, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("Dear all", encoding="utf-8")
    with pytest.raises(Problem, match="no hunt was begun in it"):
        call("hunt", mine, "--seed", 1)
    assert [file.name for file in mine.iterdir()] == ["letter.txt"]
    with pytest.raises(Problem, match="nothing is overwritten"):
        hunt.begin(hunt.choose(1, 1), mine)
    with pytest.raises(Problem, match="Say where to"):
        call("hunt")
