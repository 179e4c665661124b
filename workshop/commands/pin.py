"""``python -m workshop pin django==5.2.20``: another version, with all that follows from it."""

import subprocess
import sys

# What a new pin can change, in the order in which it is made anew.
RECORDED = ("chapters", "scenes", "check")


def add_arguments(parser):
    """Describe the command's options to the ``argparse`` parser."""
    parser.description = (
        "Pin a package to another version, higher or lower: write the requirements files, carry "
        "what Django writes differently into the steps, install, record what the pages show, and "
        "run the quick tests. Commit first: then `git diff` shows all that it changed."
    )
    parser.epilog = "Exit code: 0 done and all tests passed, 1 something is left to a person."
    parser.add_argument("pins", nargs="+", metavar="NAME==VERSION")
    parser.add_argument("--no-record", action="store_true", help="leave the recordings as they are")
    parser.add_argument("--no-test", action="store_true", help="run no tests")


def main(options):
    """Do it; return the exit code."""
    from workshop.versions import pins

    wanted = pins.parsed(options.pins)
    conflicts = []
    if "django" in wanted:
        print(f"Asking Django {wanted['django']} what it writes ...", flush=True)
        before, after = pins.django_trees(wanted["django"])
        conflicts = pins.settle(before, after, wanted["django"])
    for file in pins.write(wanted):
        print(f"Wrote {file.name}")
    if conflicts:
        print("The lesson has changed these lines. Look at each one, then call the command again:")
        print("\n".join(f"    {conflict}" for conflict in conflicts))
        return 1
    code = 0
    if not options.no_record:
        words = [word for part in RECORDED for word in ("--only", part)]
        code = _workshop("record", *words)
    if not options.no_test and not code:
        code = _workshop("test")
    print("Now look at the difference: git diff")
    return code


def _workshop(*words):
    # A new process: this one still has the packages of before, and the command installs first.
    return subprocess.run([sys.executable, "-m", "workshop", *words], check=False).returncode
