"""A learner's project: what is read of it, and the copy that everything is tried on."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from workshop.problems import Problem
from workshop.steps import ROOT

SETTINGS = re.compile(r"DJANGO_SETTINGS_MODULE['\"]\s*,\s*['\"]([\w.]+)\.settings['\"]")
LEFT_OUT = ("__pycache__", ".git", ".venv", "venv", "node_modules", "*.sqlite3*", "*.pyc")
TEXT = {".py", ".html", ".js", ".css", ".svg", ".txt"}
LARGEST = 200_000
MOST_FILES = 2_000


@dataclass(frozen=True)
class Project:
    """A learner's folder: where it is, its package's name, its texts (path to text)."""

    folder: Path
    name: str
    tree: dict

    def lesson(self, tree):
        """Return a tree of the lesson with this project's own name for ``learning``."""
        if self.name == "learning":
            return tree
        word = re.compile(r"\blearning\b")
        return {word.sub(self.name, path): word.sub(self.name, text) for path, text in tree.items()}


def find(folder):
    """Return the ``Project`` in ``folder``. Raises ``Problem`` when there is none to look at."""
    folder = Path(folder).resolve()
    if not folder.is_dir():
        raise Problem(
            f"There is no folder {folder}.\nMake it as page 1.1 tells, or name yours:\n"
            "    python -m workshop check FOLDER"
        )
    if not (folder / "manage.py").is_file():
        raise Problem(_no_project(folder))
    tree = read(folder)
    found = SETTINGS.search(tree.get("manage.py", ""))
    name = found[1] if found else _package(tree)
    if name is None:
        raise Problem(
            f"{folder / 'manage.py'} names no settings, so this is not a project that startproject "
            "has written. Compare it with page 1.1."
        )
    return Project(folder, name, tree)


def _no_project(folder):
    if folder == ROOT:
        return (
            "This is the workshop's own folder. Name the folder of your project, the one that "
            "holds your manage.py:\n    python -m workshop check FOLDER"
        )
    inside = sorted(path.parent for path in folder.glob("*/manage.py"))
    above = folder.parent if (folder.parent / "manage.py").is_file() else None
    if above or inside:
        return (
            f"There is no manage.py in {folder}.\nThe project's folder is the one that holds it:\n"
            f"    python -m workshop check {above or inside[0]}"
        )
    return (
        f"There is no manage.py in {folder}, so it is not a Django project.\n"
        "Page 1.1 makes one: django-admin startproject learning"
    )


def _package(tree):
    found = [path.split("/")[0] for path in tree if re.fullmatch(r"\w+/settings\.py", path)]
    return found[0] if len(found) == 1 else None


def read(folder):
    """Return the texts of a folder, path with ``/`` to text; large and other files left out."""
    tree = {}
    ignore = shutil.ignore_patterns(*LEFT_OUT)
    for root, folders, files in os.walk(folder):
        skip = ignore(root, folders + files)
        environments = {name for name in folders if (Path(root) / name / "pyvenv.cfg").is_file()}
        folders[:] = sorted(set(folders) - skip - environments)
        for name in sorted(set(files) - skip):
            path = Path(root) / name
            if path.suffix in TEXT and path.stat().st_size <= LARGEST and len(tree) < MOST_FILES:
                text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
                tree[path.relative_to(folder).as_posix()] = text.removeprefix("\ufeff")
    return tree


def write(tree, folder):
    """Write a tree (path to text) into the new folder ``folder``; return it as a ``Path``."""
    folder = Path(folder)
    for path, text in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return folder
