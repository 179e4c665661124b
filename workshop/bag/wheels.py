"""Wheels for machines other than this one: which ones uv says, fetched by pip."""

import os
import subprocess
import sys
from typing import NamedTuple

from workshop.base.problems import Problem
from workshop.setup.pip_output import tail
from workshop.setup.pythons import NEWEST, OLDEST

# The oldest macOS for which every pinned package has a wheel.
MACOS = 15
PYTHONS = [f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]


class System(NamedTuple):
    """A kind of machine: uv's name for it, and the tags of wheels that run on it."""

    title: str
    platform: str
    tags: tuple


SYSTEMS = {
    "linux": System(
        "Linux, x86-64, glibc 2.28 or newer",
        "x86_64-manylinux_2_28",
        (*(f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 26, 24, 17, 12, 5)),)
        + ("manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64"),
    ),
    "macos": System(
        f"macOS {MACOS} or newer, Apple processor",
        "aarch64-apple-darwin",
        (
            *(f"macosx_{major}_0_{kind}" for major in range(MACOS, 10, -1)
              for kind in ("arm64", "universal2")),
            *(f"macosx_10_{minor}_universal2" for minor in range(16, 8, -1)),
        ),
    ),
    "windows": System("Windows, x86-64", "x86_64-pc-windows-msvc", ("win_amd64",)),
}  # fmt: skip


def fetch_for_this(requirements, folder):
    """Fetch into ``folder`` the wheels that this very Python needs. Raises ``Problem``."""
    _pip("download", "--only-binary", ":all:", "-r", requirements, "-d", folder)


def fetch(name, python, requirements, folder):
    """Fetch the wheels for a system (a key of ``SYSTEMS``) and a Python such as ``3.12``.

    Raises ``Problem``.
    """
    system = SYSTEMS[name]
    pinned = folder / f"{name}-{python}.txt"
    _resolve(system, python, requirements, "--output-file", str(pinned))
    tags = [word for tag in system.tags for word in ("--platform", tag)]
    chosen = ["--python-version", python, "--implementation", "cp", *tags]
    binary = ["--no-deps", "--only-binary", ":all:"]
    _pip("download", *binary, *chosen, "-r", pinned, "-d", folder)
    pinned.unlink()


def try_out(name, python, requirements, folder):
    """Raise ``Problem`` unless the wheels in ``folder`` are enough for a system and a Python."""
    _resolve(SYSTEMS[name], python, requirements, "--no-index", "--find-links", str(folder))


def _resolve(system, python, requirements, *more):
    command = [
        *[sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-config", "--no-header"],
        *["--no-annotate", "--only-binary", ":all:", "--python-platform", system.platform],
        *["--python-version", python, *more, str(requirements)],
    ]
    _run(command, MACOSX_DEPLOYMENT_TARGET=f"{MACOS}.0")


def _pip(*words):
    _run([sys.executable, "-m", "pip", *map(str, words), "--disable-pip-version-check"])


def _run(command, **extra):
    done = subprocess.run(
        command,
        env={**os.environ, "PYTHONUTF8": "1", **extra},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise Problem(f"The packages could not be fetched:\n{tail(done.stdout)}")
