"""A fresh checkout, a bare Python, and the command running in them as at a terminal."""

import contextlib
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

from tests.support import alive
from workshop.bag.pack import repository_files
from workshop.base.processes import reading
from workshop.base.steps import ROOT
from workshop.serve import ports
from workshop.serve.client import request

SECONDS = 120
# Nothing of the tests' own surroundings reaches the command.
DROPPED = ("WORKSHOP_", "PYTHON", "DJANGO_", "PYTEST_", "REDIS_URL", "VIRTUAL_ENV", "BROWSER")
PIP_CONFIGS = (
    "~/.config/pip/pip.conf",
    "~/.pip/pip.conf",
    "~/Library/Application Support/pip/pip.conf",
    "~/AppData/Roaming/pip/pip.ini",
)


def quiet_port():
    """Return a free port, the next one free as well, that no other program is given by chance.

    Systems hand out ports above 32768 to whoever connects; these are below.
    """
    while True:
        port = random.randrange(20000, 30000)
        if ports.free(port) and ports.free(port + 1):
            return port


def fresh_checkout(target, *parts):
    """Copy what a clone would have, limited to the given beginnings of names, to ``target``."""
    git = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        names = [name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        # A ZIP or a bag.
        names = [file.as_posix() for file in repository_files()]
    for name in names:
        if (not parts or name.startswith(parts)) and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    return target.resolve()


def bare_python(target):
    """Make a virtual environment without any package and return its Python."""
    base = getattr(sys, "_base_executable", sys.executable)
    subprocess.run([base, "-m", "venv", "--without-pip", str(target)], check=True)
    return target / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def fresh_environment(home, **extra):
    """Return an environment of somebody new to this machine; pip's configuration is kept."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(DROPPED)}
    home.mkdir(parents=True, exist_ok=True)
    changed = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PIP_CACHE_DIR": str(home / "cache" / "pip"),
        # A pytest that is called here clears away its own old folders, and nobody else's.
        "PYTEST_DEBUG_TEMPROOT": str(home),
    }
    configs = [Path(config).expanduser() for config in PIP_CONFIGS]
    found = next((str(config) for config in configs if config.is_file()), None)
    if found and "PIP_CONFIG_FILE" not in kept:
        changed["PIP_CONFIG_FILE"] = found
    return {**kept, **changed, **extra}


def fingerprint(*folders):
    """Return a text that changes with any name or byte below the folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            digest.update(str(path).encode())
            digest.update(path.read_bytes() if path.is_file() else b"folder")
    return digest.hexdigest()


def wheel(folder, name, version, files):
    """Write a wheel with the given dict of files (path to text) into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    described = {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in {**files, **described}.items():
            archive.writestr(file, text)


class Call:
    """One call of ``python -m workshop``; a context manager that leaves no process."""

    def __init__(self, python, checkout, *arguments, env, terminal=None, **options):
        self.checkout = checkout
        pipe = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
        options = {**pipe, "stderr": subprocess.STDOUT, **options}
        if sys.platform != "win32":
            options["start_new_session"] = True
        self.process = subprocess.Popen(
            [str(python), "-m", "workshop", *arguments],
            cwd=checkout,
            env=env,
            **options,
        )
        # What is read: a pipe, or our side of a pseudo-terminal.
        self._source = self.process.stdout.fileno() if terminal is None else terminal
        self._pieces = []
        self._changed = threading.Condition()
        self._reader = reading(self._chunks(), self._take)

    def _chunks(self):
        while piece := os.read(self._source, 65536):
            yield piece

    def _take(self, piece):
        with self._changed:
            self._pieces.append(piece or b"")
            self._changed.notify_all()

    @property
    def output(self):
        """Everything printed so far, a str."""
        return b"".join(self._pieces).decode("utf-8", "replace").replace("\r\n", "\n")

    def until(self, text, seconds=SECONDS, meanwhile=lambda: None):
        """Return when the text has been printed; fail when it has not been in time.

        ``meanwhile()`` is called now and then until it has been.
        """
        deadline = time.monotonic() + seconds
        with self._changed:
            while text not in self.output:
                ended = self._pieces and self._pieces[-1] == b""
                left = deadline - time.monotonic()
                assert not ended and left > 0, f"{text!r} was not printed:\n{self.output}"
                meanwhile()
                self._changed.wait(min(left, 2))

    def serves(self, port, seconds=SECONDS):
        """Return when something answers over HTTP on the port; fail when nothing has in time."""
        deadline = time.monotonic() + seconds
        while request(port, "/").status is None:
            ended = self.process.poll() is not None
            assert not ended and time.monotonic() < deadline, f"No server:\n{self.output}"
            time.sleep(0.05)

    def appears(self, path, seconds=SECONDS):
        """Return when there is such a file; fail when there has been none in time."""
        deadline = time.monotonic() + seconds
        while not path.exists():
            ended = self.process.poll() is not None
            assert not ended and time.monotonic() < deadline, f"No {path}:\n{self.output}"
            time.sleep(0.05)

    def interrupt(self, number=signal.SIGINT):
        """Send the signal of Ctrl+C, or another one, to the command's own process."""
        os.kill(self.process.pid, number)

    def interrupt_until_it_ends(self, seconds=SECONDS):
        """Press Ctrl+C as a person does: again, if nothing happened.

        Between the words of a prompt and the waiting for its answer, Python misses a signal.
        """
        deadline = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < deadline:
            self.interrupt()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(2)

    def finish(self, seconds=SECONDS):
        """Wait for the end; return the exit code."""
        code = self.process.wait(seconds)
        self._reader.join(seconds)
        return code

    def left(self):
        """Return the processes that mention the checkout, as the servers' PYTHONPATH does."""
        return alive.mentioning(self.checkout)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        alive.end(self.left())
        self._reader.join(10)
        os.close(self._source) if self.process.stdout is None else self.process.stdout.close()


def call(python, checkout, *arguments, env, seconds=SECONDS):
    """Run one command to its end; return its exit code and output."""
    with Call(python, checkout, *arguments, env=env) as running:
        code = running.finish(seconds)
        return code, running.output
