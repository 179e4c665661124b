"""Bug hunt: a project with one mistake of the catalogue, by a seed, and whether it is found."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from workshop.base.problems import Problem, from_os_error
from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project
from workshop.check.ask.trial import OutOfTime
from workshop.check.explain.catalogue import catalogue, make
from workshop.check.explain.report import OUT_OF_TIME, finding_text
from workshop.lesson import changes
from workshop.recordings.symptoms import recorded

LEVELS = {1: ("terminal",), 2: ("browser", "console"), 3: ("silence",)}
# Nobody has a mistake because the machine is busy.
MOST_LOOKS = 3
# Estimated.
MINUTES = {1: 5, 2: 10, 3: 15}
# What somebody says who only uses the chat, by the claim that fails.
SAID = {
    "starts": "The site is down: my browser cannot reach it at all.",
    "daphne": "The page opens, but it never says that it is connected.",
    "page": "I open the chat, and I do not get the page.",
    "http-answer": "I send a message, and no answer comes.",
    "socket": "The page opens, but it never says that it is connected.",
    "stays-open": "It connects, but when somebody writes the connection is gone.",
    "sender-hears": "I write something, and it does not come back as I wrote it.",
    "others-hear": "Nobody hears me. What I write, I see myself.",
    "rooms-apart": "I read what is written in other rooms.",
    "name": "I cannot tell who wrote what: the name is missing or wrong.",
    "stranger": "I had not signed in, and I could read along.",
    "foreign-page": "Another site has opened a connection to the chat in my name.",
    "page-talks": "I type, I send, and the page does not show it.",
    "once": "Everything arrives twice.",
    "twin": "With /ws/async-chat/ in place of /ws/chat/ it does not work for me.",
    "signs-in": "I am not signed in, and I am not sent to the page where I could.",
    "chooses": "I choose a room, and I do not get there.",
    "wrong-names": "I asked for a room with a strange name, and got an error page.",
    "token": "Another site has sent a message in my name.",
    "to-its-sender": "My program sent something wrong, and everybody was told.",
    "redis": "With Redis it does not work at all.",
    "own-name": "Somebody has written under my name.",
    "refused": "I am not signed in, and nobody tells me no: it only waits.",
    "bad-input": "My own program sent something wrong, and was thrown out instead of being told.",
}


@dataclass(frozen=True)
class Hunt:
    """One hunt: its ``seed`` and ``level``, and the ``Mistake`` that belongs to them."""

    seed: int
    level: int
    mistake: object

    @property
    def name(self):
        """What a board calls it."""
        return f"{self.seed}, level {self.level}"


@dataclass(frozen=True)
class Asked:
    """What a look at the project found.

    ``claim`` is what fails first, None for nothing; ``seen`` its observation; ``same``: whether the
    project still is one that can be asked what the hunt asks.
    """

    claim: str | None
    seen: object
    same: bool

    @property
    def done(self):
        """Whether the mistake is gone and nothing else is wrong."""
        return self.claim is None and self.same


def candidates(level):
    """Return the ids of the mistakes of a level, those that a user of the chat would notice.

    A hunt is in the course's own chat, not in a build.
    """
    noticed = {name for name, shown in recorded().items() if shown["claim"] in SAID}
    return [
        one.id
        for one in catalogue().values()
        if one.proven and one.seen in LEVELS[level] and one.id in noticed and "/" not in one.at
    ]


def choose(seed, level):
    """Return the ``Hunt`` of a seed: the same on every machine with this catalogue.

    A mistake that is added to the catalogue changes few seeds.
    """

    def place(name):
        return hashlib.sha256(f"{seed} {name}".encode()).digest()

    return Hunt(seed, level, catalogue()[min(candidates(level), key=place)])


def tree(hunt, lesson):
    """Return the hunt's project, path to text."""
    return make(hunt.mistake, lesson.checkpoint(hunt.mistake.at).tree)


def begin(hunt, folder):
    """Write the hunt's project into the new folder ``folder``; return the claim that fails in it.

    The project is asked before it is written. Raises ``Problem``.
    """
    folder = Path(folder).resolve()
    if folder.exists():
        raise Problem(f"{folder} is there already, and nothing is overwritten. Choose a new name.")
    made = tree(hunt, changes.read())
    claim = ask(Project(folder, "learning", made)).claim
    if claim is None:
        raise Problem(
            "This machine cannot see the mistake of this hunt: where there is no Chromium, Chrome "
            "or Edge, nobody looks at the page. Choose another --seed, or --level 1."
        )
    try:
        for path, text in made.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise from_os_error(error, folder) from None
    return claim


def ask(project, claim=None):
    """Ask a copy of a ``Project`` what works; return ``Asked``. ``claim`` is the hunt's.

    Raises ``Problem`` where there was no time to look.
    """
    lesson = changes.read()
    for _ in range(MOST_LOOKS):
        examination = Examination(project, lesson)
        try:
            failing, seen, output = examination.look()
        except OutOfTime:
            raise Problem(OUT_OF_TIME) from None
        # A server that is only slow to start says nothing of an error.
        if failing != "starts" or "Error" in output:
            break
    return Asked(failing, seen, claim is None or claim in examination.wanted)


def proven_help(project, level):
    """Return what ``check`` says of a ``Project`` at a level of its help, 1 to 3; "" when well.

    Changes are tried on copies, which takes up to a minute.
    """
    report = Examination(project, changes.read()).run()
    return finding_text(report.findings[0], report, level) if report.findings else ""
