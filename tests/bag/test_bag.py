"""``bag``: unpacked where no registry can be reached, the two commands work and the pages open."""

import importlib.util
import platform
import shutil
import subprocess
import zipfile

import pytest

from tests.support import needs
from tests.support.checkout import Call, call, fresh_checkout, fresh_environment, quiet_port
from workshop.bag import pack, wheels
from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.commands import bag
from workshop.lab.bundle import BUILT, missing
from workshop.lesson.chapters import LAB
from workshop.serve.client import request
from workshop.setup import pip_output

INSTALL_SECONDS = 280
# Whatever pip is told elsewhere, nothing is to be had.
NOWHERE = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_CONFIG_FILE": "",
    "PIP_NO_CACHE_DIR": "1",
    "PIP_RETRIES": "0",
}


PRIVATE = ("learning/mine.py", "my-count/manage.py", ".env", "step3_channel_layer/db.sqlite3")


def private_things(folder):
    """Write what learners have in a checkout: projects, exercises, a database, secrets."""
    for name in PRIVATE:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("mine", encoding="utf-8")


def git(folder, *words):
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory, ready_python):
    """A bag for this machine, packed by the command and unpacked again."""
    needs.registry()
    folder = tmp_path_factory.mktemp("bag")
    checkout = fresh_checkout(folder / "checkout")
    private_things(checkout)
    if (LAB / BUILT).is_file():
        # As on a machine that has built the pages before.
        shutil.copytree(LAB, checkout / LAB.relative_to(ROOT))
    file = folder / "bag.zip"
    # uv is only asked for other systems.
    code = (
        "import argparse, sys; from workshop.commands import bag; p = argparse.ArgumentParser();"
        "bag.add_arguments(p); sys.exit(bag.main(p.parse_args()))"
    )
    command = [ready_python, "-c", code, "--systems", "this", "--to", str(file)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "MiB after" in done.stdout
    with zipfile.ZipFile(file) as packed:
        packed.extractall(folder)
    return folder / pack.NAME


@pytest.fixture(scope="module")
def offline(tmp_path_factory):
    return fresh_environment(tmp_path_factory.mktemp("offline"), **NOWHERE)


@pytest.mark.all
def test_what_is_in_the_bag(unpacked):
    names = {path.name for path in unpacked.iterdir()}
    assert {"README.md", "step3_channel_layer", "docs", "tests", "wheels", "site"} <= names
    assert not {".git", ".venv", ".workshop"} & names
    assert (unpacked / "site" / "index.html").is_file()
    # Where npm is, the lab is among the pages.
    assert (unpacked / "site" / "assets" / "lab" / "built.json").is_file() == (not missing())
    assert pip_output.held(unpacked / "wheels").startswith(platform.system())
    assert [name for name in PRIVATE if (unpacked / name).exists()] == []


@pytest.mark.parametrize("where", ["a clone", "no git", "inside a repository that ignores it"])
def test_what_somebody_keeps_in_the_folder_is_not_packed(where, tmp_path):
    root = fresh_checkout(tmp_path / "outer" / "workshop")
    expected = sorted(path.relative_to(root) for path in root.rglob("*") if path.is_file())
    if where == "a clone":
        git(root, "init", "-q")
        git(root, "add", "-A")
    elif where != "no git":
        git(root.parent, "init", "-q")
        (root.parent / ".gitignore").write_text("/workshop/\n", encoding="utf-8")
    private_things(root)
    assert sorted(pack.repository_files(root)) == expected


def test_the_known_names_are_those_of_the_repository():
    tracked = {path.parts[0] for path in pack._tracked(pack.ROOT)}
    assert not tracked or tracked == pack.TOP


@pytest.mark.all
def test_the_two_commands_work_without_a_network(unpacked, offline, bare):
    port = quiet_port()
    words = ("run", "--no-browser", "--port", str(port))
    with Call(bare, unpacked, *words, env=offline) as started:
        started.serves(port, INSTALL_SECONDS)
        assert request(port, "/chat/").status == 302
    code, output = call(bare, unpacked, "test", "tests/steps/test_twins.py", env=offline)
    assert code == 0, output
    assert " passed" in output


def test_a_file_that_is_there_is_left_alone(tmp_path, ready_python):
    from types import SimpleNamespace

    mine = tmp_path / "mine.zip"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(Problem, match="Nothing was written"):
        bag.main(SimpleNamespace(to=str(mine), systems=["this"], pythons=[]))
    assert mine.read_text(encoding="utf-8") == "mine"


def test_every_supported_python_and_system_is_packed():
    assert wheels.PYTHONS[0] == "3.11" and wheels.PYTHONS[-1] == "3.14"
    assert list(wheels.SYSTEMS) == ["linux", "macos", "windows"]
    assert "win_amd64" in wheels.SYSTEMS["windows"].tags


@pytest.mark.all
def test_a_machine_for_which_nothing_was_packed_is_told_what_was(unpacked, offline, bare, tmp_path):
    lacking = tmp_path / "lacking"
    no_autobahn = shutil.ignore_patterns(".venv", ".workshop", "autobahn-*.whl")
    shutil.copytree(unpacked, lacking, ignore=no_autobahn)
    (lacking / "wheels" / pip_output.HOLDS).write_text("some other machine\n", encoding="utf-8")
    code, output = call(bare, lacking, "goto", "--list", env=offline)
    assert code == 1
    assert "This bag has no packages for Python" in output
    assert "    some other machine\n" in output
    assert "Traceback" not in output


@pytest.mark.all
def test_a_bag_that_lacks_a_wheel_is_not_made(tmp_path):
    if importlib.util.find_spec("uv") is None:
        pytest.skip("uv is missing: pip install -r requirements-bag.txt")
    lacking = tmp_path / "requirements.txt"
    lacking.write_text("autobahn\n", encoding="utf-8")
    with pytest.raises(Problem, match="autobahn"):
        wheels.try_out("macos", "3.13", lacking, tmp_path)
