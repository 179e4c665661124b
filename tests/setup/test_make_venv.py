"""Making ``.venv``: tiny packages from a folder stand in for the real ones, pip is real."""

import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager

import pytest

from tests.support.checkout import Call, bare_python, call, wheel
from tests.support.web_server import web_server
from workshop.base.problems import Problem
from workshop.base.processes import WINDOWS
from workshop.base.steps import ROOT
from workshop.commands.test import SIDE_BY_SIDE
from workshop.serve.server import LOOPBACK, free_port
from workshop.setup import environment, make_venv, pip_output
from workshop.setup.pythons import DIRECTIONS, NEWEST, OLDEST, too_new

TINY = 5  # the exit code of the tiny pytest
PYTEST = f"""
import sys
def main(arguments):
    print("tiny pytest", sys.prefix, arguments)
    return {TINY}
"""
MARKER = environment.MARKER
posix = pytest.mark.skipif(WINDOWS, reason="Windows has no SIGINT to send")


@pytest.fixture
def tiny(checkout, env, tmp_path):
    """A checkout whose requirements are tiny wheels; an environment that finds only those."""
    wheels = tmp_path / "wheels"
    wheel(wheels, "pytest", "0.1", {"pytest.py": PYTEST})
    wheel(wheels, "small", "1.0", {"small.py": ""})
    wheel(wheels, "small", "2.0", {"small.py": ""})
    (checkout / "requirements.txt").write_text("# tiny\npytest==0.1\n", encoding="utf-8")
    dev = "-r requirements.txt\nsmall==1.0\n"
    (checkout / "requirements-dev.txt").write_text(dev, encoding="utf-8")
    env.update(PIP_CONFIG_FILE=os.devnull, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheels))
    env.pop("PIP_EXTRA_INDEX_URL", None)
    return checkout, env


def online(env, port):
    """Return the environment with a registry on that port and a pip that soon gives up."""
    without = {name: value for name, value in env.items() if name != "PIP_NO_INDEX"}
    index = f"http://{LOOPBACK}:{port}/simple"
    return {**without, "PIP_FIND_LINKS": "", "PIP_INDEX_URL": index, "PIP_RETRIES": "1"}


@contextmanager
def silent_registry():
    """Listen on a port, accept connections and never answer; yield the listening socket."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        listener.settimeout(60)
        yield listener


def test_it_is_made_once_and_used_after(tiny, bare):
    checkout, env = tiny
    code, output = call(bare, checkout, "test", "-x", env=env)
    assert code == TINY
    assert "  pytest==0.1\n  small==1.0\n  installing 2 packages" in output
    assert f"tiny pytest {checkout / '.venv'} {['-x', *SIDE_BY_SIDE]}" in output
    code, output = call(bare, checkout, "test", "-x", env=env)
    assert code == TINY
    assert output.splitlines() == [f"tiny pytest {checkout / '.venv'} {['-x', *SIDE_BY_SIDE]}"]


@pytest.mark.all
@pytest.mark.sweep
def test_changed_requirements_are_installed_on_top(tiny, bare):
    checkout, env = tiny
    call(bare, checkout, "test", env=env)
    own = checkout / ".venv" / "own.txt"
    own.write_text("kept", encoding="utf-8")
    dev = "-r requirements.txt\nsmall==2.0\n"
    (checkout / "requirements-dev.txt").write_text(dev, encoding="utf-8")
    code, output = call(bare, checkout, "test", env=env)
    assert code == TINY
    assert "  small==2.0\n" in output
    assert "virtual environment" not in output
    assert own.exists()


@pytest.mark.all
@pytest.mark.sweep
def test_one_that_somebody_made_by_hand_is_used(tiny, bare):
    checkout, env = tiny
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-m", "venv", str(checkout / ".venv")], check=True, env=env)
    (checkout / ".venv" / "own.txt").write_text("kept", encoding="utf-8")
    code, output = call(bare, checkout, "test", env=env)
    assert code == TINY
    assert "virtual environment" not in output
    assert (checkout / ".venv" / "own.txt").exists()


@pytest.mark.all
def test_a_second_call_waits_for_the_first(tiny, bare):
    checkout, env = tiny
    with Call(bare, checkout, "test", env=env) as first:
        first.until("  virtual environment")
        with Call(bare, checkout, "test", env=env) as second:
            second.until(f"Another call is setting up {checkout / '.venv'}, waiting ...")
            assert (first.finish(), second.finish()) == (TINY, TINY), second.output
            assert "Ready in" in first.output
            last = f"tiny pytest {checkout / '.venv'} {SIDE_BY_SIDE}"
            assert second.output.splitlines()[1:] == [last]


@pytest.mark.all
def test_what_is_complete_is_used_while_packages_are_added(tiny, bare):
    checkout, env = tiny
    text = "def add_arguments(parser): pass\ndef main(options): print('no need to wait')\n"
    (checkout / "workshop" / "commands" / "goto.py").write_text(text, encoding="utf-8")
    call(bare, checkout, "goto", env=env)
    with silent_registry() as registry:
        port = registry.getsockname()[1]
        with Call(bare, checkout, "test", env=online(env, port)) as adding:
            connection, _ = registry.accept()
            code, output = call(bare, checkout, "goto", env=env)
            assert (code, output) == (0, "no need to wait\n")
            # Killed in the middle, too.
            adding.process.kill()
            adding.finish()
            connection.close()
    code, output = call(bare, checkout, "goto", env=env)
    assert (code, output) == (0, "no need to wait\n")
    # Nobody knows what pip had done, so the other starts afresh.
    code, output = call(bare, checkout, "test", env=env)
    assert code == TINY
    assert "  virtual environment\n" in output


@pytest.mark.all
@pytest.mark.sweep
@pytest.mark.parametrize("state", ["half-made", "empty"])
def test_a_broken_one_is_made_anew(tiny, bare, state):
    checkout, env = tiny
    venv = checkout / ".venv"
    venv.mkdir()
    if state == "half-made":
        (venv / MARKER).write_text(make_venv.CHANGING, encoding="utf-8")
        (venv / "rubbish").write_text("", encoding="utf-8")
    code, output = call(bare, checkout, "test", env=env)
    assert code == TINY, output
    assert "virtual environment" in output
    assert not (venv / "rubbish").exists()


@pytest.mark.all
@pytest.mark.sweep
@posix
def test_half_made_and_called_by_its_own_python(tiny, bare):
    checkout, env = tiny
    bare_python(checkout / ".venv")
    (checkout / ".venv" / MARKER).write_text(make_venv.CHANGING, encoding="utf-8")
    code, output = call(checkout / ".venv/bin/python", checkout, "test", env=env)
    assert code == TINY, output
    assert "virtual environment" in output


def test_on_windows_a_half_made_one_does_not_remove_itself(tmp_path, monkeypatch):
    (tmp_path / MARKER).write_text(make_venv.CHANGING, encoding="utf-8")
    (tmp_path / "requirements.txt").write_text("no-such-package==1.0\n", encoding="utf-8")
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "WINDOWS", True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "_base_executable", "C:\\Program Files\\Python\\python.exe")
    with pytest.raises(Problem) as raised:
        environment.ensure("requirements.txt", ["run", "2"])
    command = '    "C:\\Program Files\\Python\\python.exe" -m workshop run 2'
    assert str(raised.value).endswith(f"Call the command with the other one:\n{command}")
    assert (tmp_path / MARKER).exists()


def test_what_windows_does_not_let_go_is_known_as_ours_the_next_time(tmp_path, monkeypatch):
    venv = tmp_path / ".venv"
    (venv / "Scripts").mkdir(parents=True)
    (venv / MARKER).write_text(make_venv.CHANGING, encoding="utf-8")
    for name in ("a.cfg", "z.cfg"):
        (venv / name).write_text("", encoding="utf-8")

    def refuse(path):
        error = PermissionError(errno.EACCES, "Access is denied", str(path / "python.exe"))
        error.winerror = 5
        raise error

    monkeypatch.setattr(make_venv.shutil, "rmtree", refuse)
    with pytest.raises(Problem, match="A program that runs uses a file in this folder"):
        make_venv.install(venv, venv / "python", MARKER, tmp_path / "r.txt", ["done"])
    assert make_venv.half_made(venv / MARKER)
    monkeypatch.undo()
    make_venv._clear(venv, MARKER)
    assert not venv.exists()


@pytest.mark.parametrize("kind", ["file", "folder", "environment"])
def test_something_else_in_its_place_is_left_alone(tiny, bare, kind):
    checkout, env = tiny
    thing = checkout / ".venv"
    if kind == "environment":
        # As uv makes them: without pip.
        bare_python(thing)
        thing = thing / "novel.txt"
    if kind == "folder":
        thing.mkdir()
        thing = thing / "novel.txt"
    thing.write_text("a novel", encoding="utf-8")
    code, output = call(bare, checkout, "test", env=env)
    assert code == 1
    assert "is in the way" in output
    assert str(checkout / ".venv") in output
    assert "Traceback" not in output
    assert thing.read_text(encoding="utf-8") == "a novel"


@pytest.mark.all
def test_the_registry_cannot_be_reached(tiny, bare):
    checkout, env = tiny
    code, output = call(bare, checkout, "test", env=online(env, free_port()))
    assert code == 1
    assert "The package registry cannot be reached" in output
    assert "trying again" in output
    assert "Check the network" in output
    assert "Traceback" not in output
    code, output = call(bare, checkout, "test", env=env)
    assert code == TINY, output


def refusing_registry(status):
    """Answer everything with that HTTP status; yield the port."""

    def refuse(handler):
        handler.send_response(status)
        handler.end_headers()

    return web_server(refuse)


@pytest.mark.all
@pytest.mark.sweep
def test_the_registry_refuses(tiny, bare):
    checkout, env = tiny
    with refusing_registry(403) as port:
        code, output = call(bare, checkout, "test", env=online(env, port))
    assert code == 1
    assert "The package registry answered, but did not give what is asked for." in output
    assert "delete" not in output


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError("
            "'<HTTPConnection>: Failed to establish a new connection: [Errno 13] Permission "
            "denied')': /simple/small/",
            "The package registry cannot be reached",
        ),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'SSLError("
            "SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify "
            "failed: self-signed certificate (_ssl.c:1006)'))': /simple/small/",
            "The package registry's certificate is not trusted here",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: "
            "'/home/ada/.cache/pip/http'\nCheck the permissions.",
            "This folder cannot be written to:\n    /home/ada/.cache/pip/http\nMake it yours",
        ),
        (
            "WARNING: Retrying (Retry(total=4)) after connection broken by 'ReadTimeoutError'\n"
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on "
            "device",
            "The disk is full",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [WinError 5] Access is denied: "
            "'C:\\\\chat\\\\.venv\\\\Lib\\\\site-packages\\\\psutil\\\\_psutil_windows.pyd'",
            "A program that runs uses a file in this folder",
        ),
        (
            "ERROR: HTTP error 502 while getting https://example.org/small-1.0-py3-none-any.whl",
            "The package registry answered, but",
        ),
    ],
)
def test_what_pip_says_is_understood(printed, said, tmp_path):
    assert said in str(pip_output.explain(printed, tmp_path, tmp_path))


@pytest.mark.all
@pytest.mark.sweep
def test_a_package_whose_files_are_gone(tiny, bare):
    checkout, env = tiny
    call(bare, checkout, "test", env=env)
    venv = checkout / ".venv"
    (module,) = venv.rglob("site-packages/pytest.py")
    module.unlink()
    code, output = call(bare, checkout, "test", env=env)
    assert code == 1
    assert "The package pytest is damaged" in output
    assert output.endswith(f"Delete this folder and call the command again:\n    {venv}\n")
    assert "Traceback" not in output


@pytest.mark.all
@pytest.mark.sweep
def test_offline_what_was_installed_stays_usable(tiny, bare):
    checkout, env = tiny
    (checkout / "requirements.txt").write_text("pytest==0.1\n", encoding="utf-8")
    call(bare, checkout, "test", env=env)
    before = (checkout / ".venv" / MARKER).read_text(encoding="utf-8")
    dev = checkout / "requirements-dev.txt"
    dev.write_text("-r requirements.txt\nsmall==2.0\n", encoding="utf-8")
    code, output = call(bare, checkout, "test", env=online(env, free_port()))
    assert code == 1, output
    assert (checkout / ".venv" / MARKER).read_text(encoding="utf-8") == before


@pytest.mark.all
@pytest.mark.sweep
def test_pip_fails_for_another_reason(tiny, bare):
    checkout, env = tiny
    dev = "-r requirements.txt\nsmall==3.0\n"
    (checkout / "requirements-dev.txt").write_text(dev, encoding="utf-8")
    code, output = call(bare, checkout, "test", env=env)
    assert code == 1
    assert "pip could not install the packages" in output
    assert "ERROR: No matching distribution found for small==3.0" in output
    assert "Traceback" not in output


@pytest.mark.all
@pytest.mark.sweep
@posix
@pytest.mark.parametrize("moment", ["virtual environment", "ensurepip", "download", "installing"])
def test_ctrl_c_while_setting_up(tiny, bare, moment, tmp_path):
    checkout, env = tiny
    if moment == "installing":
        # Takes pip a while.
        many = {f"many/m{number}.py": "" for number in range(3000)}
        wheel(tmp_path / "wheels", "small", "1.0", many)
    with silent_registry() as registry:
        port = registry.getsockname()[1]
        online_env = online(env, port) if moment == "download" else env
        with Call(bare, checkout, "test", env=online_env) as running:
            if moment == "download":
                connection, _ = registry.accept()
            elif moment == "ensurepip":
                running.appears(checkout / ".venv" / "bin" / "python")
                running.appears(next((checkout / ".venv" / "lib").glob("*")) / "site-packages/pip")
            else:
                running.until(f"  {moment}")
            running.interrupt()
            code = running.finish()
            assert code == 130
            assert running.output.endswith("\nStopped.\n")
            assert "Traceback" not in running.output
            assert running.left() == []
            if moment == "download":
                connection.close()
    code, output = call(bare, checkout, "test", env=env)
    assert code == TINY, output


@pytest.mark.all
@posix
def test_a_kill_while_setting_up_leaves_no_process(tiny, bare):
    checkout, env = tiny
    with silent_registry() as registry:
        port = registry.getsockname()[1]
        with Call(bare, checkout, "test", env=online(env, port)) as running:
            connection, _ = registry.accept()
            running.interrupt(signal.SIGTERM)
            assert running.finish() == 128 + signal.SIGTERM
            connection.close()
            assert running.left() == []


@pytest.mark.all
@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_that_cannot_make_one(tiny, bare, tmp_path, module):
    checkout, env = tiny
    blocker = tmp_path / "without"
    blocker.mkdir()
    text = f"import sys\nsys.modules[{module!r}] = None\n"
    (blocker / "sitecustomize.py").write_text(text, encoding="utf-8")
    code, output = call(bare, checkout, "test", env={**env, "PYTHONPATH": str(blocker)})
    assert code == 1
    assert f"it lacks {module}" in output
    assert "    sudo apt install python3-venv\n" in output
    assert "Traceback" not in output
    assert not (checkout / ".venv").exists()


@contextmanager
def mounted(folder, *options):
    """Mount a file system of its own on the folder; skip where that is not allowed."""
    if not (sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount")):
        pytest.skip("Only root on Linux can mount a file system.")
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"Nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.all
@pytest.mark.parametrize(("size", "phase"), [("4m", "virtual environment"), ("64m", "small==9.0")])
def test_the_disk_is_full(tiny, bare, tmp_path, size, phase):
    checkout, env = tiny
    wheel(tmp_path / "wheels", "small", "9.0", {"zeros": "0" * 80_000_000})
    dev = "-r requirements.txt\nsmall==9.0\n"
    (checkout / "requirements-dev.txt").write_text(dev, encoding="utf-8")
    disk = tmp_path / "disk"
    disk.mkdir()
    with mounted(disk, "-t", "tmpfs", "-o", f"size={size}", "tmpfs"):
        place = shutil.copytree(checkout, disk / "checkout")
        code, output = call(bare, place, "test", env=env)
    assert code == 1
    assert f"  {phase}\n" in output
    assert "The disk is full" in output
    assert str(place) in output
    assert "Traceback" not in output


def test_a_read_only_checkout(tiny, bare):
    checkout, env = tiny
    if not WINDOWS and os.geteuid():
        checkout.chmod(0o555)
        try:
            code, output = call(bare, checkout, "test", env=env)
        finally:
            checkout.chmod(0o755)
    else:
        with mounted(checkout, "--bind", str(checkout)):
            remount = ["mount", "-o", "remount,ro,bind", str(checkout)]
            subprocess.run(remount, check=True, capture_output=True)
            code, output = call(bare, checkout, "test", env=env)
    assert code == 1
    assert "This folder cannot be written to" in output
    assert "Copy the whole workshop to a folder of your own" in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EROFS, "This folder cannot be written to"),
        (errno.EACCES, "This folder cannot be written to"),
        (errno.EIO, "Put that right"),
    ],
)
def test_the_systems_errors_become_sentences(tmp_path, monkeypatch, number, sentence):
    def refuse(*arguments, **options):
        raise OSError(number, os.strerror(number), str(tmp_path))

    monkeypatch.setattr("pathlib.Path.mkdir", refuse)
    venv = tmp_path / ".venv"
    with pytest.raises(Problem) as raised:
        make_venv.install(venv, venv / "bin/python", MARKER, ROOT / "requirements.txt", ["x"])
    assert sentence in str(raised.value)
    assert str(tmp_path) in str(raised.value)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_a_pin(name):
    assert environment.pins(ROOT / name)


def test_a_line_that_is_no_pin_is_refused(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text("django>=5\n", encoding="utf-8")
    with pytest.raises(ValueError, match="requirements.txt: this is not a pin: django>=5"):
        environment.pins(file)


def test_a_python_that_is_too_new_is_told_before_anything_is_made(checkout, env, bare):
    pythons = checkout / "workshop" / "setup" / "pythons.py"
    text = pythons.read_text(encoding="utf-8")
    older = text.replace(f"NEWEST = {NEWEST}", "NEWEST = (3, 10)").replace(
        f"OLDEST = {OLDEST}", "OLDEST = (3, 9)"
    )
    assert older != text
    pythons.write_text(older, encoding="utf-8")
    code, output = call(bare, checkout, "run", "2", env=env)
    this = "{}.{}".format(*sys.version_info)
    assert code == 1
    assert f"Python {this} is too new: the package autobahn has no wheel for it yet" in output
    assert "The workshop needs Python 3.9 to 3.10. Nothing was changed." in output
    assert output.rstrip().endswith("-m workshop run 2")
    assert not (checkout / ".venv").exists()
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("has", "system", "last"),
    [
        ({}, "linux", ["    Install Python 3.14 from " + DIRECTIONS, "Then", "python3.14"]),
        ({"python3.13": "x"}, "linux", ["This machine has one that works:", "python3.13"]),
        ({"winget": "x"}, "win32", ["    winget install Python.Python.3.14", "Then", "py -3.14"]),
    ],
)
def test_it_is_told_where_to_get_exactly_the_newest_that_works(has, system, last):
    told = too_new((3, 15, 0), ["run"], has.get, system)
    *before, command = last
    expected = "\n".join(before) + f" start again with it:\n    {command} -m workshop run"
    assert told.endswith(expected), told
    assert too_new((3, 14, 9), ["run"], has.get, system) is None
