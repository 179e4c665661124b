"""The command itself: on a copy of a step, on a server that runs, and never anywhere else."""

import argparse
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.database import prepare
from tests.support.waiting import become
from workshop.base.problems import Problem
from workshop.base.steps import ROOT, STEPS
from workshop.cli import parser_for
from workshop.commands import load
from workshop.load.subject import from_address, is_address, local, trouble
from workshop.serve.server import Server, copy_project, free_port
from workshop.serve.usage import usage

SVG = "{http://www.w3.org/2000/svg}"
SECONDS = 60


def call(capsys, *words):
    """Run the command in this process; return what it prints."""
    code = load.main(parser_for(["load"]).parse_args(["load", *map(str, words)]))
    assert code == 0
    return capsys.readouterr().out


def told(output):
    """Return the table's rows as a dict."""
    pairs = (line.strip().split("  ", 1) for line in output.splitlines() if line.startswith("  "))
    return {pair[0]: pair[1].strip() for pair in pairs if len(pair) == 2}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A running step 3 with the three people of ``run``."""
    project = copy_project(STEPS[3], tmp_path_factory.mktemp("load") / "learning")
    prepare(project)
    with Server(project) as server:
        yield server


def test_a_copy_of_step_3_loses_nothing_and_gives_a_plot(capsys, tmp_path):
    drawn = tmp_path / "plots" / "load.svg"
    small = ("--people", 4, "--rooms", 2, "--rate", 10, "--seconds", 0.3)
    output = call(capsys, *small, "--plot", drawn)
    rows = told(output)
    assert "step3_channel_layer, /ws/chat/{room}/, InMemoryChannelLayer, runserver" in output
    assert "4 people in 2 rooms, 10 messages a second each, for 0.3 s" in output
    assert rows["connected"] == "4 of 4"
    assert rows["messages"] == "12"
    assert rows["deliveries"] == "24 of 24"
    assert rows["lost"] == rows["out of order"] == "0"
    for title in ("latency p50", "latency p95", "latency p99", "latency max"):
        assert rows[title].endswith("s")
    assert "server CPU per delivery" in rows
    assert "memory per person" in rows
    assert output.strip().endswith(f"Plot: {drawn}")
    names = [text.text for text in ElementTree.parse(drawn).iter(f"{SVG}text")]
    assert {"p50", "p95", "p99"} <= set(names)


def test_a_running_server_is_measured_through_its_address(capsys, tmp_path, server):
    small = ("--people", 4, "--seconds", 0.1, "--plot", tmp_path / "load.svg")
    output = call(capsys, server.url(), *small, "--path", "/ws/async-chat/{room}/")
    assert told(output)["deliveries"] == "16 of 16"
    assert "Traceback" not in server.output()


@pytest.mark.all
@pytest.mark.parametrize("how", ["ws://", "--path"])
def test_a_room_of_its_own_is_a_chat_as_well(capsys, tmp_path, server, how):
    path = "/ws/async-chat/lobby/"
    small = ("--people", 4, "--seconds", 0.1, "--plot", tmp_path / "load.svg")
    address = [server.url(path, "ws")] if how == "ws://" else [server.url(), "--path", path]
    before = server.output().count(f"WebSocket CONNECT {path}")
    output = call(capsys, *address, *small)
    assert told(output)["deliveries"] == "16 of 16"
    # Two have asked how it speaks.
    assert server.output().count(f"WebSocket CONNECT {path}") >= before + 4 + 2
    with pytest.raises(Problem, match=f"{path} is one room"):
        call(capsys, *address, *small, "--rooms", 2)


@pytest.mark.all
def test_a_server_that_breaks_is_quoted(capsys, tmp_path):
    project = copy_project(STEPS[3], tmp_path / "learning")
    consumers = project / "chat" / "consumers.py"
    text = consumers.read_text(encoding="utf-8").replace("event['username']", "event['name']")
    consumers.write_text(text, encoding="utf-8", newline="\n")
    small = ("--people", 2, "--seconds", 0.1, "--plot", tmp_path / "load.svg")
    output = call(capsys, project, *small)
    assert told(output)["connections cut"] == "2"
    assert "The last error in its log:\n" in output
    assert "    KeyError: 'name'\n" in output


@pytest.mark.all
def test_settings_may_be_named_in_any_way(capsys, tmp_path):
    project = copy_project(STEPS[3], tmp_path / "learning")
    manage = project / "manage.py"
    text = manage.read_text(encoding="utf-8")
    usual = "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'learning.settings')"
    assert usual in text
    another = 'os.environ.setdefault(key="DJANGO_SETTINGS_MODULE", value="learning.settings")'
    manage.write_text(text.replace(usual, another), encoding="utf-8", newline="\n")
    small = ("--people", 2, "--seconds", 0.1, "--plot", tmp_path / "load.svg")
    assert told(call(capsys, project, *small))["lost"] == "0"


def test_a_server_that_ended_is_told(tmp_path):
    with Server(copy_project(STEPS[1], tmp_path / "learning")) as server:
        assert trouble(server) == ""
        server.process.terminate()
        server.process.wait()
        assert re.match(r"The server has ended, with status -?\d+\.", trouble(server))


@pytest.mark.all
def test_a_slow_pace_is_as_short_as_it_was_meant(capsys, tmp_path, server):
    small = ("--people", 2, "--rate", 0.01, "--seconds", 0.1, "--plot", tmp_path / "load.svg")
    started = time.monotonic()
    assert told(call(capsys, server.url(), *small))["messages"] == "2"
    # One message in a hundred seconds: people would begin at any moment of them.
    assert time.monotonic() - started < SECONDS


def test_its_process_is_found_and_costs_something(server):
    assert from_address(server.url()).pid == server.process.pid
    used = usage(server.process.pid)
    assert used.cpu > 0
    assert used.memory > 1_000_000


def test_one_person_can_be_named(server):
    assert len(from_address(server.url(), user="ada", password="open-sesame-42").cookies) == 1
    with pytest.raises(Problem, match="--user NAME --password PASSWORD"):
        from_address(server.url(), user="ada", password="wrong")


@pytest.mark.all
def test_step_2_is_measured_as_an_echo(capsys, tmp_path):
    small = ("--people", 3, "--rate", 10, "--seconds", 0.2, "--plot", tmp_path / "load.svg")
    rows = told(call(capsys, 2, *small))
    assert (rows["messages"], rows["deliveries"], rows["lost"]) == ("6", "6 of 6", "0")


def test_step_1_is_refused_with_words(capsys):
    with pytest.raises(Problem, match="accepts no WebSocket(.|\n)*the course adds it in step 2"):
        call(capsys, 1)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/",
        "http://192.168.1.20:8000/",
        "ws://10.0.0.1:8000/ws/chat/lobby/",
        "http://0.0.0.0:8000/",
        "http://localhost.example.com:8000/",
        "http://127.0.0.1@example.com/",
        "http://127.0.0.1.example.com/",
        "https://localhost.:8000/",
        "http://[::ffff:8.8.8.8]:8000/",
        "http://",
    ],
)
def test_another_machine_is_refused_before_anything_is_sent(monkeypatch, address):
    monkeypatch.setattr("socket.socket", None)
    with pytest.raises(Problem, match="may be another machine(.|\n)*http://127.0.0.1:8000/"):
        from_address(address)


def test_this_machine_is_known_by_its_names():
    assert local("http://127.0.0.1:8000/") == ("127.0.0.1", 8000)
    assert local("http://localhost:8000") == ("localhost", 8000)
    assert local("ws://ada.localhost:8001/") == ("ada.localhost", 8001)
    with pytest.raises(Problem, match="only http: is spoken"):
        local("https://localhost/")
    with pytest.raises(Problem, match="is this machine, but(.|\n)*http://127.0.0.1:8000/"):
        local("http://[::1]:8000/")
    with pytest.raises(Problem, match="is this machine, but"):
        local("http://127.0.0.2:8000/")
    with pytest.raises(Problem, match="begins with its scheme:\n    http://127.0.0.1:8000"):
        is_address("127.0.0.1:8000")
    with pytest.raises(Problem, match="is not an address"):
        local("http://127.0.0.1:port/")


def test_a_server_that_is_not_there_is_a_problem_with_words():
    with pytest.raises(Problem, match="nothing listens on port(.|\n)*Start the server first"):
        from_address(f"http://127.0.0.1:{free_port()}/")


def test_a_folder_without_a_project_is_a_problem(capsys, tmp_path):
    with pytest.raises(Problem, match="not a Django project"):
        call(capsys, tmp_path)
    with pytest.raises(Problem, match="5 rooms need 5 people"):
        call(capsys, "--rooms", 5, "--people", 4)


def test_a_plot_that_cannot_be_written_is_told_before(capsys, tmp_path):
    with pytest.raises(Problem):
        call(capsys, "--seconds", 600, "--plot", tmp_path)


@pytest.mark.parametrize("words", [("--people", "0"), ("--rate", "many"), ("--seconds", "601")])
def test_numbers_have_bounds(words):
    parser = argparse.ArgumentParser(exit_on_error=False)
    load.add_arguments(parser)
    with pytest.raises(argparse.ArgumentError, match="is not a number from"):
        parser.parse_args(words)


@pytest.mark.all
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")
def test_ctrl_c_ends_it_and_leaves_nothing(tmp_path):
    command = [sys.executable, "-m", "workshop", "load", "--people", "50", "--rate", "5"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        joined = Path(tmp_path)

        def all_are_in():
            # The first one only asks whether there is a chat.
            return _log(joined).count("WebSocket CONNECT /ws/chat/load-") >= 1 + 50

        assert become(lambda: process.poll() is not None or all_are_in())
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        output = process.communicate(timeout=SECONDS)[0].decode()
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 130
    assert output.endswith("Stopped.\n")
    assert "Traceback" not in output
    assert list(tmp_path.iterdir()) == []


def _log(folder):
    found = list(folder.glob("*/server.log"))
    return found[0].read_text(encoding="utf-8") if found else ""


@pytest.mark.all
def test_find_runs_on_a_real_server(capsys, server):
    output = call(capsys, server.url(), "--find", "--people", 3, "--seconds", 0.1, "--rooms", 2)
    assert "--rooms and --plot are not used" in output
    assert "in one room" in output.splitlines()[-1]
