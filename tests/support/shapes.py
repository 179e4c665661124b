"""Projects of other shapes than the lesson's: what startproject writes, and a folder's own files.

Each folder of ``tests/check/shapes`` has a ``shape.toml``: the package's name, the apps that stand
first and last in INSTALLED_APPS, and what is added to the settings.
"""

import tomllib
from pathlib import Path

from workshop.check.ask.project import Project, read
from workshop.lesson.generated import startproject

FOLDER = Path(__file__).parents[1] / "check" / "shapes"
NAMES = sorted(path.name for path in FOLDER.iterdir())


def shape(name):
    """Return the tree of a shape, path to text, and its package's name."""
    data = tomllib.loads((FOLDER / name / "shape.toml").read_text(encoding="utf-8"))
    package = data["package"]
    tree = Project(FOLDER, package, {}).lesson(startproject())
    settings = tree[f"{package}/settings.py"]
    first = "".join(f"    '{app}',\n" for app in data["apps_first"])
    last = "".join(f"    '{app}',\n" for app in data["apps_last"])
    settings = settings.replace("INSTALLED_APPS = [\n", f"INSTALLED_APPS = [\n{first}")
    settings = settings.replace("staticfiles',\n]", f"staticfiles',\n{last}]")
    tree[f"{package}/settings.py"] = settings + data["settings"]
    own, _ = read(FOLDER / name)
    return {**tree, **own}, package


def project(name, tree=None):
    """Return a shape as a ``Project``, with ``tree`` in the place of its own."""
    made, package = shape(name)
    return Project(FOLDER / name, package, tree or made)
