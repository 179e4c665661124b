"""The pages for when it goes wrong: an extension of Python-Markdown.

A fenced block ``trouble`` names what takes its place: the ``index``, the mistakes that show in one
place (of ``SEEN``), or an example's output. All is made from the catalogue and from what was really
seen. Headings are Markdown, so that they stand in the table of contents.
"""

import re
from html import escape

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from workshop.check.ask.probe_list import ORDER
from workshop.check.explain.catalogue import SEEN, catalogue
from workshop.lesson.chapters import DOCS, LessonError
from workshop.pages.fences import lesson
from workshop.pages.mistake_entry import CODE, entry, prose, shown
from workshop.recordings import check_example
from workshop.recordings.symptoms import recorded

BLOCK = re.compile(r'^```trouble name="([\w-]+)"\n```$', re.MULTILINE)
# After line ends and the like are made regular, at 30, and before fenced blocks are read, at 25.
PRIORITY = 27
HEADINGS = {
    "terminal": "The server's terminal shows it",
    "browser": "The page shows it",
    "console": "The browser's console shows it",
    "silence": "Nothing shows it",
}
# What a person notices first, by the claim that fails first.
GROUPS = {
    "starts": "The server does not start",
    "daphne": "The server starts, but every WebSocket gets 404",
    "page": "The page does not open",
    "http-answer": "A message gets no answer over HTTP",
    "socket": "The WebSocket does not open",
    "stays-open": "The WebSocket opens and closes again",
    "sender-hears": "Nothing comes back",
    "others-hear": "Others hear nothing",
    "rooms-apart": "Other rooms hear it too",
    "name": "The name is missing",
    "stranger": "Strangers get in",
    "foreign-page": "Foreign pages get in",
    "twin": "The asynchronous consumer does not work",
    "page-talks": "The server works, but the page does not",
    "bad-input": "A message that is wrong closes the socket",
    "late": "Anyone who comes late sees nothing of what was said",
    "caught-up": "After an interruption messages are missing, or come twice",
    "ticket": "A separate front end does not get in, or gets in twice",
    "ticket-told": "A separate front end does not learn why it was refused",
    "told": "A notification is saved, and nobody is told",
    "badge": "The number of unread notifications is missing or wrong",
    "own-account": "Nobody can make an account, or sign in with it",
    "signed-out": "A socket stays open after its person has logged out",
    "members-only": "Anybody gets into a private room",
    "present": "The list of who is here is wrong",
    "windows": "A person with two windows is named twice, or too short a time",
    "still-there": "A page that is still there is answered with an error",
    "picture": "A picture is sent, and not everybody sees it",
    "pretended": "Something that is no picture is taken for one",
    "pictures-inside": "Strangers see pictures, or send them",
    "leaves": "People who have left still count as members",
    "once": "A message comes more than once",
    "refused": "Strangers get no answer",
    "signs-in": "People who are not signed in get no page to sign in",
    "chooses": "The form does not lead to the room",
    "wrong-names": "A name that no room can have ends in an error",
    "token": "Foreign pages can send a message",
    "to-its-sender": "Everybody is told of one person's wrong message",
    "redis": "It works in memory, but not with Redis",
    "own-name": "People can write under another name",
    "hosts": "It works at 127.0.0.1, but not at a name",
    "names": "A room's page is shown, but its socket cannot exist",
    "ends": "A consumer goes on after its page was closed",
    "alone": "It runs with manage.py, but not without it",
    "awaited": "It works, but a coroutine never runs",
    "quiet": "It works, but the terminal shows an error",
}


# What stands before an error: where it is.
PLACE = re.compile(r"^[\w/.-]+, line \d+: ")
# A search shows so many hits at once.
FEW = 3
# What Markdown would read as a mark of its own.
MARKS = re.compile(r"[\\`*_{}\[\]()>#+\-.!]")


def _heading(level, text, anchor):
    """Return a text for people as a heading in Markdown."""
    parts = CODE.split(text)
    words = [MARKS.sub(r"\\\g<0>", escape(plain, quote=False)) for plain in parts[::3]]
    codes = [f"`{one or other}`" for one, other in zip(parts[1::3], parts[2::3], strict=True)]
    shown = "".join(word + code for word, code in zip(words, [*codes, ""], strict=True))
    return f"{'#' * level} {shown} {{#{anchor}}}"


def _groups(where):
    """Yield the claims that fail for mistakes seen ``where``, each with its mistakes."""
    seen = recorded()
    chosen = [mistake for mistake in catalogue().values() if mistake.seen == where]
    for mistake in chosen:
        if mistake.id not in seen:
            again = f"python -m workshop record --mistake {mistake.id}"
            raise LessonError(f"the mistake {mistake.id} has no recording: run `{again}`")
    for claim in ORDER:
        together = [mistake for mistake in chosen if seen[mistake.id]["claim"] == claim]
        if together:
            yield claim, together


def _links(mistakes, page=""):
    """Return links to mistakes that look alike, each with the file to look at.

    Those in the same file stand together.
    """
    files = _files(mistakes)
    items = "".join(
        f'<li><a href="{page}#{one.id}">{prose(one.title)}</a> '
        f"<code>{escape(files[one.id])}</code></li>"
        for one in sorted(mistakes, key=lambda one: (files[one.id], one.title))
    )
    return f"<ul>{items}</ul>"


def _files(mistakes):
    return {one.id: one.changes[0]["file"] for one in mistakes}


def _alike(mistakes):
    """Return how many mistakes look alike, and what sets them apart."""
    number, files = len(mistakes), len(set(_files(mistakes).values()))
    which = {1: "Their lines tell them", number: "The file tells them"}
    apart = which.get(files, "The file tells most of them") + " apart"
    return f"<p>{number} mistakes look like this. {apart}:</p>{_links(mistakes)}"


def last_line(seen):
    """Return the last line of the first traceback, as people paste it, or ""."""
    return PLACE.sub("", seen["error"])


def shared_lines():
    """Return the last lines that more than a few mistakes have: the line to its mistakes."""
    found = {}
    for name, mistake in catalogue().items():
        found.setdefault(last_line(recorded()[name]), []).append(mistake)
    found.pop("", None)
    return {line: together for line, together in found.items() if len(together) > FEW}


def shared():
    """Yield the last lines that several mistakes share, each with links to all of them.

    A search leads here: among its first hits there is no place for all of those mistakes.
    """
    yield _heading(2, "One last line, many mistakes", "shared-lines")
    for number, (line, together) in enumerate(shared_lines().items(), 1):
        yield _heading(3, line, f"shared-line-{number}")
        files = _files(together)
        items = "".join(
            f'<li><a href="{one.seen}.html#{one.id}">{prose(one.title)}</a> '
            f"<code>{escape(files[one.id])}</code></li>"
            for one in together
        )
        yield f"<ul>{items}</ul>"


def mistakes(where, lesson):
    """Yield all mistakes that show in one place (of ``SEEN``), those that look alike together.

    A part is a heading in Markdown, or HTML.
    """
    seen, many = recorded(), shared_lines()
    if where == "terminal":
        yield from shared()
    for claim, together in _groups(where):
        yield _heading(2, GROUPS[claim], f"{where}-{claim}")
        if len(together) > 1:
            yield _alike(together)
        for one in together:
            yield _heading(3, one.title, one.id)
            line = last_line(seen[one.id])
            if line and line not in many:
                # A heading of its own: what people paste is found by headings first.
                yield _heading(4, line, f"{one.id}-line")
            yield entry(one, seen[one.id], lesson)


def index():
    """Yield every symptom as a link, by the place where it shows and by what does not work."""
    for where in SEEN:
        yield _heading(2, HEADINGS[where], where)
        for claim, together in _groups(where):
            title = f"{GROUPS[claim]} <span>({len(together)})</span>"
            links = _links(together, f"{where}.html")
            yield f'<details class="question"><summary>{title}</summary>{links}</details>'


def parts(name, lesson):
    """Return the parts of the block ``name``: headings in Markdown, and HTML."""
    if name in check_example.FILES:
        text = (DOCS / "recordings" / f"{name}.txt").read_text(encoding="utf-8")
        return [shown([text.rstrip()])]
    return list(index() if name == "index" else mistakes(name, lesson))


class _Trouble(Preprocessor):
    def run(self, lines):
        def made(match):
            texts = (
                part if part.startswith("#") else self.md.htmlStash.store(part)
                for part in parts(match[1], lesson())
            )
            return "\n\n".join(texts)

        return BLOCK.sub(made, "\n".join(lines)).split("\n")


class TroubleExtension(Extension):
    """Python-Markdown's way to add the preprocessor."""

    def extendMarkdown(self, md):
        """Add it to ``md``, a ``markdown.Markdown``."""
        md.preprocessors.register(_Trouble(md), "trouble", PRIORITY)


def makeExtension(**options):
    """Return the extension; Python-Markdown asks for this name."""
    return TroubleExtension(**options)
