"""``measure`` writes what the page shows, and the page shows what it has written."""

import asyncio
import json
import logging
import re
from dataclasses import asdict, replace

import pytest
from channels.exceptions import ChannelFull

from tests.load import bad_server
from workshop import cli
from workshop.base.problems import Problem
from workshop.commands import measure
from workshop.lesson.chapters import DOCS
from workshop.load.measurement import Plan, Result
from workshop.load.tally import Tally
from workshop.measure import bench, collect, machine, variants
from workshop.measure.rungs.lean_layer import LeanChannelLayer
from workshop.pages import measured_page

PAGE = DOCS / "further" / "measured.md"
SMALL = replace(
    collect.QUICK, variants=("websockets", "bare"), idlers=("bare",), talkers=("bare", "websockets")
)


@pytest.mark.all
def test_it_measures_and_writes(tmp_path):
    told = []
    data = collect.everything(SMALL, told.append)
    collect.write(data, tmp_path / "data.json")
    assert json.loads((tmp_path / "data.json").read_text(encoding="utf-8")) == data
    assert "3 people, 5 a second: bare sockets, try 1" in told
    assert data["scope"] == json.loads(json.dumps(asdict(SMALL)))
    assert data["machine"].keys() == measured_page.data()["machine"].keys()
    assert data["rooms"].keys() == {"2", "4"}
    for room in data["rooms"].values():
        assert room.keys() == {"websockets", "bare"}
        for cost in room.values():
            assert 0 < cost["least_us"] <= cost["cpu_us"] <= cost["most_us"]
    for row in data["classes"]:
        # Three people, five a second for 0.4 seconds: two messages of each to three members.
        assert (row["expected"], row["lost"], row["out_of_order"]) == (18, 0, 0)


def test_a_message_that_is_missing_ends_it_with_words(monkeypatch):
    monkeypatch.setattr(bench, "ROUND_SECONDS", 0.2)
    wanted = pytest.raises(Problem, match="a small server: a message did not arrive")
    with bad_server.served(bad_server.Drops()) as subject, wanted:
        bench.room({"bad": subject}, bench.Size(2, 2, 1))


def test_a_process_that_is_gone_ends_it_with_words():
    wanted = pytest.raises(Problem, match="a small server: its process is gone")
    with bad_server.served(bad_server.Chat()) as subject, wanted:
        bench.room({"other": subject}, bench.Size(2, 1, 1))


@pytest.fixture
def written(monkeypatch, capsys):
    """The files that ``measure`` would have written."""
    files = []
    monkeypatch.setattr(collect, "everything", lambda scope, say: {})
    monkeypatch.setattr(collect, "write", lambda data, file: files.append(file))
    return files


def call(*words):
    measure.main(cli.parser_for(["measure"]).parse_args(["measure", *words]))


def test_trying_it_out_leaves_the_pages_figures_alone(monkeypatch, written):
    monkeypatch.setattr(machine, "load", lambda: 0.0)
    call()
    call("--quick")
    assert written == [measure.DATA, measure.TRIED]


def test_a_busy_machine_is_refused_unless_somebody_insists(monkeypatch, written):
    monkeypatch.setattr(machine, "load", lambda: 16.6)
    monkeypatch.setattr(machine.os, "cpu_count", lambda: 2)
    with pytest.raises(Problem, match="busy: load 16.6 on 2 cores(.|\n)*--anyway"):
        call()
    assert written == []
    call("--anyway")
    call("--quick")
    assert written == [measure.DATA, measure.TRIED]


def tried(late, lost):
    """Return a ``Result`` of one person whose only message took so many seconds, or was lost."""
    tally = Tally(1, 1, 1, False, "load-1")
    tally.present[0] = True
    text = tally.say(0)
    if not lost:
        tally.hear(0, text)
        tally.latencies[0] = late
    return Result(Plan(1), tally, {}, 0, 1, None, None, 0)


def test_a_row_has_the_worst_loss_and_the_time_in_the_middle():
    row = collect._row("top", [tried(0.3, False), tried(0.1, False), tried(0.2, False)])
    assert (row["p99_ms"], row["tries_p99_ms"], row["lost"]) == (200, [300, 100, 200], 0)
    row = collect._row("top", [tried(0.1, False), tried(0, True), tried(0.2, False)])
    assert (row["p99_ms"], row["lost"], row["expected"]) == (200, 1, 1)


def test_who_is_far_from_holding_a_class_is_asked_once(monkeypatch):
    late = {"top": [0.1, 0.2, 0.3], "sync": [20]}
    once = {name: iter(tried(time, False) for time in times) for name, times in late.items()}
    monkeypatch.setattr(collect, "measure", lambda subject, plan, progress: next(once[subject]))
    scope = replace(SMALL, talkers=("sync", "top"), tries=3)
    rows = collect._classes({"sync": "sync", "top": "top"}, scope, lambda text: None)
    assert [row["p99_ms"] for row in rows] == [20_000, 200]


def test_the_page_shows_every_block_and_every_rung():
    named = re.findall(r'```measured name="(.+?)"', PAGE.read_text(encoding="utf-8"))
    code = {f"rung {name}" for name in variants.LADDER if name not in ("sync", "async")}
    assert sorted(named) == sorted(measured_page.BLOCKS.keys() | code)
    for name in named:
        assert measured_page.block(name).startswith("<")


def test_the_tables_are_the_data():
    room = measured_page.data()["rooms"][measured_page.LADDER_ROOM]
    cells = re.findall(r"<td>(.*?)</td>", measured_page.ladder())
    assert cells[::4] == [f"{room[name]['ratio']:.2f}" for name in variants.LADDER]


def test_ratios_are_taken_round_by_round():
    base, other = bench.Costs([1.0, 2.0, 9.0], [1.0]), bench.Costs([0.5, 1.0, 1.0], [1.0])
    assert other.as_data(base)["ratio"] == 0.5
    assert other.as_data()["ratio"] is None


@pytest.fixture
def layer():
    return LeanChannelLayer(capacity=2)


def test_the_lean_layer_says_when_a_queue_is_full(layer, caplog):
    async def fill():
        channel = await layer.new_channel()
        await layer.group_add("room", channel)
        for number in range(3):
            await layer.group_send("room", {"type": "chat_message", "number": number})
        with pytest.raises(ChannelFull):
            await layer.send(channel, {"type": "chat_message"})
        return [(await layer.receive(channel))["number"] for _ in range(2)]

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(fill()) == [0, 1]
    assert "is full: it misses a message to room" in caplog.text


def test_the_lean_layer_forgets_who_has_ended(layer):
    async def end():
        channel = await layer.new_channel()
        await layer.group_add("room", channel)
        waiting = asyncio.create_task(layer.receive(channel))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await layer.group_send("room", {"type": "chat_message"})
        await layer.group_discard("room", channel)
        return layer.queues, layer.groups

    assert asyncio.run(end()) == ({}, {})
