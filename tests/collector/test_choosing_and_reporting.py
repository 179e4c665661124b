"""The options of pytest mean for the steps' tests what they mean for all others."""

from xml.etree import ElementTree

import pytest

ONE = "tests/step1_http/test_one.py"
EVERYTHING = {
    *["passes", "fails", "database", "a", "b c", "x::y", "expected to fail", "while"],
    *["packages of step 1", "packages of step 2", "other"],
}


def test_every_test_is_reported_by_name_and_a_failure_turns_the_run_red(some_tests, tmp_path):
    before = some_tests.files()
    report = tmp_path / "report.xml"
    code, printed = some_tests.run("-v", "--durations=3", f"--junitxml={report}")
    assert code == pytest.ExitCode.TESTS_FAILED, printed
    assert set(some_tests.ran()) == EVERYTHING
    assert "1 failed, 9 passed, 1 skipped, 1 xfailed" in printed
    for line in (
        f"{ONE}::test_passes PASSED",
        f"{ONE}::test_fails FAILED",
        f"{ONE}::TestGroup::test_word[b c] PASSED",
        f"{ONE}::test_skipped SKIPPED (not today)",
        f"{ONE}::test_expected_to_fail XFAIL",
        "tests/step2_websocket/test_packages.py::test_packages PASSED",
        "tests/other/test_other.py::test_other PASSED",
        # The failure's own text, place and output.
        ">       assert left == right",
        "E       assert 2 == 3",
        "printed in step 1",
        f"FAILED {ONE}::test_fails - assert 2 == 3",
    ):
        assert line in printed
    assert f"call     {ONE}::test_takes_a_while" in printed

    cases = {case.get("name"): case for case in ElementTree.parse(report).iter("testcase")}
    assert len(cases) == 11
    assert float(cases["test_takes_a_while"].get("time")) >= 0.3
    assert "assert 2 == 3" in cases["test_fails"].find("failure").get("message")

    # No database, no compiled files, no cache: the step folders are as they were.
    assert some_tests.files() == before


def test_keywords_and_marks(some_tests):
    code, printed = some_tests.run(
        "-k", "packages or database or word and b", "-m", "not django_db"
    )
    assert code == pytest.ExitCode.OK, printed
    assert set(some_tests.ran()) == {"packages of step 1", "packages of step 2", "b c"}
    assert "3 passed, 9 deselected" in printed


def test_a_folder_and_single_tests_in_the_order_given(some_tests):
    ones = ["TestGroup::test_word[x::y]", "test_passes", "TestGroup::test_word[a]"]
    code, printed = some_tests.run(*[f"{ONE}::{one}" for one in ones], "tests/step2_websocket")
    assert code == pytest.ExitCode.OK, printed
    assert [name for name in some_tests.ran() if "step 2" not in name] == ["x::y", "passes", "a"]
    assert "packages of step 2" in some_tests.ran()
    assert "4 passed" in printed


def test_a_name_that_does_not_exist(some_tests):
    code, printed = some_tests.run(f"{ONE}::test_nope")
    assert code == pytest.ExitCode.USAGE_ERROR, printed
    assert "not found" in printed
    assert some_tests.ran() == []


def test_collecting_only(some_tests):
    code, printed = some_tests.run("--collect-only", "-q")
    assert code == pytest.ExitCode.OK, printed
    assert some_tests.ran() == []
    assert f"{ONE}::TestGroup::test_word[x::y]" in printed
    assert "12 tests collected" in printed


def test_the_last_failed(repository):
    code = "def test_{0}():\n    ran('{0}')\n    assert '{0}' != 'bad'\n"
    repository.write("step1_http/test_a.py", code.format("good") + code.format("bad"))
    repository.write("step2_websocket/test_b.py", code.format("fine"))
    assert repository.run()[0] == pytest.ExitCode.TESTS_FAILED
    assert set(repository.ran()) == {"good", "bad", "fine"}
    assert repository.run("--lf")[0] == pytest.ExitCode.TESTS_FAILED
    assert repository.ran() == ["bad"]


def test_what_steps_print_is_shown_and_their_warnings_can_be_allowed(repository):
    repository.write(
        "step1_http/test_a.py",
        """
        def test_a():
            import warnings
            print("printed in step 1")
            warnings.warn("careless", RuntimeWarning)
        """,
    )
    code, printed = repository.run("-s", "-W", "ignore:careless", "--pdb")
    assert code == pytest.ExitCode.OK, printed
    assert "printed in step 1" in printed
    assert "steps: no debugger there" in printed
    code, printed = repository.run()
    assert code == pytest.ExitCode.TESTS_FAILED, printed


def test_a_slow_folder_gets_a_process_of_its_own_when_it_is_one_of_many(repository):
    repository.write("docs/test_a.py", 'def test_a(): time.sleep(0.5); ran(f"slow {os.getpid()}")')
    repository.write("other/test_b.py", 'def test_b(): ran(f"other {os.getpid()}")')
    code, printed = repository.run("-v")
    assert code == pytest.ExitCode.OK, printed
    assert "tests/docs/test_a.py::test_a PASSED" in printed
    slow, other = sorted(repository.ran(), reverse=True)
    assert slow.split()[1] != other.split()[1]
    # Alone, or watched, it runs as any other.
    for words in (["tests/docs", "tests/other"], ["-s"]):
        code, printed = repository.run(*words)
        assert code == pytest.ExitCode.OK, printed
        slow, other = sorted(repository.ran(), reverse=True)
        assert slow.split()[1] == other.split()[1], words


def test_two_slow_folders_take_turns(repository):
    repository.write(
        "workshop/test_a.py", 'def test_a(): time.sleep(1); ran(f"first {os.getpid()}")'
    )
    repository.write("mistakes/test_b.py", 'def test_b(): ran(f"second {os.getpid()}")')
    repository.write("other/test_c.py", 'def test_c(): ran("other")')
    code, printed = repository.run()
    assert code == pytest.ExitCode.OK, printed
    other, first, second = (line.split() for line in repository.ran())
    assert (other[0], first[0], second[0]) == ("other", "first", "second")
    assert first[1] != second[1]
