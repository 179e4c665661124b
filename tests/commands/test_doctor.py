"""The doctor: one sentence where all is ready, one command where something is missing."""

import ast
import os
import re
import socket
import subprocess
import sys
import threading
from collections import namedtuple

import pytest

from tests.commands.test_cli import old_pythons
from tests.support.checkout import fingerprint, quiet_port
from workshop.base.steps import ROOT
from workshop.cli import COMMANDS
from workshop.commands import doctor
from workshop.commands.doctor import FIX, NOTE, OK, Row, look, look_packages, told
from workshop.serve.server import LOOPBACK
from workshop.setup.pythons import DIRECTIONS, DOCTOR

Usage = namedtuple("Usage", "free")
ANSI = re.compile("\033\\[[0-9;]*m")


def only(rows):
    (row,) = rows
    return row


def call(python, checkout, env):
    done = subprocess.run(
        [str(python), "-m", "workshop", "doctor"],
        cwd=checkout,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_machine_that_is_ready_gets_one_sentence():
    rows = look(quiet_port())
    assert [row.text for row in rows if row.state == FIX] == []
    last = told(rows).splitlines()[-1]
    assert last.startswith('GREEN. Read aloud: "Python {}.{}.'.format(*sys.version_info))


def test_a_bag_needs_no_network_and_says_for_whom_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.environment, "finished", lambda path: False)
    monkeypatch.setattr(doctor.environment, "missing", lambda path: ["django"])
    (tmp_path / "holds.txt").write_text("macOS 15 or newer; Python 3.13\n", encoding="utf-8")
    rows = list(look_packages("", wheels=tmp_path))
    assert "this bag has packages for macOS 15 or newer; Python 3.13" in [row.text for row in rows]
    assert rows[-1].state == FIX and rows[-1].text.endswith("installs them from this bag")


def test_a_bare_python_gets_the_command_that_installs(bare, checkout, env):
    before = fingerprint(checkout)
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    code, output = call(bare, checkout, env)
    assert code == 1
    assert "FIX   the packages are not installed yet" in output
    assert "NOT YET: the packages are not installed yet; the first command installs them" in output
    assert "Do this now (it installs them into .venv, with a network, and then lists" in output
    assert output.rstrip().endswith(f"{bare} -m workshop goto --list")
    assert "Traceback" not in output
    assert fingerprint(checkout) == before


@pytest.mark.all
def test_real_old_pythons_get_a_report(checkout, env):
    pythons = {
        name: python
        for name, python in old_pythons().items()
        if tuple(map(int, name.split("."))) >= DOCTOR
    }
    if not pythons:
        pytest.skip("This machine has no Python from 3.8 to 3.10.")
    for version, python in pythons.items():
        code, output = call(python, checkout, env)
        assert code == 1
        assert f"NOT YET: Python {version}." in output
        assert "Do this now:" in output
        assert "Traceback" not in output


def test_old_pythons_can_read_everything_that_it_imports():
    code = (
        "import sys, workshop.__main__, workshop.cli, workshop.commands.doctor\n"
        "print('\\n'.join(m.__file__ for n, m in sys.modules.items() if n.startswith('workshop')))"
    )
    found = subprocess.run(
        # Without any package of ours in reach.
        [sys.executable, "-S", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = found.stdout.split("\n")
    assert len(files) > 5
    for file in filter(None, files):
        with open(file, encoding="utf-8") as stream:
            ast.parse(stream.read(), file, feature_version=DOCTOR)


@pytest.mark.parametrize(
    ("has", "system", "says"),
    [
        ({"python3.12", "winget"}, "win32", "python3.12 -m workshop doctor"),
        ({"winget"}, "win32", "winget install Python.Python.3.14"),
        (set(), "win32", "Install Python 3.14 from " + DIRECTIONS),
        ({"brew"}, "darwin", "brew install python@3.14"),
        ({"dnf"}, "linux", "sudo dnf install python3.11"),
        (set(), "linux", "Install Python 3.14 from " + DIRECTIONS),
    ],
)
def test_anyone_whose_python_does_not_fit_is_told_how_to_get_another(has, system, says):
    assert doctor.newer_python(lambda name: name if name in has else None, system) == says


@pytest.mark.parametrize(
    ("version", "state"),
    [((3, 8, 1), FIX), ((3, 11, 0), OK), ((3, 14, 2), OK), ((3, 15, 0), FIX), ((4, 0, 0), FIX)],
)
def test_a_version_is_too_old_right_or_new(version, state):
    assert only(doctor.look_python(version)).state == state


def test_a_python_that_is_too_new_is_told_why_and_what_to_do(monkeypatch):
    monkeypatch.setattr(doctor, "newer", lambda find: "python3.14")
    row = only(doctor.look_python((3, 15, 0)))
    assert "Python 3.15 is too new: the package autobahn has no wheel for it yet" in row.text
    assert "the workshop needs 3.11 to 3.14" in row.text
    assert row.mend == "python3.14 -m workshop doctor"


def test_a_python_that_is_too_new_and_has_all_packages_is_only_noted():
    assert only(doctor.look_python((3, 15, 0), "in this Python")).state == NOTE


def test_a_python_that_cannot_make_environments_is_told_the_package(monkeypatch):
    monkeypatch.setattr(doctor.environment, "finished", lambda path: False)
    monkeypatch.setattr(doctor.environment, "missing", lambda path: ["django"])

    def find(name):
        return None if name == "ensurepip" else object()

    row = only(doctor.look_packages("", find))
    assert (row.state, "it lacks ensurepip" in row.text) == (FIX, True)
    assert "apt install python" in row.mend or "python.org" in row.mend


def test_packages_whose_files_are_gone_are_not_advised_to_be_installed(monkeypatch):
    monkeypatch.setattr(doctor.environment, "finished", lambda path: True)
    row = only(doctor.look_packages(ready=""))
    assert (row.state, "damaged" in row.text) == (FIX, True)
    assert row.mend.startswith(f"Delete the folder {ROOT / '.venv'}")
    monkeypatch.setattr(doctor.environment, "finished", lambda path: False)
    row = only(doctor.look_packages(ready=""))
    assert (row.state, "damaged" in row.text) == (FIX, True)
    assert row.mend.endswith("-m pip install --force-reinstall -r requirements.txt")


def test_a_full_disk_and_a_closed_folder_are_named():
    full, closed = doctor.look_disk("", lambda path: Usage(10**6), lambda path, mode: False)
    assert (full.state, closed.state) == (FIX, FIX)
    assert "1 MB free, 300 needed" in full.text
    assert str(ROOT) in closed.text
    rows = doctor.look_disk("in .venv", lambda path: Usage(50 * 10**6), lambda path, mode: True)
    assert only(rows).state == OK


def test_a_port_that_is_taken_is_named_with_what_takes_it():
    port = quiet_port()
    assert only(doctor.look_port(port)).state == OK
    with socket.create_server((LOOPBACK, port)):
        row = only(doctor.look_port(port))
    assert row.state == FIX
    assert f"port {port} is used by something that is not a web server" in row.text
    assert "If it is your own project, leave it running." in row.mend


def test_names_that_are_not_known_or_not_answered_are_a_note(monkeypatch):
    def known(name, port):
        return [(0, 0, 0, "", ("127.0.0.1", port))]

    def abroad(name, port):
        return [(0, 0, 0, "", ("192.0.2.1", port))]

    def unknown(name, port):
        raise socket.gaierror("not known")

    never = threading.Event()
    monkeypatch.setattr(doctor, "NAME_SECONDS", 0.05)
    assert only(doctor.look_names(known)).state == OK
    assert only(doctor.look_names(abroad)).state == NOTE
    assert only(doctor.look_names(unknown)).state == NOTE
    assert only(doctor.look_names(lambda name, port: never.wait() and [])).state == NOTE
    never.set()


def test_what_is_optional_says_so_and_is_never_wrong(monkeypatch):
    monkeypatch.setattr(doctor, "find_browser", lambda: (None, "none"))
    rows = list(doctor.look_programs(lambda name: None))
    assert all(row.state in (OK, NOTE) for row in rows)
    assert sum("optional, not here" in row.text for row in rows) == 2


def test_the_first_thing_to_mend_is_the_only_command():
    rows = [Row(OK, "fine"), Row(FIX, "first", "do this"), Row(FIX, "second", "do that")]
    report = told(rows)
    last = "NOT YET: first.\nDo this now, then ask again: there is more to mend (1):\n    do this"
    assert report.endswith(last)
    assert "do that" not in report


def test_colour_says_nothing_that_the_words_do_not():
    for rows in ([Row(OK, "fine")], [Row(NOTE, "so"), Row(FIX, "first", "do this")]):
        coloured = told(rows, colour=True)
        assert coloured != told(rows)
        assert ANSI.sub("", coloured) == told(rows)


def test_it_needs_no_packages():
    assert COMMANDS["doctor"].requirements == ""


def test_the_python_of_an_environment_is_not_the_one_on_the_path(bare, checkout, env):
    # They are the same file: the environment's is a link to the one that made it.
    base = getattr(sys, "_base_executable", sys.executable)
    (checkout.parent / "bin").mkdir()
    (checkout.parent / "bin" / bare.name).symlink_to(base)
    env["PATH"] = str(checkout.parent / "bin") + os.pathsep + env["PATH"]
    assert call(bare, checkout, env)[1].rstrip().endswith(f"{bare} -m workshop goto --list")


def test_a_python_on_the_path_is_called_by_its_name(bare, checkout, env):
    env["PATH"] = str(bare.parent) + os.pathsep + env["PATH"]
    output = call(bare, checkout, env)[1]
    assert output.splitlines()[-1].strip() == "python -m workshop goto --list"
