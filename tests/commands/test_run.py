"""``run`` in a fresh checkout, with a Python that has every package already."""

import os
import shlex
import signal
import socket
import sqlite3
import sys
from contextlib import closing, contextmanager

import pytest

from tests.support.checkout import Call, call, fingerprint, quiet_port
from tests.support.quick import chosen
from workshop.base.steps import STEPS
from workshop.serve import ports
from workshop.serve.people import PASSWORD, SignInError, sign_in
from workshop.serve.server import LOOPBACK

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
DATABASE = ".workshop/step3_channel_layer.sqlite3"


@contextmanager
def running(python, checkout, env, *arguments):
    """Run the command until its server answers; yield the ``Call`` and the port."""
    port = quiet_port()
    words = ("run", *arguments, "--port", str(port))
    with Call(python, checkout, *words, env=env) as started:
        started.serves(port)
        started.until("Stop with Ctrl+C.")
        yield started, port


@pytest.mark.parametrize("step", chosen([1, 2, 3], lambda step: step == 3))
def test_a_step_is_served_and_its_folder_stays_as_it_is(step, ready_python, checkout, env):
    steps = [checkout / folder.name for folder in STEPS.values()]
    before = fingerprint(*steps)
    with running(ready_python, checkout, env, str(step), "--no-browser") as (started, port):
        assert ports.describe(port).startswith(f"a project of this course, as far as step {step} ")
        # Not scrolled away by what the server says when it starts.
        said, _, after = started.output.partition(f"Step {step}, ")
        assert "Quit the server with" in said
        assert f"http://127.0.0.1:{port}/" in after
        # People and signing in belong to step 3.
        assert (f"http://ada.localhost:{port}/" in started.output) == (step == 3)
        assert (PASSWORD in started.output) == (step == 3)
    assert fingerprint(*steps) == before
    databases = [path.name for path in (checkout / ".workshop").iterdir()]
    assert databases == [f"{STEPS[step].name}.sqlite3"]


@pytest.mark.all
def test_a_python_that_has_everything_is_used_as_it_is(ready_python, checkout, env):
    with running(ready_python, checkout, env, "--no-browser") as (started, _):
        assert "only this once" not in started.output
    assert not (checkout / ".venv").exists()


@posix
def test_it_reloads_and_ctrl_c_stops_all_of_it(ready_python, checkout, env):
    def edit():
        # More than once: the reloader says nothing of a change before it has looked once.
        with (checkout / "step3_channel_layer/chat/views.py").open("a", encoding="utf-8") as views:
            views.write("# changed\n")

    with running(ready_python, checkout, env, "--no-browser") as (started, port):
        started.until("Quit the server")
        # The command, the reloader and the server.
        assert len(started.left()) == 3
        started.until("views.py changed, reloading.", meanwhile=edit)
        started.serves(port)
        started.interrupt()
        assert started.finish() == 0
        assert started.output.endswith("\nStopping ...\nStopped.\n")
        assert "Traceback" not in started.output
        assert started.left() == []


@pytest.mark.all
@posix
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_stops_all_of_it(name, ready_python, checkout, env):
    number = getattr(signal, name)
    with running(ready_python, checkout, env, "--no-browser") as (started, port):
        started.interrupt(number)
        assert started.finish() == 128 + number
        assert "Traceback" not in started.output
        assert started.left() == []


@pytest.mark.all
@posix
def test_ctrl_c_before_the_server_is_there(ready_python, checkout, env):
    slow = checkout / "workshop" / "serve" / "people.py"
    waits = "    open('started', 'w').close()\n    import time\n    time.sleep(600)\n"
    text = slow.read_text(encoding="utf-8").replace("    import django\n", waits)
    slow.write_text(text, encoding="utf-8")
    port = quiet_port()
    with Call(ready_python, checkout, "run", "--port", str(port), env=env) as started:
        started.appears(checkout / "step3_channel_layer" / "started")
        started.interrupt()
        assert started.finish() == 130
        assert started.output == "Starting step 3 ...\n\n\nStopped.\n"
        assert started.left() == []


@posix
def test_ctrl_c_while_the_server_starts(ready_python, checkout, env):
    slow = checkout / "step3_channel_layer" / "manage.py"
    slow.write_text("open('started', 'w').close()\nimport time\ntime.sleep(600)\n")
    with Call(ready_python, checkout, "run", "--port", str(quiet_port()), env=env) as started:
        started.appears(slow.with_name("started"))
        started.interrupt()
        assert started.finish() == 0
        assert started.output.endswith("\nStopping ...\nStopped.\n")
        assert "Traceback" not in started.output
        assert started.left() == []


@pytest.mark.all
def test_a_browser_opens_once_the_page_answers(ready_python, checkout, env, tmp_path):
    script = tmp_path / "browser.py"
    opened = tmp_path / "opened.txt"
    script.write_text(
        "import pathlib, sys, urllib.request\n"
        "status = urllib.request.urlopen(sys.argv[1]).status\n"
        f"part = pathlib.Path({str(opened)!r} + '.part')\n"
        "part.write_text(f'{sys.argv[1]} {status}')\n"
        f"part.rename({str(opened)!r})\n",
        encoding="utf-8",
    )
    env["BROWSER"] = f"{shlex.quote(ready_python)} {shlex.quote(str(script))} %s"
    with running(ready_python, checkout, env, "1") as (started, port):
        started.appears(opened)
        assert opened.read_text(encoding="utf-8") == f"http://127.0.0.1:{port}/ 200"
        opened.unlink()
    with running(ready_python, checkout, env, "1", "--no-browser") as (started, port):
        started.until('"GET / ')
    assert not opened.exists()


@pytest.mark.all
def test_somebody_who_exists_is_never_touched(ready_python, checkout, env):
    def rows():
        with closing(sqlite3.connect(checkout / DATABASE)) as database:
            names = "username, password, email, is_superuser"
            return database.execute(f"select {names} from auth_user order by id").fetchall()

    with running(ready_python, checkout, env, "--no-browser") as (_, port):
        assert sign_in(port, "grace")
    with closing(sqlite3.connect(checkout / DATABASE)) as database, database:
        database.execute("delete from auth_user where username = 'alan'")
        database.execute(
            "update auth_user set password = 'own', email = 'a@b.c', is_superuser = 0 "
            "where username = 'ada'"
        )
    before = rows()
    with running(ready_python, checkout, env, "--no-browser") as (_, port):
        assert sign_in(port, "alan")
        with pytest.raises(SignInError):
            sign_in(port, "ada")
    after = rows()
    assert before == after[:2]
    assert [row[0] for row in after] == ["ada", "grace", "alan"]


def test_a_port_that_is_taken(ready_python, checkout, env):
    port = quiet_port()
    with socket.create_server((LOOPBACK, port)):
        words = ("run", "2", "--no-browser", "--port", str(port))
        code, output = call(ready_python, checkout, *words, env=env)
    assert code == 1
    assert f"Port {port} is taken. It is used by something that is not a web server." in output
    assert "Traceback" not in output
    command = output.splitlines()[-1].split()
    assert command[1:5] == ["-m", "workshop", "run", "2"]
    assert "--no-browser" in command
    other = int(command[command.index("--port") + 1])
    assert other > port
    # What it prints works.
    with Call(ready_python, checkout, *command[3:], env=env) as started:
        started.serves(other)


@pytest.mark.all
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
@pytest.mark.parametrize(("answer", "code"), [("\n", 0), ("no\n", 1), ("\x03", 130)])
def test_at_a_terminal_it_asks_for_another_port(answer, code, ready_python, checkout, env):
    import pty

    ours, theirs = pty.openpty()
    port = quiet_port()
    with socket.create_server((LOOPBACK, port)):
        options = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        words = ("run", "--no-browser", "--port", str(port))
        with Call(ready_python, checkout, *words, env=env, terminal=ours, **options) as started:
            os.close(theirs)
            started.until("instead? [Y/n] ")
            other = int(started.output.partition("Use port ")[2].split()[0])
            os.write(ours, answer.encode())
            if code == 130:
                # Here the pseudo-terminal is nobody's controlling one: it sends no signal.
                started.interrupt_until_it_ends()
            if code == 0:
                started.serves(other)
                started.interrupt()
            assert started.finish() == code
            assert "Traceback" not in started.output


@pytest.mark.all
def test_a_server_that_ends_by_itself(ready_python, checkout, env):
    manage = checkout / "step1_http" / "manage.py"
    manage.write_text("print('I am broken')\nraise SystemExit(3)\n", encoding="utf-8")
    words = ("run", "1", "--no-browser", "--port", str(quiet_port()))
    code, output = call(ready_python, checkout, *words, env=env)
    assert code == 1
    assert "I am broken\n" in output
    assert "The server ended by itself (exit code 3)." in output
    assert "Traceback" not in output


@pytest.mark.all
def test_a_database_that_is_none(ready_python, checkout, env):
    (checkout / ".workshop").mkdir()
    (checkout / DATABASE).write_text("This is not a database. " * 100, encoding="utf-8")
    code, output = call(
        ready_python, checkout, "run", "--no-browser", "--port", str(quiet_port()), env=env
    )
    assert code == 1
    assert "The database of step 3 could not be prepared:" in output
    assert str(checkout / DATABASE) in output
    assert "file is not a database" in output
    assert "Delete that file" in output
    assert "Traceback" not in output


@pytest.mark.all
def test_a_package_whose_files_are_gone(ready_python, checkout, env):
    (checkout / "sitecustomize.py").write_text(
        "import sys\n"
        "class Gone:\n"
        "    def find_spec(name, path=None, target=None):\n"
        "        if name == 'daphne': raise ModuleNotFoundError(f'No module named {name!r}')\n"
        "sys.meta_path.insert(0, Gone)\n",
        encoding="utf-8",
    )
    words = ("run", "--no-browser", "--port", str(quiet_port()))
    code, output = call(ready_python, checkout, *words, env=env)
    assert code == 1
    assert "The package daphne is damaged" in output
    assert "-m pip install --force-reinstall --no-deps daphne==" in output
    assert "Traceback" not in output


def test_no_place_for_the_database(ready_python, checkout, env):
    (checkout / ".workshop").write_text("a file", encoding="utf-8")
    code, output = call(
        ready_python, checkout, "run", "--no-browser", "--port", str(quiet_port()), env=env
    )
    assert code == 1
    assert str(checkout / ".workshop") in output
    assert "Traceback" not in output
