"""Questions about what the builds add to the finished chat: each is a probe, bounded in time."""

from dataclasses import replace

from workshop.serve.probes import Observation, collect, read, says, word


def late(target):
    """Does somebody who comes late get what was said, in its order?"""
    room, texts = word(), [word(), word()]
    tried = "two messages, then somebody else comes into the room"
    with target.open(room) as early:
        _say(target, early, texts)
        with target.open(room, person=1) as newcomer:
            frames = collect(newcomer, texts[-1], target.seconds, target.word_for_word)
    held, happened = _compared(target, frames, texts)
    return Observation(held, tried, happened, tuple(frames))


def caught_up(target):
    """Does somebody who was away get what was missed, and nothing else?"""
    room, first, missed = word(), word(), [word(), word()]
    with target.open(room) as writer, target.open(room, person=1) as listener:
        _say(target, writer, [first])
        heard = collect(listener, first, target.seconds, target.word_for_word)
        number = read(heard[-1])[1].get("number") if heard else None
        if number is None:
            return Observation(False, "a message", "no number came with it", tuple(heard))
        # Gone before the next message: Channels trips over one that is on its way.
        listener.close()
        writer.answers_ping()
        _say(target, writer, missed)
        again = replace(target, socket=f"{target.socket}?after={number}")
        with again.open(room, person=1) as back:
            frames = collect(back, missed[-1], target.seconds, target.word_for_word)
    tried = f"two messages while somebody is away, who comes back with ?after={number}"
    held, happened = _compared(target, frames, missed)
    return Observation(held, tried, happened, tuple(frames))


def _say(target, socket, texts):
    """Send messages and wait until the last one came back."""
    for text in texts:
        socket.send(target.frame(text))
    collect(socket, texts[-1], target.seconds, target.word_for_word)


def _compared(target, frames, texts):
    """Return whether frames are these texts, each once and in order, and what they are in words."""
    known = [
        next((n for n, text in enumerate(texts, 1) if says(frame, text, target.word_for_word)), 0)
        for frame in frames
    ]
    wanted = [*range(1, len(texts) + 1)]
    if known == wanted:
        return True, "all came, once and in order"
    if not known:
        return False, "nothing came"
    if 0 in known:
        return False, "something came that was no part of it"
    return False, f"of the messages {wanted} these came: {known}"


ASKS = {"late": late, "caught-up": caught_up}
