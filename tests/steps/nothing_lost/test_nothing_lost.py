"""The finished chat under load: complete, once, in each sender's order, on real servers."""

import pytest

from tests.steps.nothing_lost.crowd import Load, Outcome, chat
from tests.support.quick import SWEEP, chosen

PASTE = Load(30, 50)
TEN = Load(10, 200)
ONE = Load(1, 1000, listeners=9)
HALL = Load(5, 10, listeners=200)
LOADS = (PASTE, TEN, ONE, HALL)
FEW = Load(10, 20)
ROUTES = ("chat", "async-chat")
# The large ones take minutes; a small one has each layer with each consumer.
ALL = [
    (layer, route, load)
    for load in (*LOADS, FEW)
    for layer in ("in_memory", "on_redis")
    for route in ROUTES
]


@pytest.mark.parametrize(
    ("layer", "route", "load"), chosen(ALL, lambda layer, route, load: load is FEW, SWEEP), ids=str
)
def test_everything_arrives_once_and_in_order(layer, route, load, site, tell):
    room = f"{route}-{load.senders}-{load.messages}"

    outcome = chat(site.ports, f"/ws/{route}/{room}/", load, site.cookies)

    tell(f"{layer} {route} {load}", outcome)
    assert outcome == Outcome(load.deliveries, lost=0, doubled=0, disordered=0)
    assert site.troubles() == []
