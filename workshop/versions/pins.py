"""Raise (or lower) a pin: the requirements file, and what Django generated in the steps.

The steps hold files that ``startproject`` and ``startapp`` once wrote. What another Django writes
differently is carried into them; where the lesson has changed those very lines, a person decides.
"""

import re
import sys
import tempfile

from workshop.base.problems import Problem
from workshop.base.processes import finish
from workshop.base.steps import ROOT, STEPS
from workshop.lesson import builds
from workshop.lesson.generated import HEADER, read_tree
from workshop.setup.environment import pins, python_in, requirement_files
from workshop.versions import generated_newer
from workshop.versions.newer_walk import carried

WANTED = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.]+)")
FILES = requirement_files(ROOT / "requirements-dev.txt")
FOLDERS = (*STEPS.values(), *(ROOT / name for name in builds.names()))
# Projects as their authors would write them, which hold the same generated files.
VARIANTS = ROOT / "tests" / "check" / "variants"
SETTINGS = "learning/settings.py"


def parsed(words):
    """Return the pins that the words ask for: a dict of name to version. Raises ``Problem``."""
    wanted = {}
    for word in words:
        found = WANTED.fullmatch(word)
        if not found:
            raise Problem(f"{word} is not a pin: write it like django==5.2.20")
        wanted[found[1]] = found[2]
    known = pins(ROOT / "requirements-dev.txt")
    for name in wanted:
        if name not in known:
            raise Problem(f"Nothing pins {name}. Pinned are: {', '.join(sorted(known))}.")
    return wanted


def rewritten(text, wanted):
    """Return the text of a requirements file with the pins' new versions."""
    for name, version in wanted.items():
        text = re.sub(
            rf"(?m)^({re.escape(name)}(?:\[[^]]*\])?==)[^\s;#]+",
            lambda found, version=version: found[1] + version,
            text,
        )
    return text


def write(wanted):
    """Write the pins into the requirements files; return those that changed, a list of Path."""
    changed = []
    for file in FILES:
        before = file.read_text(encoding="utf-8")
        after = rewritten(before, wanted)
        if after != before:
            file.write_text(after, encoding="utf-8", newline="\n")
            changed.append(file)
    return changed


def django_trees(version):
    """Return what this Django writes, and what that version of it does: two trees.

    The second is installed for the moment, in a folder of its own. Raises ``Problem``.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        finish([sys.executable, "-m", "venv", folder], "No environment could be made:")
        python = python_in(folder)
        command = [str(python), "-m", "pip", "install", "--quiet", f"django=={version}"]
        finish(command, f"pip has no django=={version}:")
        return generated_newer.trees(sys.executable), generated_newer.trees(python)


def settle(before, after, version, folders=FOLDERS, variants=VARIANTS):
    """Carry what Django writes differently into each step and build; return what did not fit.

    ``before`` and ``after`` are trees of ``django_trees``. Below ``variants``, only the version in
    the head of the settings changes. The list's items name file and line.
    """
    conflicts = []
    for folder in folders:
        there = read_tree(folder)
        inside = folder.is_relative_to(ROOT)
        shown = folder.relative_to(ROOT).as_posix() if inside else folder.name
        for path in sorted(before.keys() | after.keys()):
            if path not in there or before.get(path) == after.get(path):
                continue
            try:
                text = carried(before[path], after[path], there[path])
            except (KeyError, ValueError) as line:
                conflicts.append(f"{shown}/{path}: {line}")
                continue
            (folder / path).write_text(text, encoding="utf-8", newline="\n")
    for file in headed(folders, variants):
        text = file.read_text(encoding="utf-8")
        file.write_text(HEADER.sub(f"{version}.", text), encoding="utf-8", newline="\n")
    return conflicts


def headed(folders, variants):
    """Return the settings files whose head names Django's version, of all these folders."""
    files = [folder / SETTINGS for folder in folders if (folder / SETTINGS).is_file()]
    files += sorted(variants.rglob("settings*.py")) + sorted(variants.rglob("settings/*.py"))
    return [file for file in files if HEADER.search(file.read_text(encoding="utf-8"))]
