"""A recorded scene as a sequence diagram: one picture (SVG) and the same story as a list.

All scenes have the same places and the same scale, so that the eye sees what is new. Nothing
here is drawn by hand: a row is an event of the recording, or several that say the same.
"""

import json
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs

PLACES = {"ada": 36, "grace": 106, "alan": 176, "server": 512, "layer": 694}
WIDTH, TOP, ROW = 764, 98, 44
SERVER = PLACES["server"]
KEYS = "from", "kind", "start", "body", "opcode", "payload", "call", "group", "event"


@dataclass(frozen=True)
class Row:
    """What happens at one moment: an arrow from ``sender`` to one or more ``receivers``."""

    kind: str
    sender: str
    receivers: tuple
    label: str
    told: str


def names(people):
    """Return 'Ada, Grace and Alan' for a list of names."""
    *most, last = [person.title() for person in people]
    return f"{', '.join(most)} and {last}" if most else last


def _request(event):
    method, path, _ = event["start"].split(" ")
    who = names([event["from"]])
    if any(name == "Upgrade" for name, _ in event["headers"]):
        return f"{method} {path} Upgrade", (
            f"{who} asks for a WebSocket at {path}: {method} with Upgrade: websocket."
        )
    if method == "POST":
        (message,) = parse_qs(event["body"])["message"]
        return f"POST message={message}", f"{who} posts message={message} to {path}."
    return f"{method} {path}", f"{who} asks for the page: {method} {path}."


def _response(event):
    status = event["start"].split(" ", 1)[1]
    who = names([event["to"]])
    if status.startswith("101"):
        return status, f"The server answers {who}: {status}. The connection stays open both ways."
    page = ["Content-Type", "text/html; charset=utf-8"] in event["headers"]
    body = "the page" if page else event.get("body", "")
    return f"{status[:3]} {body}", f"The server answers {who}: {status}, {body}."


def _frame(event, receivers):
    text = event["payload"]
    if event["from"] == "server":
        return text, f"The server sends a text frame to {names(receivers)}: {text}"
    return text, f"{names([event['from']])} sends a text frame: {text}"


def _layer(event, members):
    call = event["call"]
    if call == "group_add":
        group = event["group"]
        return f"group_add {group}", f"{names(members)}'s consumer joins the group {group}."
    kind = event["event"]["type"]
    if call == "group_send":
        who = names([event["event"]["username"]])
        text = json.dumps({key: value for key, value in event["event"].items() if key != "type"})
        return "group_send", (
            f"{who}'s consumer sends an event of the type {kind} to the group: {text}"
        )
    return f"{kind} × {len(members)}", (
        f"The channel layer hands the event to the consumers of {names(members)}: "
        f"{kind} is called in each."
    )


def rows(events):
    """Return the rows of a scene; neighbours that say the same to several are one row."""
    found, position = [], 0
    while position < len(events):
        event = events[position]
        same = [event]
        for other in events[position + 1 :]:
            if [other.get(key) for key in KEYS] != [event.get(key) for key in KEYS]:
                break
            same.append(other)
        if event["kind"] in ("request", "response") or event.get("call") == "group_add":
            same = [event]
        position += len(same)
        receivers = tuple(dict.fromkeys(one["to"] for one in same))
        members = [one["for"] for one in same if "for" in one]
        if event["kind"] == "request":
            label, told = _request(event)
        elif event["kind"] == "response":
            label, told = _response(event)
        elif event["kind"] == "frame":
            label, told = _frame(event, receivers)
        else:
            label, told = _layer(event, members)
        found.append(Row(event["kind"], event["from"], receivers, label, told))
    return found


def _y(n):
    return TOP + ROW * n


def _head(x, y, way):
    return f'<path class="head" d="M{x} {y}l{-way * 11} -6v12z"/>'


def _arrow(n, row):
    y, start = _y(n), PLACES[row.sender]
    ends = [PLACES[name] for name in row.receivers]
    far = max(ends, key=lambda end: abs(end - start))
    way = 1 if far > start else -1
    line = f'<path class="line" d="M{start + way * 5} {y}H{far - way * 8}"/>'
    heads = "".join(_head(end - way * 5, y, way) for end in ends)
    if {row.sender, *row.receivers} == {"server", "layer"}:
        x, anchor = SERVER + 14, "start"
    else:
        x, anchor = SERVER - 14, "end"
    text = f'<text x="{x}" y="{y - 12}" text-anchor="{anchor}">{escape(row.label)}</text>'
    return line + heads + text


def _open(n, row, found):
    """Return the thick line of who may be spoken to from this row on."""
    person = row.sender if row.kind == "request" else row.receivers[0]
    top = _y(n)
    if row.kind == "request":
        answer = next(m for m in range(n, len(found)) if found[m].receivers == (person,))
        if found[answer].label.startswith("101"):
            return ""
        bottom = _y(answer)
    elif row.label.startswith("101"):
        bottom = _y(len(found)) - 14
    else:
        return ""
    x = PLACES[person]
    return f'<rect class="open" x="{x - 4}" y="{top}" width="8" height="{bottom - top}" rx="3"/>'


def _lifeline(name, title, below, bottom):
    x = PLACES[name]
    half = {"server": 60, "layer": 68}.get(name, 33)
    html = f'<path class="life" d="M{x} 54V{bottom}"/>'
    html += f'<rect class="who" x="{x - half}" y="10" width="{2 * half}" height="44" rx="8"/>'
    html += f'<text class="name" x="{x}" y="{30 if below else 37}">{title}</text>'
    return html + (f'<text class="below" x="{x}" y="46">{escape(below)}</text>' if below else "")


def picture(events, told):
    """Return the SVG of a scene; ``told`` is its name for who cannot see it."""
    found = rows(events)
    bottom = _y(len(found)) - 8
    server = next(
        value for event in events for name, value in event.get("headers", []) if name == "Server"
    )
    lines = [_lifeline(who, who.title(), "client", bottom) for who in ("ada", "grace", "alan")]
    lines.append(_lifeline("server", "Server", server.split("/")[0], bottom))
    if any(event["kind"] == "layer" for event in events):
        lines.append(_lifeline("layer", "Channel layer", "in memory", bottom))
    moments = ""
    for n, row in enumerate(found):
        opened = _open(n, row, found) if row.kind in ("request", "response") else ""
        moments += f'<g class="moment {row.kind}">{opened}{_arrow(n, row)}</g>'
    return (
        f'<svg class="scene-picture" role="img" viewBox="0 0 {WIDTH} {bottom + 8}">'
        f"<title>{escape(told)}</title><desc>The list below tells the same in words.</desc>"
        f"{''.join(lines)}{moments}</svg>"
    )


def story(events):
    """Return the same as an ordered list, an item for each row."""
    items = "".join(f"<li>{escape(row.told)}</li>" for row in rows(events))
    return f'<ol class="scene-story">{items}</ol>'


def figure(events, told):
    """Return the HTML of a scene; ``player.js`` adds its buttons."""
    return (
        f'<figure class="scene">{picture(events, told)}<figcaption>Where the line is thick, the '
        "server may speak to this person.</figcaption>"
        f"{story(events)}</figure>"
    )
