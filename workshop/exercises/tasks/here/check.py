"""Does everybody in a room get the names of those who are in it?"""

from workshop.exercises.actors import NotYet, expect, shown
from workshop.serve.probes import word

COMING = "ada is in the room, and grace joins it"


def _lists(frames):
    return [frame["here"] for frame in frames if "here" in frame]


def _now(person, tried, means="Nobody is told who is here."):
    """Return the last list of names that came to a person."""
    frames = person.catch_up()
    lists = _lists(frames)
    expect(lists, means, tried, f"{person.name} got {shown(frames)}")
    names = lists[-1]
    right = isinstance(names, list) and all(isinstance(name, str) for name in names)
    expect(right, "'here' is not a list of names.", tried, f"{person.name} got {names!r}")
    return names


def _newcomer(chat, ada):
    """Return the names that ada got when she was the first to come."""
    lists = _lists(ada.catch_up())
    if lists:
        return lists[-1]
    with chat.open("grace"):
        _now(ada, COMING)
    raise NotYet(
        "A newcomer is not told who is here. Join the group first, then send to it.",
        "ada joins an empty room",
        "she got no list; when grace came, she got one",
    )


def check(chat):
    """Ask a running copy."""
    with chat.open() as ada, chat.open("alan", word()) as alan:
        names = _newcomer(chat, ada)
        others = _now(alan, "alan joins another room")
        expect(
            names == ["ada"] and others == ["alan"],
            "People of another room are in the list. Each room needs a list of its own.",
            "ada and alan join a room each",
            f"ada got {names}, and alan got {others}",
        )
        with chat.open("grace") as grace:
            _two(ada, grace)
            _second_window(chat, ada)
            _stranger(chat, ada, grace)
        _gone(ada)


def _two(ada, grace):
    for person in (grace, ada):
        means = "Those who were here before are not told who has come."
        names = _now(person, COMING, means)
        happened = f"{person.name} got {names}"
        expect(sorted(set(names)) == ["ada", "grace"], "A name is missing.", COMING, happened)


def _second_window(chat, ada):
    with chat.open("grace") as second:
        names = _now(second, "grace opens a second window")
        expect(
            len(names) == len(set(names)),
            "A person with two windows open is in the list twice. A set has each name once.",
            "grace opens a second window",
            f"grace got {names}",
        )
    ada.catch_up()
    with chat.open("alan") as alan:
        names = _now(alan, "alan joins")
        expect(
            "grace" in names,
            "A person who closes one of two windows is out of the list. Keep a name for each "
            "connection.",
            "grace opens a second window and closes it; then alan joins",
            f"alan got {names}",
        )


def _stranger(chat, ada, grace):
    chat.refused()
    with chat.open("alan") as alan:
        names = _now(alan, "alan joins")
    expect(
        set(names) == {"ada", "grace", "alan"},
        "A stranger, who was refused, is in the list.",
        "a stranger tries to join; then alan joins",
        f"alan got {names}",
    )
    # Grace leaves next: with a list still on its way to her, the server would never notice that.
    for person in (ada, grace):
        person.wait_for(lambda frame: "here" in frame and "alan" not in frame["here"])


def _gone(ada):
    tried = "grace closes all of her windows"
    frames, found = ada.wait_for(lambda frame: "here" in frame and "grace" not in frame["here"])
    if not found:
        lists = _lists(frames)
        means = "Nobody is told when somebody leaves."
        if lists:
            means = "A person who has left is still in the list. Take the name out in disconnect."
        raise NotYet(means, tried, f"ada got {lists or 'nothing'}")
