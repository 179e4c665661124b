"""Cures for a page's script that the browser has seen stop, at the line that it named."""

import re
from difflib import get_close_matches

from workshop.check.ask import page_probe
from workshop.check.cures.cure import Cure, replace

PLACE = re.compile(r" \(([^()]+\.(?:html|js)), line (\d+)\)$")
NULL = re.compile(r"TypeError: .*\bnull\b")
# An element of the page, as a script asks for it and as a template makes it.
ASKED = re.compile(r"""(getElementById\(\s*['"]|querySelector\(\s*['"]#)([\w-]+)(?=['"])""")
MADE = re.compile(r"""\bid=['"]([\w-]+)['"]|\|\s*json_script:\s*['"]([\w-]+)['"]""")
NOBODY = re.compile(r"its WebSocket asks wss?://([^/]+)/\S*, where nothing listens")
NOT_OPEN = "Still in CONNECTING state"
SENT = re.compile(r"^(\s*)((\w+)\.send\(.*\));?\s*$")
SET_HTML = re.compile(r"\.innerHTML(\s*\+?=)")
BREAK = re.compile(r"""(?<=['"`])<br\s*/?>(?=['"`])""")
SLIP = 0.6
# So many lines belong to one statement of a script.
STATEMENT = 8


def _place(case):
    """Return path, lines and the number of the line where the browser saw it, or None."""
    found = PLACE.search(case.happened)
    text = case.tree.get(found[1]) if found else None
    if text is None:
        return None
    return found[1], text.splitlines(keepends=True), int(found[2])


def element_misnamed(case):
    """The script looks for an element of a name that no template makes, but nearly."""
    place = _place(case)
    if place is None or not NULL.search(case.happened):
        return
    made = {
        one or other
        for path, text in case.tree.items()
        if path.endswith(".html")
        for one, other in MADE.findall(text)
    }
    path, lines, _ = place
    for wrong in dict.fromkeys(name for _, name in ASKED.findall("".join(lines))):
        near = get_close_matches(wrong, made, 1, SLIP)
        if wrong in made or not near:
            continue
        pattern = re.compile(ASKED.pattern.replace(r"([\w-]+)", f"({re.escape(wrong)})"))
        edits = [
            replace(path, "".join(lines), number, number, pattern.sub(rf"\g<1>{near[0]}", line))
            for number, line in enumerate(lines, 1)
            if pattern.search(line)
        ]
        yield Cure(
            "js-id-differs",
            tuple(edits),
            f"No element of its templates has the id {wrong}, so the script gets null. There is "
            f"one with the id {near[0]}.",
        )


def host_is_fixed(case):
    """The script opens its WebSocket at a host that stands in it, where no server is."""
    place, asked = _place(case), NOBODY.search(case.happened)
    if place is None or not asked:
        return
    path, lines, first = place
    host = re.escape(asked[1])
    alone = re.compile(rf"""(['"]){host}\1""")
    in_a_template = re.compile(rf"(?<=//){host}(?=[^`'\"]*`)")
    in_a_text = re.compile(rf"""(?<=//){host}(?=[^`'"]*(['"]))""")
    for number, line in enumerate(lines[first - 1 : first - 1 + STATEMENT], first):
        new = alone.sub("window.location.host", line)
        new = in_a_template.sub("${window.location.host}", new)
        new = in_a_text.sub(r"\1 + window.location.host + \1", new) if new == line else new
        if new != line:
            yield Cure(
                "js-address-of-another-port",
                (replace(path, "".join(lines), number, number, new),),
                f"The script opens {asked[1]}, wherever the page came from. The host of the page "
                "itself is window.location.host.",
            )
            return


def sends_too_early(case):
    """A line sends at once, while the WebSocket is still being opened."""
    place = _place(case)
    if place is None or NOT_OPEN not in case.happened:
        return
    path, lines, number = place
    found = SENT.match(lines[number - 1])
    if found:
        indent, call, socket = found.groups()
        new = f"{indent}{socket}.addEventListener('open', () => {call});\n"
        yield Cure(
            "js-sends-before-open",
            (replace(path, "".join(lines), number, number, new),),
            "A WebSocket can send once it is open, and this line runs while the browser still "
            "waits for the server. The event open tells when.",
        )


def html_of_a_message(case):
    """What somebody wrote becomes HTML of everybody's page."""
    place = _place(case)
    if place is None or page_probe.MADE not in case.happened:
        return
    path, lines, number = place
    new = BREAK.sub(r"\\n", SET_HTML.sub(r".textContent\1", lines[number - 1]))
    if new != lines[number - 1]:
        yield Cure(
            "js-inserts-html",
            (replace(path, "".join(lines), number, number, new),),
            "innerHTML reads what it gets as HTML: whoever writes a message can put elements, and "
            "scripts with them, into the page of everybody who reads it. textContent shows the "
            "signs.",
        )


CURES = (element_misnamed, host_is_fixed, sends_too_early, html_of_a_message)
