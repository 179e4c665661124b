"""Is every message answered in capitals, by the server?"""

from workshop.exercises.actors import expect, shown
from workshop.serve.probes import read

SENT, WANTED = "hello ada, été 7", "HELLO ADA, ÉTÉ 7"


def check(chat):
    """Ask a running copy."""
    reply = chat.post(SENT)
    tried = f"POST with the message {shown(SENT)}"
    answer, happened = read(reply.body)[0], f"the answer was {shown(reply.body)}"
    expect(
        answer != SENT,
        "The server sends the message back as it came. If the page makes the capitals, move that "
        "into views.echo: the server has to shout, for every client.",
        tried,
        happened,
    )
    expect(
        answer is not None,
        "The answer has no message in it. The page looks for the key 'message'.",
        tried,
        happened,
    )
    expect(
        answer not in (SENT.capitalize(), SENT.title()),
        "Only first letters are capitals. There is a method that makes every letter a capital.",
        tried,
        happened,
    )
    expect(answer == WANTED, f"The answer is not {shown(WANTED)}.", tried, happened)
    empty = chat.post("")
    expect(
        empty.status == 400,
        "An empty message is no longer refused. Keep the test of the length that was in the view.",
        "POST with an empty message",
        empty.happened,
    )
