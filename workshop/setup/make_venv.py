"""Make the virtual environment ``.venv`` and install packages into it with pip."""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

from workshop.base.problems import Problem, from_os_error, from_output
from workshop.base.processes import group, lines
from workshop.setup.pip_output import explain, tail

WHEELS = "wheels"
# A line of the marker while packages change: whoever finds it with nobody at work starts afresh.
CHANGING = "changing"
TOUCHED = "Installing collected packages"
PINNED = r"(Collecting|Processing|Requirement already satisfied:) (.+?)(?: in .+)? \(from -r "


def install(venv, python, marker, requirements, fingerprints):
    """Install a requirements file into the folder ``venv``, making it where needed.

    ``marker`` (a name in ``venv``) holds the ``fingerprints`` of what is complete, each a word.
    While packages change it keeps those that it had, and says that it is half-made. Whoever calls
    this is alone at it. Prints progress and the seconds it took. Raises ``Problem``;
    ``KeyboardInterrupt`` ends it with no process left.
    """
    started = time.monotonic()
    try:
        if _usable(venv, python, marker):
            print(f"Adding what this command needs to {venv} (only this once)", flush=True)
        else:
            print(f"Setting up {venv} (only this once)", flush=True)
            _make(venv, python, marker)
        _pip(venv, python, marker, requirements, fingerprints)
        _make_importable(venv)
        _write(venv / marker, fingerprints)
    except OSError as error:
        raise from_os_error(error, venv) from None
    print(f"Ready in {time.monotonic() - started:.0f} s.\n", flush=True)


def _make_importable(venv):
    """Let programs in ``venv`` import ``workshop`` from any folder.

    ``mkdocs`` reads a configuration that names our modules, and unlike ``python -m mkdocs`` it does
    not look for them in the current folder. Nothing else of this folder becomes importable.
    """
    places = {"base": str(venv), "platbase": str(venv)}
    package = Path(sysconfig.get_path("purelib", "venv", places), "workshop")
    package.mkdir(exist_ok=True)
    folder = str(Path(__file__).resolve().parents[1])
    text = f'"""The workshop in this folder."""\n\n__path__ = [{folder!r}]\n'
    (package / "__init__.py").write_text(text, encoding="utf-8", newline="\n")


def half_made(marker):
    """Return whether the file says that packages are being changed, or were when it ended."""
    words = _read(marker) if marker.is_file() else ["nobody"]
    return not words or CHANGING in words


def _read(marker):
    return marker.read_text(encoding="utf-8").split()


def _write(marker, words):
    marker.write_text("\n".join(words) + "\n", encoding="utf-8", newline="\n")


def _usable(venv, python, marker):
    """Return whether packages can be added to what is there."""
    if half_made(venv / marker):
        return False
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    code = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [str(python), "-c", code],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env=_clean_environment(),
            check=False,
        )
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == version


def _make(venv, python, marker):
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Problem(
                f"This Python cannot make a virtual environment, it lacks {module}:\n"
                f"    {sys.executable}\n"
                "On Debian and Ubuntu install it, then call the command again:\n"
                "    sudo apt install python3-venv\n"
                "Elsewhere install Python from https://python.org"
            )
    _clear(venv, marker)
    venv.mkdir()
    # Before anything else, so that whatever happens from here on is known as half-made.
    _write(venv / marker, [CHANGING])
    print("  virtual environment", flush=True)
    # pip in a step of its own: venv would hide why that failed.
    for command in (
        [sys.executable, "-m", "venv", "--without-pip", str(venv)],
        [str(python), "-m", "ensurepip", "--default-pip"],
    ):
        with _captured(command) as process:
            output = "".join(lines(process.stdout))
            code = process.wait()
        if code:
            raise from_output(output, venv) or Problem(
                f"The virtual environment could not be made:\n    {venv}\n{tail(output)}"
            )


def _clear(venv, marker):
    """Remove what an earlier call made, and nothing that somebody else did."""
    if not os.path.lexists(venv):
        return
    if not venv.is_dir() or (not (venv / marker).is_file() and any(venv.iterdir())):
        kind = (
            "A virtual environment of your own" if (venv / "pyvenv.cfg").is_file() else "Something"
        )
        python = "{}.{}".format(*sys.version_info)
        raise Problem(
            f"{kind} is in the way, and cannot be used here (no Python {python} with pip):\n"
            f"    {venv}\nMove it or delete it, then call the command again."
        )
    if venv.is_symlink():
        venv.unlink()
        return
    for path in list(venv.iterdir()):
        # The marker last: what cannot be removed now is known as ours the next time, too.
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != marker:
            path.unlink()
    shutil.rmtree(venv)


def _pip(venv, python, marker, requirements, fingerprints):
    """Run pip, one line of progress for each pinned package."""
    command = [str(python), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "-r", str(requirements)]
    wheels = requirements.parent / WHEELS
    if wheels.is_dir():
        # It came in a bag: no network is needed, and none is asked.
        command += ["--no-index", "--find-links", str(wheels)]
    mark = venv / marker
    before = _read(mark) if mark.is_file() else []
    seen = []
    # What was complete stays so while others are added; what is no longer asked for may change.
    _write(mark, [CHANGING, *(word for word in before if word in fingerprints)])
    try:
        with _captured(command) as process:
            for line in lines(process.stdout):
                seen.append(line.rstrip())
                _progress(line)
            code = process.wait()
    finally:
        if not any(line.startswith(TOUCHED) for line in seen):
            _write(mark, before) if before else mark.unlink()
    if code:
        raise explain("\n".join(seen), venv, wheels)


def _progress(line):
    pinned = re.match(PINNED, line)
    if pinned:
        # A wheel from a folder is named by its file: small-1.0-py3-none-any.whl
        wheel = pinned[1] == "Processing"
        name = "==".join(Path(pinned[2]).name.split("-")[:2]) if wheel else pinned[2]
        print(f"  {name}", flush=True)
    elif line.startswith(TOUCHED):
        print(f"  installing {line.count(',') + 1} packages, theirs included", flush=True)
    elif "Retrying" in line:
        print("  the package registry does not answer, trying again ...", flush=True)


def _captured(command):
    return group(
        command,
        # pip clears its temporary folders then.
        ask=signal.SIGINT,
        env=_clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def _clean_environment():
    """Return an environment in which pip sees the packages of ``.venv`` and no others."""
    dropped = {"PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    # UTF-8 whatever the console speaks, English so that the output can be recognised.
    return {**kept, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "LC_ALL": "C"}
