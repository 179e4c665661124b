"""``python -m workshop complete``: what a new exercise, mistake, page or chapter still lacks."""

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from textwrap import indent

from workshop.base.problems import Problem
from workshop.base.steps import ROOT

COMMAND = "python -m workshop complete"
AT_ONCE = 2


def add_arguments(parser):
    """Add the command's arguments."""
    parser.description = (
        "Say in words whether a new exercise, mistake, page or chapter is complete: what is "
        "missing, in which file, and what to type next. Without a name, all of them are asked. "
        "Nothing is changed."
    )
    parser.epilog = "Exit code: 0 complete, 1 something is missing."
    parser.add_argument(
        "names",
        nargs="*",
        metavar="name",
        help="an exercise (count), a mistake (accept-forgotten), a page (step2/2-consumer.md)",
    )
    parser.add_argument(
        "--try",
        action="store_true",
        dest="real",
        help="run the real thing as well: each answer, the mistake, the proofs of the page",
    )


def main(options):
    """Ask about each name; return the exit code."""
    from workshop.complete.named import everything, find

    if options.real and not options.names:
        raise Problem(
            f"Say what to try: {COMMAND} --try NAME\n"
            "All of it for real is what python -m workshop test --all does."
        )
    if not options.names:
        return _all(everything())
    incomplete = 0
    for one in [find(name) for name in options.names]:
        lacks = one.lacking()
        _say(one, lacks)
        done = not lacks and (not options.real or _try(one))
        incomplete += not done
        if done:
            _next(one, options.real)
    return int(bool(incomplete))


def _all(there):
    """Say what is missing anywhere, each thing once: a broken chapter keeps others from it."""
    lacks, incomplete = [], 0
    for one in there:
        found = one.lacking()
        incomplete += bool(found)
        lacks += [lack for lack in found if lack not in lacks]
    _list(sorted(lacks, key=attrgetter("file")))
    print(f"{len(there) - incomplete} of {len(there)} are complete.")
    return int(bool(lacks))


def _say(one, lacks):
    if not lacks:
        print(f"{one}: nothing is missing.", flush=True)
        return
    print(f"{one}: {len(lacks)} thing{'s are' if len(lacks) > 1 else ' is'} missing or wrong.\n")
    _list(lacks)
    print(f"Then ask again: {COMMAND} {one.name}\n")


def _list(lacks):
    for file, together in groupby(lacks, attrgetter("file")):
        print(f"  {file}")
        for lack in together:
            print(indent(lack.what, "    "))
            if lack.then:
                print(f"      {lack.then}")
        print()


def _next(one, real):
    from workshop.complete.named import TESTS

    if not real:
        print(f"Next, for real: {COMMAND} --try {one.name}")
        return
    print("Next, the style and the tests that it concerns:")
    print("    python -m workshop style")
    print(f"    python -m workshop test {TESTS[one.kind]}")


def _try(one):
    """Run the real thing and print what becomes of each part; return whether all is well."""
    from workshop.complete.named import EXERCISE, MISTAKE

    trial = {EXERCISE: _answers, MISTAKE: _mistake}.get(one.kind, _page)
    return trial(one.name)


def _told(what, fault):
    print(f"  {what:<40} {fault or 'ok'}", flush=True)
    return not fault


def _answers(name):
    from workshop.complete import real_answers
    from workshop.exercises.definitions import FOLDER, read

    todo = list(real_answers.answers(read(FOLDER / name)))
    print(f"Asking {len(todo)} answers on servers of their own:", flush=True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = pool.map(real_answers.verdict_on, todo)
        faults = (
            _told(f"{answer.kind} {answer.name}", real_answers.fault(answer, verdict))
            for answer, verdict in zip(todo, verdicts, strict=True)
        )
        return all(list(faults))


def _mistake(name):
    from workshop.check.explain.catalogue import catalogue
    from workshop.complete import real_mistakes
    from workshop.lesson import changes

    print("Making the mistake and examining the project:", flush=True)
    mistake = catalogue()[name]
    report = real_mistakes.examine(mistake, changes.read())
    fault = real_mistakes.fault(mistake, report)
    named = _told("check names it and proves the cure", fault)
    if not report.findings:
        return False
    different = real_mistakes.looks_different(mistake, report)
    looks = _told("it looks as it was recorded", different)
    if different:
        print(f"  If it changed on purpose: python -m workshop record --mistake {name}")
    return named and looks


def _page(name):
    from workshop.complete.page_rules import proofs
    from workshop.pages.build import build

    print("Building all pages, warnings are errors:", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        try:
            build(Path(folder, "site"))
            built = _told("every page is built", "")
        except Problem as problem:
            built = _told("every page is built", str(problem))
    tests = proofs(name)
    if not tests:
        return built
    print("Running the tests that the page's blocks name:", flush=True)
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", *tests]
    return not subprocess.run(command, cwd=ROOT, check=False).returncode and built
