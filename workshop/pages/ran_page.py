"""The tables of what was run where, and of what the newest packages change: ``docs/ran``."""

from html import escape

from workshop.pages.wide_table import table
from workshop.versions import ran, told
from workshop.versions.suites import SUITES


def where(cells=None):
    """Return the table: a row for each system, Python and Django, a column for each server."""
    rows = {}
    for cell in ran.read() if cells is None else cells:
        place = (cell["system"], ran.minor(cell["python"]), ran.minor(cell["django"]))
        rows.setdefault(place, {})[cell["server"]] = cell
    lines = [
        (
            f"{escape(system)}, Python {python}, Django {django}",
            *(_cell(servers.get(server)) for server in SUITES),
        )
        for (system, python, django), servers in rows.items()
    ]
    there = {system for system, _, _ in rows}
    lines += [
        (system, *["not run yet"] * len(SUITES)) for system in ran.SYSTEMS if system not in there
    ]
    return table(["What", *SUITES], lines)


def _cell(cell):
    if cell is None:
        return "not run"
    counted = told.counted({**cell, "skipped": 0})
    return f"{cell['date']}<br>{escape(counted)}"


def newest(seen=None):
    """Return what the canary saw: versions, tests, the chapters, and the generated files."""
    seen = told.read() if seen is None else seen
    if seen is None:
        return "<p>Nothing is noted yet: <code>python -m workshop canary --note</code> does it.</p>"
    versions = [
        (escape(name), escape(old), escape(new)) for name, (old, new) in seen["versions"].items()
    ]
    tests = [(escape(cell["server"]), escape(told.counted(cell))) for cell in seen["cells"]]
    html = f"<p>{seen['date']}, Python {escape(seen['python'])}.</p>"
    html += table(["Package", "The course", "The newest"], versions)
    html += table(["Tests on", "What became of them"], tests)
    notes = [
        f"<code>{escape(note['where'])}</code>: {escape(note['what'])}" for note in seen["notes"]
    ]
    notes = [f"<code>{escape(name)}</code> fails" for name in seen["failed"]] + notes
    html += _list("Tests and places in the chapters that disagree:", notes, "None of them.")
    html += "<p>What <code>startproject</code> and <code>startapp</code> write differently:</p>"
    for path, lines in seen["files"].items():
        text = escape("\n".join(lines))
        html += (
            f"<details><summary><code>{escape(path)}</code></summary>"
            f'<div class="highlight no-copy"><pre><code>{text}</code></pre></div></details>'
        )
    return html


def _list(title, items, none):
    if not items:
        return f"<p>{title} {none}</p>"
    return f"<p>{title}</p><ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def block(name):
    """Return the HTML of the block called ``name``: "where" or "newest"."""
    return {"where": where, "newest": newest}[name]()
