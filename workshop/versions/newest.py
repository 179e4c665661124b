"""An environment with the newest packages that this Python takes, in place of the pinned ones."""

import json
import sys

from workshop.base.processes import finish
from workshop.base.steps import ROOT
from workshop.setup.environment import pins, python_in

# The pages' tools stay: MkDocs 2 cannot read the pages, and the others only look at style.
KEPT = ("mkdocs", "mkdocs-material", "properdocs", "ruff", "codespell", "rumdl", "uv")
# The course's own; `pip` takes the newest release of each, pre-releases aside.
LEARNERS = ROOT / "requirements.txt"
CHANNELS_MAIN = "channels @ git+https://github.com/django/channels@main"


def pinned(path):
    """Return the lines of a requirements file for what stays pinned, and the names of the rest."""
    wanted = pins(path)
    kept = [f"{name}=={version}" for name, version in wanted.items() if name in KEPT]
    return kept, [name for name in wanted if name not in KEPT]


def make(folder, main=False):
    """Make an environment with the newest packages in the new folder; return its Python's path.

    With ``main``, Channels comes from the main branch of its repository. Raises ``Problem``.
    """
    finish([sys.executable, "-m", "venv", str(folder)], "No environment could be made:")
    python = python_in(folder)
    kept, newest = pinned(ROOT / "requirements-dev.txt")
    if main:
        newest = [name for name in newest if name != "channels"] + [CHANNELS_MAIN]
    command = [str(python), "-m", "pip", "install", "--upgrade", "--quiet", *newest, *kept]
    finish(command, "pip could not install the newest packages:")
    return python


def versions(python, names):
    """Return the versions of installed packages, a dict of name to version."""
    code = (
        "import json, sys; from importlib import metadata\n"
        "print(json.dumps({name: metadata.version(name) for name in sys.argv[1:]}))"
    )
    printed = finish([str(python), "-c", code, *names], "What is installed could not be read:")
    return json.loads(printed.splitlines()[-1])


def requirements(python):
    """Return a requirements file for learners, with the versions of that environment."""
    found = versions(python, pins(LEARNERS))
    return "".join(f"{name}=={version}\n" for name, version in found.items())
