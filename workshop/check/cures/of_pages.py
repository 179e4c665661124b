"""Cures for a page's script: the address that it opens, beside the routes that there are."""

import re
from difflib import get_close_matches

from workshop.check.cures.cure import Cure, words

ADDRESS = re.compile(r"(?<=/)(ws/[\w/-]+|ws)(?=[/'\"`$])")
SLIP = 0.6


def address_of_socket(case):
    """The script opens an address that no route has, and one that is nearly it."""
    if case.claim != "page-talks":
        return
    heads = {
        re.split(r"[<(]", one["route"].lstrip("^/"))[0].strip("/") for one in case.inventory.routes
    }
    for path, text in case.tree.items():
        if not path.endswith((".html", ".js")):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for written in ADDRESS.findall(line):
                plain = written.strip("/")
                if not heads or any(head.startswith(plain) or plain == head for head in heads):
                    continue
                near = get_close_matches(plain, heads, 1, SLIP)
                if near:
                    pattern = re.compile(rf"(?<=/){re.escape(plain)}(?=[/'\"`$])")
                    edits = [
                        one for one in words(path, text, pattern, near[0]) if one.first == number
                    ]
                    yield Cure(
                        "js-address-differs",
                        tuple(edits),
                        f"The page opens /{plain}/, and no route of this project has that address. "
                        f"There is one at /{near[0]}/.",
                    )


def block_misspelled(case):
    """A template has a block whose name the template above has nearly."""
    if case.claim != "blocks":
        return
    for lost in case.inventory.part("lost_blocks", []):
        pattern = re.compile(rf"(\{{%-?\s*(?:end)?block\s+){re.escape(lost['block'])}(?=\s)")
        yield Cure(
            "block-misspelled",
            tuple(words(lost["path"], case.tree[lost["path"]], pattern, rf"\1{lost['near']}")),
            f"A block shows up where the template above has one of that name, and nowhere else. "
            f"{lost['parent']} has {lost['near']}, and no {lost['block']}.",
        )


CURES = (address_of_socket, block_misspelled)
