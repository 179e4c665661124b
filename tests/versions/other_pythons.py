#!/usr/bin/env python3
"""Other Pythons on one machine: get one, clone the workshop, run its tests with it, note it.

    python3 tests/versions/other_pythons.py 3.12 3.13 3.14
    python3 tests/versions/other_pythons.py 3.14 -- test 3 -k room
    python3 tests/versions/other_pythons.py --docker 3.13

A Python comes from where there is one: by its name on this machine or in ``~/.pyenv``; else a
small Debian of its own is made with ``debootstrap`` (as root, a minute or two); with ``--docker``,
Docker's image ``python``. Clones and their packages are kept for the next call, in
``~/.cache/workshop-pythons``; delete it when you like. What stands behind ``--`` are words for
``python -m workshop`` in the clone. Without any it is ``tried``, and what comes of it is noted
here, in the table “What was run where”. Only what is committed is cloned. Standard library only.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Which of Debian's suites has which Python; whoever reads this later adds a line.
SUITES = {"3.11": "bookworm", "3.13": "trixie", "3.14": "sid"}
PACKAGES = "ca-certificates,python3,python3-venv,git,procps,redis-server"
ROOTS = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "workshop-pythons"
# What pip is told on this machine, it is told there too.
CARRIED = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/pip.conf",
    "/etc/ssl/certs/ca-certificates.crt",
    "~/.config/pip/pip.conf",
)
CELLS = "cells.json"
# In a mount namespace of its own, so that nothing stays mounted.
ENTER = 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$0" "$@"'


def version_of(python):
    """Return the first two numbers of a Python's version, or None when it does not start."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([str(python), "-c", code], capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def found(version):
    """Return a Python of this machine in that version, a path, or None."""
    named = shutil.which(f"python{version}")
    candidates = [Path(named)] if named else []
    candidates += sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return next((path for path in candidates if version_of(path) == version), None)


def debian(version):
    """Return the folder of a Debian that has this Python; it is made where it is not there yet."""
    if version not in SUITES:
        sys.exit(f"No suite of Debian is known to have Python {version}: install it, or --docker.")
    if not shutil.which("debootstrap") or os.geteuid() != 0:
        sys.exit(f"There is no Python {version} here. As root, with debootstrap, one is made.")
    root = ROOTS / version
    if not (root / "usr/bin/python3").exists():
        root.mkdir(parents=True, exist_ok=True)
        command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}"]
        subprocess.run([*command, SUITES[version], str(root)], check=True)
    for name in CARRIED:
        file = Path(name).expanduser()
        if file.is_file():
            target = root / ("root/" + name[2:] if name.startswith("~") else name[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    return root


def clone(target):
    """Bring what is committed here into the folder ``target``; a ``.venv`` there is kept."""
    if not (target / ".git").exists():
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(target)], check=True)
    for words in (["fetch", "-q", str(ROOT), "HEAD"], ["reset", "-q", "--hard", "FETCH_HEAD"]):
        subprocess.run(["git", "-C", str(target), *words], check=True)
    (target / CELLS).unlink(missing_ok=True)


def run(version, words, docker):
    """Run ``python -m workshop`` with the words in a clone; return its exit code, and a path.

    The path is that of the cells, which is there when the words wrote any.
    """
    words = words or ["tried", "--to", CELLS]
    python = None if docker else found(version)
    course = ROOTS / f"{version}-docker" if docker else ROOTS / f"{version}-here"
    if docker:
        command = ["docker", "run", "--rm", "-v", f"{course}:/course", "-w", "/course"]
        command += [f"python:{version}", "python", "-m", "workshop", *words]
    elif python:
        command = [str(python), "-m", "workshop", *words]
    else:
        root = debian(version)
        course = root / "root" / "course"
        inside = 'cd /root/course && exec python3 -m workshop "$@"'
        command = ["unshare", "--mount", "--fork", "sh", "-c", ENTER, str(root)]
        command += ["sh", "-c", inside, "sh", *words]
    clone(course)
    code = subprocess.run(command, cwd=course, env=environment(), check=False).returncode
    return code, course / CELLS


def environment():
    """Return an environment in which the clone's own ``.venv`` is the only one."""
    dropped = ("PYTHON", "VIRTUAL_ENV", "DJANGO_", "WORKSHOP_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def main():
    """Run all; return 0 when everything passed with each Python."""
    words = sys.argv[1:]
    split = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--docker", action="store_true", help="use Docker's image python:VERSION")
    parser.add_argument("versions", nargs="+", metavar="VERSION", help="such as 3.13")
    options = parser.parse_args(words[:split])
    codes, files = {}, []
    for version in options.versions:
        print(f"\n=== Python {version}", flush=True)
        codes[version], cells = run(version, words[split + 1 :], options.docker)
        files += [cells] if cells.exists() else []
    if files:
        # No package is needed for that, whatever Python this is.
        sys.path.insert(0, str(ROOT))
        from workshop.versions import ran

        ran.add([cell for file in files for cell in ran.read(file)])
        ran.tell()
        print(f"Noted in {ran.DATA} and in the README.")
    for version, code in codes.items():
        print(f"Python {version}: " + ("passed" if code == 0 else f"exit code {code}"))
    return int(any(codes.values()))


if __name__ == "__main__":
    sys.exit(main())
