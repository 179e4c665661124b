"""The commands of ``python -m workshop``.

A command is one line in ``COMMANDS`` and a file in ``commands`` with ``add_arguments(parser)`` and
``main(options)``, which returns the exit code. The module is imported only when it is asked
for, at first by an interpreter that may have nothing but the standard library: packages are
imported inside ``main``.
"""

import argparse
import importlib
import os
import sys
from typing import NamedTuple

from workshop.base.problems import Problem
from workshop.base.processes import unwind_when_ended
from workshop.setup.environment import damaged, ensure


class Command(NamedTuple):
    """A command's line in the help, and the requirements file it needs, or ""."""

    summary: str
    requirements: str = "requirements.txt"


COMMANDS = {
    "run": Command("start the finished chat, or an earlier step"),
    "check": Command("name what keeps your project from working"),
    "exercise": Command("go on by yourself: tasks, hints, what is done"),
    "goto": Command("write a checkpoint of the lesson into a new folder"),
    "board": Command("for teachers: see how far the people in a room are"),
    "load": Command("let many people chat, and count what arrives"),
    "measure": Command(
        "measure what consumers, layers and servers cost", "requirements-measure.txt"
    ),
    "doctor": Command("say whether this machine is ready", requirements=""),
    "docs": Command("serve the pages, or build them"),
    "bag": Command("pack all of it for a room without Internet", "requirements-bag.txt"),
    "record": Command("record what the pages' commands print", "requirements-dev.txt"),
    "test": Command("run the tests", "requirements-dev.txt"),
    "tried": Command(
        "run what a Python or a server can break, and note it", "requirements-dev.txt"
    ),
    "canary": Command("try the newest packages, and say what differs", "requirements-dev.txt"),
    "pin": Command("raise a pinned package, with all that follows", "requirements-dev.txt"),
    "complete": Command("say what a new exercise, mistake or page lacks", "requirements-dev.txt"),
    "style": Command("look at the style of Python and prose, or mend it", "requirements-dev.txt"),
}


def module_of(name):
    """Return the module of a command, which is imported now."""
    return importlib.import_module(f"workshop.commands.{name}")


def parser_for(arguments):
    """Return the parser; only the command that the arguments name knows its own options."""
    return parsers_for(arguments)[0]


def parsers_for(arguments):
    """Return the same parser, and the dict of each command's own."""
    parser = argparse.ArgumentParser(
        prog="python -m workshop",
        description="Learn WebSockets with Django Channels.",
        epilog="The first call sets everything up in .venv; later calls start at once.",
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", metavar="command", title="commands")
    for name, command in COMMANDS.items():
        child = commands.add_parser(
            name,
            help=command.summary,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if arguments[:1] == [name]:
            module_of(name).add_arguments(child)
    return parser, commands.choices


def main(arguments):
    """Run the command that the arguments (a list of str) name; return the exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # Closed by whoever started this: nobody wants to read it.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows a question mark instead of ending the command.
        stream.reconfigure(errors="replace", line_buffering=True)
    unwind_when_ended()
    parser, commands = parsers_for(arguments)
    options, rest = parser.parse_known_args(arguments)
    if rest and not hasattr(options, "passed_on"):
        if any(word.startswith("-") for word in rest):
            parser.error("unrecognized arguments: " + " ".join(rest))
        # An option between two words: argparse reads that only when it is asked to.
        options, rest = commands[options.command].parse_intermixed_args(arguments[1:], options), []
    if options.command is None:
        parser.print_help()
        return 0
    command = COMMANDS[options.command]
    # Options that argparse does not know come before everything it kept for passing on.
    options.rest = rest
    try:
        if command.requirements:
            ensure(command.requirements, arguments)
        return module_of(options.command).main(options)
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        problem = damaged(str(error))
        if not problem:
            raise
        print(f"\n{problem}", file=sys.stderr)
        return 1
