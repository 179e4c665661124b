"""Questions about who is told to be in a room: each is a probe, bounded in time."""

import time

from workshop.serve.probes import Observation, collect, read, word

BEAT = "here"


def present(target):
    """Is everybody in a room told who is there, and hears who leaves, and nobody else?"""
    room, tried = word(), "two people in a room, and one in another; one of the two leaves"
    with target.open(room) as first, target.open(word(), person=1) as elsewhere:
        alone = [_until(target, socket, 1) for socket in (first, elsewhere)]
        with target.open(room, person=1) as second:
            both = [_until(target, socket, 2) for socket in (first, second)]
            if [len(names) for names in alone + both] != [1, 1, 2, 2] or both[0] != both[1]:
                told = f"not everybody was told who is there{_within(target)}"
                return Observation(False, tried, told)
            # Nobody leaves while something is on its way to them: Channels trips over that.
            said = word()
            second.send(target.frame(said))
            for socket in (second, first):
                collect(socket, said, target.seconds, target.word_for_word)
        left = _until(target, first, 1)
    held = left == alone[0]
    happened = "who stayed was told of it" if held else f"who stayed was not told{_within(target)}"
    return Observation(held, tried, happened)


def windows(target):
    """Is somebody with two windows named once, and until the last of them is closed?"""
    room, tried = word(), "one person opens a second window and closes it; then somebody comes"
    with target.open(room, person=1) as first:
        alone = _until(target, first, 1)
        with target.open(room, person=1) as second:
            twice = _until(target, second, 1)
        with target.open(room) as newcomer:
            both = _until(target, newcomer, 2)
    held = len(alone) == 1 and twice == alone and len(both) == 2 and set(alone) <= set(both)
    happened = "each was named once"
    if not held:
        named = f"with two windows, the name came {len(twice)} times; with one of them left"
        happened = f"{named}, a newcomer was told of {len(both)}{_within(target)}"
    return Observation(held, tried, happened)


def still_there(target):
    """Does a page get no error when it says that it is still there?"""
    tried, said = f"the text {BEAT!r}, then a message", word()
    with target.open(word()) as socket:
        socket.send(BEAT)
        socket.send(target.frame(said))
        frames = collect(socket, said, target.seconds, target.word_for_word)
        errors = [read(frame)[1]["error"] for frame in frames if "error" in read(frame)[1]]
        happened = f"an error came: {errors[0]}" if errors else "no error came"
        if not frames:
            happened = socket.happened
    return Observation(bool(frames) and not errors, tried, happened, tuple(frames))


def _within(target):
    # So that a machine that was only slow is asked once more.
    return f" within {target.seconds:g} s"


def _until(target, socket, number):
    """Return the first list of so many names that comes, the last other one, or an empty list."""
    names, deadline = [], time.monotonic() + target.seconds
    while (frame := socket.receive(max(0, deadline - time.monotonic()))) is not None:
        told = read(frame)[1].get("here")
        names = told if isinstance(told, list) else names
        if isinstance(told, list) and len(told) == number:
            break
    return names


ASKS = {"present": present, "windows": windows, "still-there": still_there}
