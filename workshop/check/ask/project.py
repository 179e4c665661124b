"""A learner's project: what is read of it, and the copy that everything is tried on."""

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from workshop.base.problems import Problem
from workshop.base.steps import ROOT

SETTINGS = re.compile(r"DJANGO_SETTINGS_MODULE['\"]\s*,\s*['\"](\w+(?:\.\w+)+)['\"]")
LEFT_OUT = ("__pycache__", ".git", ".venv", "venv", "node_modules", "*.sqlite3*", "*.pyc")
TEXT = {".py", ".html", ".js", ".css", ".svg", ".txt"}
LARGEST = 200_000
MOST_FILES = 2_000
MOST_LOOKED_AT = 50_000
# What a copy takes along without looking into it: fonts, pictures, data.
LARGEST_OTHER = 2_000_000
MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class Project:
    """A learner's folder: where it is, its package's name, its texts (path to text).

    ``others`` are files that are no text, to be copied as they are: path to ``Path``.
    """

    folder: Path
    name: str
    tree: dict
    others: dict = field(default_factory=dict)

    def lesson(self, tree):
        """Return a tree of the lesson with this project's own name for ``learning``."""
        if self.name == "learning":
            return tree
        word = re.compile(r"\blearning\b")
        return {word.sub(self.name, path): word.sub(self.name, text) for path, text in tree.items()}

    def settings_of(self, tree):
        """Return the module of the settings with which a tree of this project is served."""
        return settings(tree) or f"{self.name}.settings"


def find(folder):
    """Return the ``Project`` in ``folder``. Raises ``Problem`` when there is none to look at."""
    folder = Path(folder).resolve()
    if not os.path.isdir(folder):
        raise Problem(
            f"There is no folder {folder}.\nMake it as page 1.1 tells, or name yours:\n"
            "    python -m workshop check FOLDER"
        )
    if not (folder / "manage.py").is_file():
        raise Problem(_no_project(folder))
    tree, others = read(folder)
    module = settings(tree)
    name = module.split(".")[0] if module else _package(tree)
    if name is None:
        raise Problem(
            f"{folder / 'manage.py'} names no settings, so this is not a project that startproject "
            "has written. Compare it with page 1.1."
        )
    return Project(folder, name, tree, others)


def settings(tree):
    """Return the module of the settings that manage.py names, such as "learning.settings"."""
    found = SETTINGS.search(tree.get("manage.py", ""))
    return found[1] if found else None


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
    """Return a folder's texts (path with ``/`` to text), and its other files (path to ``Path``).

    Environments, databases, what is large and what is no file are left out. Raises ``Problem``
    for a text that may not be read.
    """
    tree, others, size = {}, {}, 0
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        length = path.stat().st_size
        if path.suffix in TEXT and length <= LARGEST and len(tree) < MOST_FILES:
            tree[name] = _text(path)
        elif length <= LARGEST_OTHER and size + length <= MOST_BYTES and len(others) < MOST_FILES:
            size += length
            others[name] = path
    return tree, others


def _files(folder):
    """Return the files below a folder, links followed, each folder once.

    Those of folders with Python come first: when there are too many, an archive is left out.
    """
    ignore = shutil.ignore_patterns(*LEFT_OUT)
    seen, found = set(), []
    for root, folders, files in os.walk(folder, followlinks=True):
        skip = ignore(root, folders + files)
        environments = {name for name in folders if (Path(root) / name / "pyvenv.cfg").is_file()}
        folders[:] = sorted(set(folders) - skip - environments)
        if os.path.realpath(root) in seen or len(found) > MOST_LOOKED_AT:
            folders.clear()
            continue
        seen.add(os.path.realpath(root))
        # A pipe, or a link to a file that is gone, is no file.
        paths = [Path(root) / name for name in sorted(set(files) - skip)]
        found += [path for path in paths if path.is_file()]

    def top(path):
        return path.relative_to(folder).parts[0]

    with_python = {top(path) for path in found if path.suffix == ".py"}
    return sorted(found, key=lambda path: top(path) not in with_python)


def _text(path):
    """Return a file's text; bytes that are no UTF-8 stay in it as lone surrogates."""
    try:
        text = path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise Problem(
            f"{path} cannot be read: {error.strerror}.\nLet your user read it, then ask again."
        ) from None
    return text.replace("\r\n", "\n").removeprefix("\ufeff")


def write(tree, folder, others=None):
    """Write a tree (path to text) into the new folder ``folder``; return it as a ``Path``.

    ``others`` are files to copy there, path to ``Path``.
    """
    folder = Path(folder)
    for path, text in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", errors="surrogateescape", newline="\n")
    for path, source in (others or {}).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, file)
    return folder
