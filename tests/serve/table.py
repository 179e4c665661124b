"""Print what a client saw of every hostile input, as a table in Markdown.

From the root: ``python -m tests.serve.table``. It starts the servers that the tests use;
the Redis column needs a ``redis-server``.
"""

import sys
import tempfile

from tests.serve.hostile import INPUTS, VIOLATIONS
from tests.serve.provoke import provoke, send, send_wire
from tests.serve.servers import Kind, Servers

WIDEST = 70
COLUMNS = [
    (Kind(2, "runserver"), "echo"),
    (Kind(2, "daphne"), "echo"),
    *(
        (Kind(3, program, layer), route)
        for program in ("runserver", "daphne")
        for layer in ("watched", "redis")
        for route in ("chat", "async-chat")
    ),
]


def sentence(seen):
    """Return what the sender saw, and what befell others if anything did."""
    frames = ", ".join(short(frame) for frame in seen.sender) or "nothing"
    end = "socket open" if seen.goes_on else f"socket closed, code {seen.code}"
    told = f"{frames}; {end}"
    if seen.neighbour:
        told += "; the room heard " + ", ".join(short(frame) for frame in seen.neighbour)
    if not seen.neighbour_goes_on:
        told += "; THE NEIGHBOUR WAS CUT OFF"
    if seen.members != (1, 0):
        told += f"; MEMBERS LEFT {seen.members}"
    return told


def short(frame):
    """Return a frame so that it fits into a cell."""
    shown = frame if isinstance(frame, str) else repr(frame)
    shown = shown.encode("ascii", "backslashreplace").decode().replace("|", "\\|")
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in shown)
    if len(shown) <= WIDEST:
        return f"`{shown}`"
    return (
        f"`{shown[:30]}...` ({len(frame):,} {'characters' if isinstance(frame, str) else 'bytes'})"
    )


def rows(servers):
    """Yield the cells of each row: the input, step 2's sentences, step 3's (all that differ)."""
    acts = [(hostile.name, send(hostile)) for hostile in INPUTS]
    acts += [
        (name, lambda socket, wire=wire: send_wire(socket, wire))
        for name, (wire, _) in VIOLATIONS.items()
    ]
    for name, act in acts:
        told = {2: {}, 3: {}}
        for kind, route in COLUMNS:
            seen = sentence(provoke(servers, kind, route, act))
            told[kind.step].setdefault(seen, []).append(f"{kind}-{route}")
        yield name, *(" / ".join(cell(told[step])) for step in (2, 3))


def cell(told):
    """Return the sentences of one step; where servers differ, each with its servers' names."""
    if len(told) == 1:
        return list(told)
    return [f"{', '.join(names)}: {seen}" for seen, names in told.items()]


def write(output):
    """Write the table to a text file."""
    with tempfile.TemporaryDirectory() as folder, Servers(folder) as servers:
        output.write("| input | step 2, sender sees | step 3, sender sees |\n|---|---|---|\n")
        for row in rows(servers):
            output.write(f"| {' | '.join(row)} |\n")
            output.flush()
        for kind in dict.fromkeys(kind for kind, _ in COLUMNS):
            trouble = ", ".join(servers.trouble(kind)) or "clean"
            output.write(f"\nLog of {kind}: {trouble}.\n")


if __name__ == "__main__":
    write(sys.stdout)
