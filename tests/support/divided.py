"""One call of pytest for each step that is asked for, and one for everything else.

Each is a plain call in a process of its own, with the options that were typed. So ``-k``, ``-x``,
``--lf``, one path or one test work, and so does a debugger; each has its own summary, and the
last line counts all of them.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support import tally
from workshop.base.steps import ROOT, STEPS
from workshop.serve.server import environment

PART = "WORKSHOP_TEST_PART"
REST = "rest"
HERE = ROOT / "tests" / "steps"
FOLDERS = {HERE / project.name: project for project in STEPS.values()}


def _path(argument):
    return Path(argument.partition("::")[0]).resolve()


def elsewhere(path):
    """Return whether another process than this one collects the path: a step's folder."""
    return path in FOLDERS and os.environ.get(PART) != path.name


def parts(arguments):
    """Return what each part of a call is asked: a dict of its folder (or None) to arguments.

    ``arguments`` are paths or ids of tests. None stands for all that belongs to no step.
    """
    asked = {}
    for argument in arguments:
        path = _path(argument)
        for folder in FOLDERS:
            if path == folder or folder in path.parents:
                asked.setdefault(folder, []).append(argument)
                break
            if path in folder.parents:
                asked.setdefault(folder, []).append(str(folder))
        else:
            asked.setdefault(None, []).append(argument)
    # The steps first: they take seconds, and everything else builds on them.
    return {folder: asked[folder] for folder in [*FOLDERS, None] if folder in asked}


def run(config):
    """Run the parts of this call and return the exit code, or None where it is a part itself."""
    asked = parts(config.args)
    if PART in os.environ or hasattr(config, "workerinput") or asked.keys() <= {None}:
        return None
    typed = list(config.invocation_params.args)
    for argument in config.option.file_or_dir:
        typed.remove(argument)
    typed += _last_failed(config, asked)
    with tempfile.TemporaryDirectory() as folder:
        calls = [
            Call(config, part, [*typed, *arguments], Path(folder, part.name if part else REST))
            for part, arguments in asked.items()
        ]
        codes = _beside(calls) if _nobody_watches(config, asked) else _in_turn(config, calls)
        told = [call.told() for call in calls]
    if len(asked) > 1 and not config.option.collectonly:
        silent = [call for call, one in zip(calls, told, strict=True) if one is None and call.code]
        print(f"\n{tally.together(filter(None, told), silent)}", flush=True)
    return together(codes)


def _nobody_watches(config, asked):
    """Return whether everything else is asked for, and nothing that needs one part at a time."""
    option = config.option
    return None in asked and not (
        option.maxfail or option.usepdb or option.trace or option.capture == "no"
    )


def _in_turn(config, calls):
    codes = []
    for call in calls:
        codes.append(call.start().finish())
        failed = codes[-1] not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
        if codes[-1] == pytest.ExitCode.INTERRUPTED or (failed and config.option.maxfail == 1):
            break
    return codes


def _beside(calls):
    """Run the steps' tests beside everything else; what they print comes after it."""
    *steps, rest = calls
    with contextlib.ExitStack() as files:
        for call in steps:
            call.start(files.enter_context(call.printed.open("wb")))
        codes = [rest.start().finish()]
        for call in steps:
            codes.append(call.finish())
            print(f"\n{call}\n{call.printed.read_text(encoding='utf-8')}", end="", flush=True)
    return codes


def together(codes):
    """Return the exit code of several calls: the first bad one; no tests only where all say so."""
    bad = [code for code in codes if code not in (0, pytest.ExitCode.NO_TESTS_COLLECTED)]
    return bad[0] if bad else min(codes)


def _cache(part):
    return f".pytest_cache/{part.name if part else REST}"


def _last_failed(config, asked):
    """Return the option that keeps a part without failures out, where another part has some."""
    some = any((ROOT / _cache(one) / "v" / "cache" / "lastfailed").is_file() for one in asked)
    return ["--lfnf=none"] if getattr(config.option, "lf", False) and some else []


class Call:
    """A plain call of pytest for a part; ``file`` (a path) is the stem of the files it writes."""

    def __init__(self, config, part, words, file):
        self.part, self.where = part, config.invocation_params.dir
        self.code = None
        self.printed, self.counts = file.with_suffix(".txt"), file.with_suffix(".json")
        cache = ["-o", f"cache_dir={_cache(part)}"]
        self.command = [sys.executable, "-m", "pytest", *words, *cache]
        self.variables = {PART: part.name if part else REST, tally.FILE: str(self.counts)}
        if part:
            # One process is enough, and starts sooner than several.
            one = ["-n", "0"] if config.pluginmanager.has_plugin("xdist") else []
            self.command += ["-c", str(HERE / "steps.ini"), *one]
            self.command += [f"--rootdir={ROOT}", f"--confcutdir={ROOT}"]
            self.variables |= {
                "DJANGO_SETTINGS_MODULE": "learning.settings",
                "PYTHONPATH": os.pathsep.join([str(FOLDERS[part]), str(ROOT)]),
                # The step folders stay as they are.
                "PYTHONDONTWRITEBYTECODE": "1",
                # Without this, a folder "learning" or "chat" where pytest was started would win.
                "PYTHONSAFEPATH": "1",
            }

    def __str__(self):
        return self.part.name if self.part else "everything else"

    def start(self, file=None):
        """Start it, on this terminal or into an open file; return this call."""
        if file is None:
            print(f"\n{self}", flush=True)
        variables = environment(**self.variables)
        self.process = subprocess.Popen(
            self.command, env=variables, cwd=self.where, stdout=file, stderr=file
        )
        return self

    def finish(self):
        """Wait for its end and return its exit code."""
        while True:
            try:
                self.code = self.process.wait()
                return self.code
            except KeyboardInterrupt:
                # The terminal's Ctrl+C reaches the part as well, which cleans up and says so.
                continue

    def told(self):
        """Return what ``tally.write`` has written there, or None."""
        if self.counts.exists():
            return json.loads(self.counts.read_text(encoding="utf-8"))
        return None
