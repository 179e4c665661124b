"""What differs from run to run, or from machine to machine, in what programs print.

One table for everything that is recorded. A recording is made with some kinds taken out, so that
it is every reader's; a comparison overlooks all of them.
"""

import re

from workshop.base.steps import PORT

# Each kind: patterns, and what takes their place.
KINDS = {
    "path": (
        (r"[^\s'\"(]*[/\\]site-packages[/\\]", "…/site-packages/"),
        (r"[^\s'\"(]*[/\\]project[/\\]", ""),
    ),
    "port": ((r"(?:(?<=127\.0\.0\.1:)|(?<=\blocalhost:))\d+", str(PORT)),),
    "date": (
        (r"\b[A-Z][a-z]+ \d\d?, \d{4} - \d\d:\d\d:\d\d\b", "(date)"),
        (r"\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b", "(date)"),
    ),
    "version": ((r"(?m)(?:(?<=ersion |Python |Python/)|^)\d+(\.\d+)+", "(version)"),),
    "duration": ((r"\(\d+ s\)", "(9 s)"),),
    # Tokens, and rooms that were made up.
    "random": (
        (r"((?:csrf|middleware)token\W+(?:value\W+)?|sessionid\W)\w{32,}", r"\1(token)"),
        (r"(?<![0-9a-z])(w[0-9a-f]{12}|workshop-?check)\b", "lobby"),
    ),
    # Who is signed in there, and the key that stops a server.
    "machine": (
        (r"(?<=leave blank to use ')[^']+", "you"),
        (r"(?<=Quit the server with )(?:CTRL-BREAK|CONTROL-C)", "CONTROL-C"),
    ),
    # What ``check`` notes besides the project.
    "around": (
        (r"\nNote: [\s\S]*?(?=\n\n|\Z)", ""),
        (r'(?<="notes": )\[[\s\S]*?\]', "[]"),
    ),
}


def normalise(text, *kinds):
    """Return a text without what differs; ``kinds`` are keys of ``KINDS``, by default all."""
    for kind in kinds or KINDS:
        for pattern, replacement in KINDS[kind]:
            text = re.sub(pattern, replacement, text)
    return text


def presentable(text):
    """Return a recorded text as the pages show it: the port and the user of any reader."""
    return normalise(text, "port", "machine")
