"""One call of pytest for each step that is asked for, and one for everything else.

Each is a plain call in a process of its own, with the options that were typed. So ``-k``, ``-x``,
``--lf``, one path or one test work, and so does a debugger; each has its own summary, and the
last line counts all of them.
"""

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
    codes, told = [], []
    with tempfile.TemporaryDirectory() as folder:
        for part, arguments in asked.items():
            file = Path(folder, f"{len(codes)}.json")
            code = _call(config, part, [*typed, *_last_failed(config, asked), *arguments], file)
            codes.append(code)
            if file.exists():
                told.append(json.loads(file.read_text(encoding="utf-8")))
            failed = code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
            if code == pytest.ExitCode.INTERRUPTED or (failed and config.option.maxfail == 1):
                break
    if len(asked) > 1 and not config.option.collectonly:
        print(f"\n{tally.together(told)}", flush=True)
    return together(codes)


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


def _call(config, part, words, file):
    command = [sys.executable, "-m", "pytest", *words, "-o", f"cache_dir={_cache(part)}"]
    variables = {PART: part.name if part else REST, tally.FILE: str(file)}
    if part:
        # One process is enough, and starts sooner than several.
        one = ["-n", "0"] if config.pluginmanager.has_plugin("xdist") else []
        command += ["-c", str(HERE / "steps.ini"), *one]
        command += [f"--rootdir={ROOT}", f"--confcutdir={ROOT}"]
        variables["DJANGO_SETTINGS_MODULE"] = "learning.settings"
        variables["PYTHONPATH"] = os.pathsep.join([str(FOLDERS[part]), str(ROOT)])
        # The step folders stay as they are.
        variables["PYTHONDONTWRITEBYTECODE"] = "1"
        # Without this, a folder "learning" or "chat" where pytest was started would win.
        variables["PYTHONSAFEPATH"] = "1"
    print(f"\n{part.name if part else 'everything else'}", flush=True)
    process = subprocess.Popen(
        command, env=environment(**variables), cwd=config.invocation_params.dir
    )
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The terminal's Ctrl+C reaches the part as well, which cleans up and says so.
            continue
