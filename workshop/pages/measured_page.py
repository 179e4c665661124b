"""The tables and plots of the page “Measured”, made of ``docs/measured/data.json``."""

import json
from html import escape

from workshop.load import plot
from workshop.load.summary import milliseconds
from workshop.measure import DATA
from workshop.measure.variants import BASE, BY_ID, LADDER, REDIS
from workshop.pages.wide_table import table

LADDER_ROOM = "50"
LAYERS = (BASE, *REDIS)
SERVERS = (BASE, "async-uvicorn", "once", "top")
OUTSIDE = ("top", "starlette", "websockets", "bare")
# Outside the ladder, a rung needs a name of its own; beside a line, a short one.
SHORT = {
    "once": "the rung before the last",
    "top": "the ladder's last rung",
    "pubsub": "Redis pub/sub",
}
PLOTTED = ("sync", BASE, "pubsub", "top", "starlette", "bare")


def data():
    """Return what ``data.json`` holds, a dict."""
    return json.loads(DATA.read_text(encoding="utf-8"))


def title(name):
    """Return a variant's name for the page, outside the ladder."""
    return escape(SHORT.get(name, BY_ID[name].title))


def percent(share):
    """Return a share (1 is all) as '38 %', which is not broken at a line's end."""
    return f"{share * 100:.0f}&nbsp;%"


def ratio(room, name, base=BASE):
    """Return what a delivery costs with ``base`` as 1.00; a dash where it was not measured."""
    if name not in room or base not in room:
        return "–"
    return f"{room[name]['ratio'] / room[base]['ratio']:.2f}"


def spread(cost):
    """Return the least and the most of all rounds, in microseconds."""
    return f"{cost['least_us']:.0f}–{cost['most_us']:.0f}"


def _rooms(names, with_absolute=False):
    """Return the table of ratios for every size of room."""
    rooms = data()["rooms"]
    heads = ["members in the room", *(f"{int(size):,}" for size in rooms)]
    rows = [[title(name), *(ratio(room, name) for room in rooms.values())] for name in names]
    if with_absolute:
        cost = (f"{room[BASE]['cpu_us']:.0f} µs<br>{spread(room[BASE])}" for room in rooms.values())
        rows.append(
            [f"{title(BASE)}: what 1.00 is, and the least and the most of all rounds", *cost]
        )
    return table(heads, rows, measured=True)


def rooms():
    """Return the ordinary and the asynchronous consumer, room by room."""
    return _rooms(("sync", BASE), with_absolute=True)


def layers():
    """Return the channel layers, room by room."""
    return _rooms(LAYERS)


def servers():
    """Return Daphne and uvicorn, in the ladder's room."""
    room = data()["rooms"][LADDER_ROOM]
    rows = [[title(name), BY_ID[name].program, ratio(room, name)] for name in SERVERS]
    return table(["consumer", "server", "cost"], rows, measured=True)


def outside():
    """Return the same chat without Channels, room by room."""
    return _rooms(OUTSIDE)


def picture():
    """Return the plot of microseconds over members, both logarithmic."""
    rooms = data()["rooms"]
    series = {
        SHORT.get(name, BY_ID[name].title): [
            (int(size), room[name]["cpu_us"]) for size, room in rooms.items() if name in room
        ]
        for name in PLOTTED
    }
    told = "Server processor time for one delivery, in microseconds, by members in the room"
    svg = plot.lines(series, "members in the room", "µs", told, log=True)
    caption = f"{escape(told)}. Both scales are logarithmic."
    scrolls = f'<div class="measured-wide" tabindex="0">{svg}</div>'
    return f"<figure>{scrolls}<figcaption>{caption}</figcaption></figure>"


def ladder():
    """Return the ladder: each rung's cost, its gain over the rung before, its price."""
    room = data()["rooms"][LADDER_ROOM]
    rows, before = [], None
    for name in LADDER:
        cost = room[name]["ratio"]
        gain = percent(1 - cost / before) if before else "–"
        title, price = escape(BY_ID[name].title), escape(BY_ID[name].price)
        rows.append([title, ratio(room, name), gain, spread(room[name]), price])
        before = cost
    heads = ["rung", "cost", "less than before", "µs, least to most", "what it gives up"]
    return table(heads, rows, measured=True)


def rung(name):
    """Return the code of one rung."""
    from workshop.base.steps import ROOT
    from workshop.lesson import diff_html

    file = BY_ID[name].file
    text = (ROOT / file).read_text(encoding="utf-8")
    shown = diff_html.pre(diff_html.whole(text, file), text)
    return f'<div class="change">{diff_html.head(file, "")}{shown}</div>'


def classes():
    """Return how long 99 of 100 messages took at most, for classes of learners."""
    rows = data()["classes"]
    names = list(dict.fromkeys(row["variant"] for row in rows))
    found = {}
    for row in rows:
        found.setdefault((row["people"], row["rate"]), {})[row["variant"]] = row
    heads = ["people, messages a second of each", *map(title, names)]
    body = [
        [f"{people}, {rate:g}", *(_class(by_name[name]) for name in names)]
        for (people, rate), by_name in found.items()
    ]
    return table(heads, body, measured=True)


def _class(row):
    late = milliseconds(row["p99_ms"] / 1000)
    tries = [milliseconds(time / 1000) for time in sorted(row.get("tries_p99_ms", ()))]
    if len(tries) > 1:
        late += f" ({tries[0]} to {tries[-1]})"
    lost = percent(row["lost"] / row["expected"]) if row["lost"] else "0"
    cpu = percent(row["cpu"]) if row["cpu"] is not None else "–"
    return f"{late}<br>{lost} lost<br>{cpu}".replace(" ", "&nbsp;")


def memory():
    """Return what an idle socket takes."""
    rows = [[title(name), f"{size / 1024:,.0f} KB"] for name, size in data()["idle"].items()]
    return table(["server", "memory for one idle socket"], rows, measured=True)


def machine():
    """Return the machine's description as a list."""
    told = data()["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in told["packages"].items())
    rows = [
        ["processor", f"{escape(told['processor'])}, {told['cores']} cores"],
        ["system", f"{escape(told['system'])}, Python {told['python']}"],
        ["other work meanwhile", f"load {told['load_before']} before, {told['load_after']} after"],
        ["took", f"{told['minutes']} minutes, on {told['date']}"],
        ["packages", escape(packages)],
    ]
    return table(["what", "how it was"], rows, measured=True)


BLOCKS = {
    block.__name__: block
    for block in (
        rooms, layers, servers, outside, picture, ladder, classes, memory, machine,
    )
}  # fmt: skip


def block(name):
    """Return one block as HTML; ``rung NAME`` is that rung's code. Raises ``KeyError``."""
    first, _, rest = name.partition(" ")
    return rung(rest) if first == "rung" else BLOCKS[name]()
