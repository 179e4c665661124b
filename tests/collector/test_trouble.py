"""Whatever happens in a step's process: the run is red, says why, and leaves nothing behind."""

import os
import signal
import sys
import time

import pytest

SECONDS = 30
# Runs until it is interrupted, and cleans up then.
ENDLESS = """
    @pytest.fixture
    def something():
        yield
        ran("cleaned up")

    def test_endless(something):
        ran("endless")
        while True:
            time.sleep(0.02)
"""
POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows cannot send Ctrl+C to one process alone."
)


def wait_until(condition):
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"Not within {SECONDS} seconds."
        time.sleep(0.02)


def test_an_import_that_fails(repository):
    repository.write("step1_http/test_a.py", "import no_such_module")
    repository.write("step1_http/test_b.py", "def test_b(): ran('b')")
    code, printed = repository.run()
    assert code == pytest.ExitCode.INTERRUPTED, printed
    assert "ERROR tests/step1_http/test_a.py" in printed
    assert "No module named 'no_such_module'" in printed
    assert repository.ran() == []
    # The file beside it can still be run.
    assert repository.run("tests/step1_http/test_b.py")[0] == pytest.ExitCode.OK
    assert repository.ran() == ["b"]


def test_processes_that_cannot_start(repository):
    repository.write("step1_http/test_a.py", "def test_a(): ran('a')")
    settings = repository.folder / "step1_http" / "learning" / "settings.py"
    settings.write_text("raise RuntimeError('bad settings')", encoding="utf-8")
    repository.write("step2_websocket/test_b.py", "print('last words', flush=True); os._exit(7)")
    code, printed = repository.run()
    assert code == pytest.ExitCode.INTERRUPTED, printed
    assert "ERROR tests/step1_http" in printed
    assert "bad settings" in printed
    assert "ERROR tests/step2_websocket" in printed
    assert "step2_websocket ended with exit code 7" in printed
    assert "last words" in printed
    assert repository.ran() == []


def test_crashes(repository):
    repository.write(
        "step1_http/test_a.py",
        """
        def test_before(): ran("before")
        def test_crash():
            print("the last words")
            os._exit(7)
        def test_after(): ran("after")
        """,
    )
    repository.write(
        "step2_websocket/test_b.py",
        """
        def test_b():
            ran("b")
            import atexit
            atexit.register(os._exit, 9)
        """,
    )
    code, printed = repository.run("-v")
    assert code == pytest.ExitCode.TESTS_FAILED, printed
    assert set(repository.ran()) == {"before", "b"}
    assert "test_before PASSED" in printed
    assert "test_crash FAILED" in printed
    assert "test_after FAILED" in printed
    assert "step1_http ended with exit code 7" in printed
    assert printed.count("the last words") == 1
    # This one crashed after its last test.
    assert "test_b PASSED" in printed
    assert "test_b ERROR" in printed
    assert "step2_websocket ended with exit code 9" in printed


def test_carelessness_is_an_error(repository):
    repository.write(
        "step1_http/test_a.py",
        """
        async def mistake(): pass

        def test_coroutine_that_nobody_awaits():
            mistake()

        def test_warning():
            import warnings
            warnings.warn("careless", RuntimeWarning)

        @pytest.fixture(scope="session")
        def something():
            yield
            raise RuntimeError("too late")

        def test_with_a_fixture(something): ran("with a fixture")
        """,
    )
    repository.write(
        "step2_websocket/test_b.py",
        """
        def test_loop_that_nobody_closes():
            import asyncio
            asyncio.new_event_loop()
        """,
    )
    code, printed = repository.run("-v")
    assert code == pytest.ExitCode.TESTS_FAILED, printed
    assert "test_warning FAILED" in printed
    assert "test_with_a_fixture ERROR" in printed
    assert "RuntimeError: too late" in printed
    assert "coroutine 'mistake' was never awaited" in printed
    assert "unclosed event loop" in printed


def test_stopping_at_the_first_failure_stops_the_other_steps(repository):
    repository.write("step2_websocket/test_b.py", ENDLESS)
    repository.write(
        "step1_http/test_a.py",
        """
        def test_bad():
            while not os.path.getsize(os.environ["RAN"]):
                time.sleep(0.02)
            assert False

        def test_later(): pass
        """,
    )
    code, printed = repository.run("-x", "-v")
    assert code == pytest.ExitCode.TESTS_FAILED, printed
    assert "test_bad FAILED" in printed and "test_later" not in printed, printed
    assert "stopping after 1 failures" in printed
    assert repository.ran() == ["endless", "cleaned up"]


@POSIX
def test_ctrl_c_stops_the_processes(repository):
    repository.write("step1_http/test_a.py", ENDLESS)
    with repository.start(start_new_session=True) as process:
        wait_until(repository.ran)
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == pytest.ExitCode.INTERRUPTED
    assert "KeyboardInterrupt" in printed
    # pytest is gone only after its children are.
    assert repository.ran() == ["endless", "cleaned up"]


@POSIX
def test_in_the_background_of_a_script_tests_can_be_interrupted(repository):
    repository.write("step1_http/test_a.py", "def test_a(): os.kill(os.getpid(), 2); time.sleep(9)")
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = repository.start()
    finally:
        signal.signal(signal.SIGINT, before)
    with process:
        printed, _ = process.communicate(timeout=SECONDS)
    assert "KeyboardInterrupt" in printed


@POSIX
def test_the_processes_end_when_pytest_is_killed(repository):
    repository.write(
        "step1_http/test_a.py", "ran(f'{os.getpid()}')\n" + ENDLESS.replace("\n    ", "\n")
    )
    with repository.start() as process:
        wait_until(lambda: "endless" in repository.ran())
        process.kill()
    child = int(repository.ran()[0])
    wait_until(lambda: "cleaned up" in repository.ran() and not alive(child))


def alive(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True
