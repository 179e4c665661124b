"""Puts the lab's files where the pages look for them: ``docs/assets/lab``, which Git ignores.

MkDocs copies them from there like any other file. npm is needed for this, and for nothing else.
"""

import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from workshop.base.problems import Problem
from workshop.base.steps import ROOT
from workshop.lab import contents, lab_packages
from workshop.lesson import builds
from workshop.lesson.chapters import DOCS, LAB

BROWSER = Path(__file__).parent / "browser"
# Written last: where this file is, all others are. It holds the digest of what they were made of.
BUILT = "built.json"
WORK = ROOT / ".workshop"
NO_NPM = (
    "The lab, the page on which the steps run in the browser, is left out: there is no npm on this "
    "machine.\nTo have it, install Node.js (https://nodejs.org brings npm along) and call the same "
    "command again."
)


def missing():
    """Return why the lab cannot be built on this machine, in a sentence, or None."""
    return None if shutil.which("npm") and shutil.which("node") else NO_NPM


def _digest():
    """Return a hash of all that the lab is made of: its sources, the lesson, the packages."""
    made_of = hashlib.sha256()
    sources = [*BROWSER.glob("*.*"), *BROWSER.parent.glob("*.py"), *ROOT.glob("step*/**/*")]
    sources += [*DOCS.glob("step*/*.md"), DOCS / "before.md", ROOT / "workshop/serve/people.py"]
    sources += [*builds.BUILDS.rglob("*"), *(DOCS / f"{name}.md" for name in builds.names())]
    sources += [ROOT / "workshop/check/ask/probe_list.py"]
    sources += [file for pattern in lab_packages.OURS for file in ROOT.glob(pattern)]
    for file in sorted(set(sources)):
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".sqlite3":
            made_of.update(f"{file.relative_to(ROOT).as_posix()}\n".encode() + file.read_bytes())
    for package in lab_packages.PACKAGES:
        made_of.update(f"{package} {importlib.metadata.version(package)}\n".encode())
    return made_of.hexdigest()


def built():
    """Return what is known of the lab that is there (a dict), or None where there is none."""
    file = LAB / BUILT
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def _call(program, *arguments):
    done = subprocess.run(
        [shutil.which(program), *arguments],
        cwd=BROWSER,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise Problem(
            f"The lab was not built: {program} {arguments[0]} failed.\n\n{done.stderr[-2000:]}\n"
            "It needs the package registry of npm once. The pages can be had without it."
        )


def _install():
    """Let npm install exactly what the lock file names, where that has not been done yet."""
    done = BROWSER / "node_modules" / ".package-lock.json"
    lock = BROWSER / "package-lock.json"
    if not done.is_file() or done.stat().st_mtime < lock.stat().st_mtime:
        _call("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        os.utime(done)


def build(target=LAB):
    """Build the lab into the folder ``target``, unless it is there already; return the folder.

    Raises ``Problem`` when npm or one of its packages fails.
    """
    digest = _digest()
    if target == LAB and (built() or {}).get("digest") == digest:
        return target
    _install()
    target.parent.mkdir(parents=True, exist_ok=True)
    # On the same disk, so that the finished folder appears at once, and where Git does not look.
    WORK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=WORK) as folder:
        made = Path(folder) / "lab"
        made.mkdir()
        _call("node", "build.mjs", str(made), digest)
        archive = Path(folder) / "all.zip"
        archive.write_bytes(_write_python(made))
        _call("node", "pack.mjs", str(archive), str(made))
        size = sum(file.stat().st_size for file in made.rglob("*") if file.is_file())
        about = {"digest": digest, "bytes": size}
        (made / BUILT).write_text(json.dumps(about) + "\n", encoding="utf-8", newline="\n")
        if target.exists():
            shutil.rmtree(target)
        made.rename(target)
    return target


def _write_python(folder):
    """Write the checkpoints and the licences into ``folder``; return a ZIP with all packages."""
    (folder / "licences-python.txt").write_text(
        lab_packages.licences(), encoding="utf-8", newline="\n"
    )
    for file in (BROWSER / "licences").iterdir():
        shutil.copy(file, folder)
    database, sessions = contents.database()
    known = json.dumps(contents.contents(sessions))
    (folder / "contents.json").write_text(known, encoding="utf-8", newline="\n")
    return lab_packages.pack(lab_packages.files(), {"home/you/db.sqlite3": database})


if __name__ == "__main__":
    print(f"The lab is in {build()}.")
