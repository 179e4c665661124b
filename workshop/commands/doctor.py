"""``python -m workshop doctor``: is this machine ready? One sentence, or one command to mend it.

Standard library only, and nothing that Python 3.8 lacks: it has to answer before anything is set
up, also where the Python is too old for everything else. It installs nothing and writes nothing.
"""

import importlib.util
import os
import platform
import shutil
import socket
import subprocess
import sys
import threading
import webbrowser

from workshop.base.steps import PORT, ROOT
from workshop.serve import ports
from workshop.serve.browser import find_browser
from workshop.setup import environment
from workshop.setup.make_venv import WHEELS
from workshop.setup.pip_output import held
from workshop.setup.pythons import DIRECTIONS, NEWEST, OLDEST, fetched, newer, why_too_new

OK, NOTE, FIX = "ok", "note", "FIX"
NEEDED_MB = 300
NAME = "ada.localhost"
NAME_SECONDS = 3
COLOURS = {OK: "32", NOTE: "33", FIX: "31"}
REQUIREMENTS = ROOT / "requirements.txt"


class Row:
    """One thing that was looked at: its state, what was found, how to mend it, what that does."""

    def __init__(self, state, text, mend="", does=""):
        self.state, self.text, self.mend, self.does = state, text, mend, does


def add_arguments(parser):
    """Add the command's arguments: there are none."""
    parser.description = (
        "Check whether this machine is ready, and install nothing. The last line is one sentence "
        "to read aloud, or one command that mends what is missing."
    )
    parser.epilog = "Exit code: 0 ready, 1 not yet."


def python_command(find=shutil.which):
    """Return what to type for this Python: as the person did, where that leads to it."""
    if hasattr(sys, "orig_argv"):
        typed = environment.as_typed()
        found = find(typed)
        if found and same_python(found, sys.executable):
            return typed
    return f'"{sys.executable}"' if " " in sys.executable else sys.executable


def same_python(one, other):
    """Return whether two paths lead to the same Python with the same packages.

    A virtual environment's Python is a link to the one that made it, so that files do not tell.
    """

    def environment_of(python):
        folder = os.path.dirname(os.path.dirname(os.path.abspath(python)))
        return folder if os.path.isfile(os.path.join(folder, "pyvenv.cfg")) else None

    return os.path.samefile(one, other) and environment_of(one) == environment_of(other)


def newer_python(find=shutil.which, system=sys.platform):
    """Return how somebody goes on whose Python is too old, or too new: a command, or words."""
    found = newer(find)
    if found:
        return f"{found} -m workshop doctor"
    if find("dnf"):
        return "sudo dnf install python{}.{}".format(*OLDEST)
    return fetched(find, system)


def look_python(version=None, ready=""):
    """Yield whether this Python is one of those that the workshop is for.

    ``ready`` is what ``packages_ready`` says.
    """
    version = tuple(version or sys.version_info)
    name = "Python {}.{}.{}".format(*version[:3])
    wanted = "{}.{} to {}.{}".format(*(OLDEST + NEWEST))
    if version[:2] < OLDEST:
        yield Row(FIX, f"{name} is too old: the workshop needs {wanted}", newer_python())
    elif version[:2] > NEWEST:
        # If you have built the packages all the same, nothing stops you.
        state = NOTE if ready else FIX
        text = f"{why_too_new(version)}; the workshop needs {wanted}"
        yield Row(state, text, newer_python())
    else:
        yield Row(OK, name)


def packages_ready():
    """Return where every package is in the right version: a text, or "" when they are nowhere."""
    here = not environment.missing(REQUIREMENTS)
    if not here and not environment.finished(REQUIREMENTS):
        return ""
    python = sys.executable if here else str(environment.venv_python())
    try:
        # A folder that was moved, or whose Python is gone, has all its files and does not start;
        # a package can be listed, and its files gone.
        done = subprocess.run(
            [python, "-c", "import django, channels, daphne"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    if done.returncode:
        return ""
    return "in this Python" if here else "in .venv"


def look_packages(ready=None, find=importlib.util.find_spec, wheels=ROOT / WHEELS):
    """Yield whether the packages are there; if not, whether this Python can install them."""
    ready = packages_ready() if ready is None else ready
    if ready:
        yield Row(OK, "all packages are there, " + ready)
        return
    if environment.finished(REQUIREMENTS):
        text = "the packages in .venv are damaged, or its Python does not start"
        yield Row(FIX, text, f"Delete the folder {environment.VENV}, then ask again.")
        return
    if not environment.missing(REQUIREMENTS):
        again = f"{python_command()} -m pip install --force-reinstall -r requirements.txt"
        yield Row(FIX, "the packages of this Python are damaged", again)
        return
    lacking = [name for name in ("venv", "ensurepip") if find(name) is None]
    if lacking:
        text = "this Python cannot make a virtual environment: it lacks " + ", ".join(lacking)
        version = "{}.{}".format(*sys.version_info)
        apt = f"sudo apt install python{version}-venv"
        mend = apt if shutil.which("apt") else "Install Python from " + DIRECTIONS
        yield Row(FIX, text, mend)
        return
    yield Row(OK, "virtual environments can be made (venv, ensurepip)")
    pip = find("pip") is not None
    yield Row(OK if pip else NOTE, "pip is here" if pip else "no pip: .venv brings its own")
    # Any command installs; this one says little else.
    command = python_command() + " -m workshop goto --list"
    does = "it installs them into .venv, {}, and then lists the checkpoints"
    if not wheels.is_dir():
        text = "the packages are not installed yet; the first command installs them"
        yield Row(FIX, text, command, does.format("with a network"))
        return
    for line in held(wheels).splitlines():
        yield Row(NOTE, "this bag has packages for " + line)
    text = "the packages are not installed yet; the first command installs them from this bag"
    yield Row(FIX, text, command, does.format("without a network"))


def look_disk(ready, usage=shutil.disk_usage, writable=os.access):
    """Yield whether there is room, and whether this folder can be written to."""
    free = usage(str(ROOT)).free // 10**6
    needed = 20 if ready else NEEDED_MB
    if free < needed:
        text = f"the disk is nearly full: {free} MB free, {needed} needed"
        yield Row(FIX, text, "Delete something large, then call this command again.")
    else:
        large = f"{free // 1000} GB" if free >= 1000 else f"{free} MB"
        yield Row(OK, large + " free on the disk")
    if not writable(str(ROOT), os.W_OK):
        text = f"this folder cannot be written to: {ROOT}"
        yield Row(FIX, text, "Copy the whole folder into your home folder, and call this there.")


def look_port(port=PORT):
    """Yield whether the port of the chat is free."""
    if ports.free(port):
        yield Row(OK, f"port {port} is free")
        return
    text = f"port {port} is used by {ports.describe(port)}"
    mend = "Stop that server: Ctrl+C in its terminal. If it is your own project, leave it running."
    yield Row(FIX, text, mend)


def look_names(resolve=socket.getaddrinfo):
    """Yield whether names such as ``ada.localhost`` lead to this machine."""
    addresses = set()

    def ask():
        try:
            addresses.update(found[4][0] for found in resolve(NAME, PORT))
        except (OSError, UnicodeError):
            return

    # A resolver without a network may take its time.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(NAME_SECONDS)
    if addresses and set(addresses) <= {"127.0.0.1", "::1"}:
        yield Row(OK, NAME + " is this machine")
    else:
        text = "this system does not know {}; Chrome, Edge and Firefox know it by themselves"
        yield Row(NOTE, text.format(NAME))


def look_programs(find=shutil.which):
    """Yield whether there is a browser, and what only some pages and tests need."""
    try:
        webbrowser.get()
        yield Row(OK, "a browser opens from here")
    except webbrowser.Error:
        yield Row(NOTE, "no browser can be opened from here: open one yourself")
    path = find_browser()[0]
    driven = f"{path} (optional)" if path else "optional, not here: Chrome, Chromium or Edge"
    yield Row(OK if path else NOTE, driven + ", for `check` to try your page's script")
    redis = find("redis-server")
    text = "redis-server (optional)" if redis else "optional, not here: redis-server"
    yield Row(OK if redis else NOTE, text + ", for page 3.6")


def look(port=PORT):
    """Return all rows, a list of ``Row``."""
    ready = packages_ready() if sys.version_info[:2] >= OLDEST else ""
    rows = list(look_python(ready=ready))
    if rows[0].state != FIX:
        rows += look_packages(ready)
    for some in (look_disk(ready), look_port(port), look_names(), look_programs()):
        rows += some
    return rows


def told(rows, colour=False):
    """Return the report: a row for each thing, then one sentence, or one command."""

    def mark(state, text):
        return f"\033[1;{COLOURS[state]}m{text}\033[0m" if colour else text

    lines = [mark(row.state, f"{row.state:4}") + "  " + row.text for row in rows]
    wrong = [row for row in rows if row.state == FIX]
    system = f"{platform.system() or sys.platform} {platform.machine()}".strip()
    if not wrong:
        python = "{}.{}.{}".format(*sys.version_info)
        said = 'GREEN. Read aloud: "Python {}, {}, all packages, port {} is free."'
        return "\n".join([*lines, "", mark(OK, said.format(python, system, PORT))])
    first, more = wrong[0], len(wrong) - 1
    does = f" ({first.does})" if first.does else ""
    after = f", then ask again: there is more to mend ({more})" if more else ""
    said = mark(FIX, f"NOT YET: {first.text}.")
    return "\n".join([*lines, "", said, f"Do this now{does}{after}:", "    " + first.mend])


def main(options):
    """Do it; return the exit code."""
    rows = look()
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and sys.platform != "win32"
    print(told(rows, colour))
    return int(any(row.state == FIX for row in rows))
