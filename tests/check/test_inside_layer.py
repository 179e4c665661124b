"""What a look inside of a trial's server tells: of groups, and of Daphne, which is hurried."""

import asyncio
import inspect

import pytest
from channels.layers import InMemoryChannelLayer

from workshop.check.ask import inside, inside_layer


@pytest.fixture
def layer():
    """A channel layer in memory that is watched for events that nobody gets."""
    watched = type("Watched", (InMemoryChannelLayer,), {})
    inside_layer._watch_empty(watched)
    return watched()


@pytest.mark.parametrize(
    ("sent", "told"),
    [("chat-lobby", True), ("Chat_lobby", True), ("chat_lobby", False), ("chat_hall", False)],
)
def test_an_event_for_nobody_is_told_where_a_group_reads_the_same(layer, capsys, sent, told):
    async def chat():
        await layer.group_add("chat_lobby", "member")
        await layer.group_send(sent, {"type": "chat.message"})

    asyncio.run(chat())
    line = f"{inside_layer.EMPTY}{sent!r}, while somebody is in 'chat_lobby'\n"
    assert capsys.readouterr().err == (line if told else "")


def test_daphne_looks_sooner_and_all_else_takes_its_time():
    calls = []

    class Reactor:
        running = True

        def callLater(self, seconds, function, *arguments):
            calls.append((seconds, *arguments))

    def application_checker():
        """As Daphne calls it."""

    hurried = inside._Hurried(Reactor())
    hurried.callLater(1, application_checker)
    hurried.callLater(2, print, "x")
    assert calls == [(inside.LOOK_SECONDS,), (2, "x")]
    assert hurried.running


def test_daphne_still_has_what_is_hurried():
    # The name by which it is known, and the reactor that it is asked of.
    from daphne import server

    assert server.Server.application_checker.__name__ == "application_checker"
    assert "reactor.callLater(1, self.application_checker)" in inspect.getsource(server)
