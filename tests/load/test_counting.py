"""What goes wrong on a server is counted as what it is, one by one."""

import io
import threading

import pytest

from tests.load import bad_server
from workshop.base.problems import Problem
from workshop.load import summary
from workshop.load.measurement import Plan, measure
from workshop.load.subject import Subject
from workshop.load.tally import Tally, percentile
from workshop.serve.server import free_port

# Six people in two rooms of three, four messages each: 24 messages, 72 deliveries.
PLAN = Plan(people=6, rooms=2, rate=40, seconds=0.1)
ALL = 72


@pytest.fixture(scope="module")
def measured():
    """The ``Result`` for each kind of server, measured at once: some keep silent."""
    kinds = ("Chat", "Drops", "Reorders", "Doubles", "Leaks", "Refuses", "Cuts")
    results = {}

    def one(kind):
        with bad_server.served(getattr(bad_server, kind)()) as subject:
            results[kind] = measure(subject, PLAN, summary.Progress(io.StringIO()))

    threads = [threading.Thread(target=one, args=(kind,)) for kind in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def counts(result):
    tally = result.tally
    return {
        "deliveries": tally.deliveries,
        "lost": tally.lost,
        "out of order": tally.out_of_order,
        "twice": tally.twice,
        "strayed": tally.strayed,
    }


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        ("Chat", {}),
        # In each of two rooms, one member misses two of four messages of three people.
        ("Drops", {"deliveries": ALL - 12, "lost": 12}),
        ("Reorders", {"out of order": 6}),
        ("Doubles", {"twice": 18}),
        ("Leaks", {"strayed": ALL}),
        ("Refuses", {"deliveries": 54}),
    ],
)
def test_each_fault_is_counted_as_what_it_is(measured, kind, wrong):
    right = {"deliveries": ALL, "lost": 0, "out of order": 0, "twice": 0, "strayed": 0}
    assert counts(measured[kind]) == {**right, **wrong}


def test_a_message_answered_with_an_error_is_not_lost(measured):
    assert sum(measured["Refuses"].tally.refused) == 6
    assert ("answered with an error", "6") in summary.rows(measured["Refuses"])


def test_connections_that_are_cut_are_told(measured):
    result = measured["Cuts"]
    assert result.tally.closed == 6
    assert result.tally.deliveries == 0
    assert ("connections cut", "6") in summary.rows(result)
    assert ("latency p99", "-") in summary.rows(result)


def test_the_table_says_what_was_lost(measured):
    rows = dict(summary.rows(measured["Drops"]))
    assert rows["connected"] == "6 of 6"
    assert rows["messages"] == "24"
    assert rows["deliveries"] == "60 of 72"
    assert rows["lost"] == "12 (17%)"
    assert rows["server CPU per delivery"] == summary.UNKNOWN


def test_every_delivery_has_a_latency(measured):
    latencies = measured["Chat"].tally.latencies
    assert len(latencies) == ALL
    assert min(latencies) > 0


def test_nobody_there_is_a_problem_with_words():
    subject = Subject("a server", free_port(), "/ws/chat/{room}/")
    with pytest.raises(Problem, match="Nobody could connect to a server at /ws/chat/{room}/"):
        measure(subject, Plan(3), summary.Progress(io.StringIO()))


def test_more_than_can_be_counted_is_refused():
    with pytest.raises(Problem, match="would be 30,000,000 deliveries"):
        measure(Subject("a server", 1, "/"), Plan(1000), summary.Progress(io.StringIO()))


def test_an_echo_goes_to_its_sender_alone():
    tally = Tally(2, 1, 1, False, "load-1")
    tally.present = [True, True]
    first, second = tally.say(0), tally.say(1)
    tally.hear(0, first)
    tally.hear(0, second)
    tally.hear(1, "what others say")
    assert (tally.expected, tally.deliveries, tally.lost, tally.strayed) == (2, 1, 1, 1)


def test_percentiles_are_values_that_occurred():
    values = list(range(1, 101))
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1)] == [50, 95, 99, 100]
    assert percentile([7], 0.99) == 7
    assert percentile([], 0.5) is None


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(None, "-"), (0.00021, "0.21 ms"), (0.0041, "4.1 ms"), (0.626, "626 ms"), (5.7, "5.7 s")],
)
def test_times_are_told_in_few_digits(seconds, told):
    assert summary.milliseconds(seconds) == told
