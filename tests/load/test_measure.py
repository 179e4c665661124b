"""``measure`` writes what the page shows, and the page shows what it has written."""

import asyncio
import json
import logging
import re
from dataclasses import replace

import pytest
from channels.exceptions import ChannelFull

from tests.load import bad_server
from workshop import commands, environment, measure
from workshop.lesson import DOCS
from workshop.load import find
from workshop.load.process import PROC
from workshop.measure import bench, collect, page, variants
from workshop.measure.rungs.lean_layer import LeanChannelLayer
from workshop.problems import Problem

PAGE = DOCS / "further" / "measured.md"
SMALL = replace(
    collect.QUICK, variants=("websockets", "bare"), idlers=("bare",), talkers=("bare", "websockets")
)
linux = pytest.mark.skipif(not (PROC / "self" / "stat").exists(), reason="There is no /proc here.")


@linux
def test_it_measures_and_writes(tmp_path):
    told = []
    data = collect.everything(SMALL, told.append)
    collect.write(data, tmp_path / "data.json")
    assert json.loads((tmp_path / "data.json").read_text(encoding="utf-8")) == data
    assert "3 people, 5 a second: bare sockets, try 1" in told
    assert data.keys() == page.data().keys()
    assert data["machine"].keys() == page.data()["machine"].keys()
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


def test_a_system_that_does_not_tell_ends_it_with_words():
    wanted = pytest.raises(Problem, match="Processor time is not known on this system")
    with bad_server.served(bad_server.Chat()) as subject, wanted:
        bench.room({"other": subject}, bench.Size(2, 1, 1))


def test_packages_that_are_missing_are_named(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "missing", lambda path: ["uvicorn"])
    options = commands.parser_for(["measure"]).parse_args(["measure", "--data", str(tmp_path)])
    with pytest.raises(Problem, match="needed too: uvicorn(.|\n)*-r requirements-measure.txt"):
        measure.main(options)


def test_trying_it_out_leaves_the_pages_figures_alone(monkeypatch, capsys):
    written = []
    monkeypatch.setattr(collect, "everything", lambda scope, say: {})
    monkeypatch.setattr(collect, "write", lambda data, file: written.append(file))
    for words in ([], ["--quick"]):
        measure.main(commands.parser_for(["measure"]).parse_args(["measure", *words]))
    assert written == [measure.DATA, measure.TRIED]


def test_everything_was_measured():
    data = page.data()
    names = {variant.id for variant in variants.VARIANTS}
    *sizes, largest = (str(size.people) for size in collect.FULL.sizes)
    assert [*data["rooms"]] == [*sizes, largest]
    for size in sizes:
        assert data["rooms"][size].keys() == names
    assert data["rooms"][largest].keys() == set(collect.FULL.big)
    assert {(row["people"], row["rate"]) for row in data["classes"]} == set(collect.FULL.classes)
    assert data["idle"].keys() == set(collect.FULL.idlers)


def test_the_page_shows_every_block_and_every_rung():
    named = re.findall(r'```measured name="(.+?)"', PAGE.read_text(encoding="utf-8"))
    code = {f"rung {name}" for name in variants.LADDER if name not in ("sync", "async")}
    assert sorted(named) == sorted(page.BLOCKS.keys() | code)
    for name in named:
        assert page.block(name).startswith("<")


def test_the_tables_are_the_data():
    room = page.data()["rooms"][page.LADDER_ROOM]
    cells = re.findall(r"<td>(.*?)</td>", page.ladder())
    assert cells[::3] == [f"{room[name]['ratio']:.2f}" for name in variants.LADDER]


def test_ratios_are_taken_round_by_round():
    base, other = bench.Costs([1.0, 2.0, 9.0], [1.0]), bench.Costs([0.5, 1.0, 1.0], [1.0])
    assert other.as_data(base)["ratio"] == 0.5
    assert other.as_data()["ratio"] is None


def test_the_prose_has_no_measured_figure():
    prose = PAGE.read_text(encoding="utf-8")
    figures = re.findall(r"\d[\d.,]*\s?(?:ms|µs|KB|%)", prose)
    assert figures == [f"{find.LIMIT * 1000:.0f} ms"]


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
