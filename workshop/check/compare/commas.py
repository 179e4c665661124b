"""Commas that are missing between two texts of a list: Python joins the two without a word."""

import io
import tokenize

from workshop.check.compare.edits import REPLACE, Edit

# What such an edit is about.
A_COMMA = "a comma"
SKIPPED = (tokenize.NL, tokenize.COMMENT)


def missing_commas(tree):
    """Yield an edit for each line of a list after which a comma is missing, in every file."""
    for path, text in tree.items():
        if path.endswith(".py"):
            for line, column in _places(text):
                wrote = text.splitlines()[line - 1]
                right = f"{wrote[:column]},{wrote[column:]}\n"
                yield Edit(path, REPLACE, A_COMMA, line, line + 1, right, wrote, right)


def _places(text):
    """Yield where a text ends that another one follows in a line below, inside of a list."""
    before, brackets = None, []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.string in ("(", "[", "{"):
                brackets.append(token.string)
            elif token.string in (")", "]", "}") and brackets:
                brackets.pop()
            if token.type == tokenize.STRING:
                if before and brackets[-1:] == ["["] and before.end[0] < token.start[0]:
                    yield before.end
                before = token
            elif token.type not in SKIPPED:
                before = None
    except (tokenize.TokenError, SyntaxError):
        return
