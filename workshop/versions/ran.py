"""What was run where: a list of cells, written by the runs and shown in the docs and the README.

A cell is a dict: ``system`` ("Linux"), ``release`` of it, ``python``, ``django``, ``server`` (a key
of ``suites.SUITES``), ``date`` (of the run, UTC), the counts ``passed``, ``failed`` and
``skipped``, and ``seconds``.
"""

import json
import platform
import time

from workshop.base.steps import ROOT

DATA = ROOT / "docs" / "ran" / "where.json"
SYSTEMS = ("Linux", "macOS", "Windows")
README = ROOT / "README.md"
HEADING = "## What was run where\n"


def system():
    """Return this system's name, one of ``SYSTEMS``, and its release in words."""
    name = {"Darwin": "macOS"}.get(platform.system(), platform.system())
    if name == "macOS":
        return name, platform.mac_ver()[0]
    if name == "Linux":
        try:
            return name, platform.freedesktop_os_release()["PRETTY_NAME"]
        except (OSError, KeyError):
            return name, platform.release()
    return name, platform.release()


def today():
    """Return the date in UTC, such as 2026-11-28."""
    return time.strftime("%Y-%m-%d", time.gmtime())


def minor(version):
    """Return the first two numbers of a version: 5.2 of 5.2.19."""
    return ".".join(version.split(".")[:2])


def place(cell):
    """Return where in the table a cell stands; a later run at the same place replaces it."""
    return cell["system"], minor(cell["python"]), minor(cell["django"]), cell["server"]


def order(cell):
    """Return what cells are sorted by."""
    name, python, django, server = place(cell)
    numbers = [[int(number) for number in version.split(".")] for version in (python, django)]
    return SYSTEMS.index(name) if name in SYSTEMS else len(SYSTEMS), *numbers, server


def read(file=DATA):
    """Return all cells, a list of dicts."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else []


def add(cells, file=DATA):
    """Keep these cells in the place of older ones, and return all."""
    kept = {place(cell): cell for cell in [*read(file), *cells]}
    everything = sorted(kept.values(), key=order)
    write(everything, file)
    return everything


def write(data, file):
    """Write data as JSON, a file with an end of line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    file.write_text(text, encoding="utf-8", newline="\n")


def summary(cells):
    """Return the table for the README, lines of Markdown: each system, Python and Django."""
    lines = ["| system | Python | Django | servers | last run |", "|---|---|---|---|---|"]
    for name in SYSTEMS:
        here = [cell for cell in cells if cell["system"] == name]
        if not here:
            lines.append(f"| {name} | not run yet | | | |")
        for django in sorted({minor(cell["django"]) for cell in here}):
            some = [cell for cell in here if minor(cell["django"]) == django]
            pythons = dict.fromkeys(minor(cell["python"]) for cell in sorted(some, key=order))
            servers = sorted({cell["server"] for cell in some})
            last = max(cell["date"] for cell in some)
            cells_of = (", ".join(pythons), django, ", ".join(servers), last)
            lines.append(f"| {name} | {' | '.join(cells_of)} |")
    return "".join(f"{line}\n" for line in lines)


def tell(readme=README, file=DATA):
    """Write the summary into the README, between its heading and the text that follows."""
    text = readme.read_text(encoding="utf-8")
    before, heading, after = text.partition(HEADING)
    if not heading:
        raise ValueError(f"{readme.name} has no line {HEADING.strip()!r}.")
    rest = after.lstrip("\n")
    while rest.startswith("|"):
        rest = rest.partition("\n")[2]
    rest = rest.lstrip("\n")
    new = f"{before}{heading}\n{summary(read(file))}\n{rest}"
    readme.write_text(new, encoding="utf-8", newline="\n")
