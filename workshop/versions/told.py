"""What the canary saw, in words for a terminal and an issue, and what of it is new."""

import json

from workshop.versions.ran import DATA as WHERE

DATA = WHERE.with_name("newest.json")


def read(file=DATA):
    """Return what the canary saw when it was last noted, a dict, or None."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def counted(cell):
    """Return a cell's counts in words: 537 passed, 2 failed."""
    words = [f"{cell['passed']} passed"]
    words += [f"{cell[word]} {word}" for word in ("failed", "skipped") if cell[word]]
    return ", ".join(words)


def report(seen):
    """Return all that was seen, lines of Markdown."""
    lines = [f"On {seen['date']}, Python {seen['python']}, the newest packages:", ""]
    lines += [f"- {name}: {new} (pinned: {old})" for name, (old, new) in seen["versions"].items()]
    lines += ["", "Tests:", ""]
    lines += [f"- {cell['server']}: {counted(cell)}" for cell in seen["cells"]]
    lines += [f"- failed: `{name}`" for name in seen["failed"]]
    lines += ["", "The chapters, from an empty folder:", ""]
    lines += [f"- `{note['where']}`: {note['what']}" for note in seen["notes"]] or ["- all well"]
    lines += ["", "What `startproject` and `startapp` write differently:", ""]
    for path, changed in seen["files"].items():
        lines += [f"`{path}`:", "", "```diff", *changed, "```", ""]
    return "\n".join(lines) + "\n"


def news(before, seen):
    """Return what was not so the last time: a list of sentences."""
    before = before or {"failed": [], "notes": [], "files": {}}
    new = [f"New: {name} fails." for name in seen["failed"] if name not in before["failed"]]
    new += [
        f"New: {note['where']}: {note['what']}"
        for note in seen["notes"]
        if note not in before["notes"]
    ]
    for path, lines in seen["files"].items():
        if lines != before["files"].get(path):
            new.append(f"New: {path} is written differently.")
    return new
