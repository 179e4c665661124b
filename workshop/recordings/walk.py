"""Follow the chapters like a learner: type their commands, make their changes, look, ask.

What the commands print is collected; ``python -m workshop record`` keeps it for the pages, and a
test compares it with what the pages show.
"""

import os
import shutil
import sys
from pathlib import Path

from workshop.base.steps import PORT, ROOT
from workshop.lesson import changes, checkpoints
from workshop.lesson.generated import as_in_the_steps, read_tree
from workshop.recordings.terminal import Terminal, TerminalError
from workshop.serve.browser import open_browser
from workshop.serve.browser import sign_in as browser_sign_in
from workshop.serve.client import request
from workshop.serve.people import PEOPLE, sign_in
from workshop.serve.probes import PROBES
from workshop.serve.server import LOOPBACK


class Walk:
    """One way through the chapters in the empty folder ``folder``.

    ``python``: the folder of the Python that an activated environment would use. ``printed``
    holds what each ``run`` block printed, by name; ``seen`` what each checkpoint could do: its name
    to a dict of claim ``id`` to True or False. Raises ``TerminalError`` where a page is wrong.
    """

    def __init__(self, lesson, folder, python):
        self.lesson = lesson
        self.folder = Path(folder)
        self.terminal = Terminal(folder, python)
        self.printed = {}
        self.seen = {}
        self.edited = False

    def follow(self, until=None, progress=lambda fence: None):
        """Do all blocks in order, up to the checkpoint ``until``; the server is stopped then."""
        with self.terminal:
            for fence in self.lesson.fences:
                if fence.options.get("os", os.name) != os.name:
                    continue
                progress(fence)
                getattr(self, f"_{fence.kind}")(fence)
                if fence.kind == "checkpoint" and fence.name == until:
                    return

    def _run(self, fence):
        *lines, last = fence.body.splitlines()
        if "answers" in fence.options:
            output = self.terminal.answer(last, fence.options["answers"].split("|"))
        elif "serves" in fence.options:
            output = self.terminal.serve(last, self.folder / "server.log")
            self.edited = False
        else:
            fails = fence.options.get("fails") == "yes"
            output = "".join(self.terminal.run(line, fails) for line in [*lines, last])
        says = fence.options.get("says", "")
        if says not in output:
            raise TerminalError(
                f"docs/{fence.link} says {says!r}, which is not in what was printed.\n{output}"
            )
        self.printed[fence.name] = output
        self._same_key(fence)

    def _same_key(self, fence):
        """Give a new project the steps' SECRET_KEY, which is random, and Django's version there."""
        if fence.options.get("writes") == "startproject":
            settings = self.terminal.folder / "learning" / "settings.py"
            text = as_in_the_steps(settings.read_text(encoding="utf-8"))
            settings.write_text(text, encoding="utf-8", newline="\n")

    def _change(self, fence):
        for change in self.lesson.changes_of(fence.name):
            file = self.terminal.folder / change.path
            there = file.read_text(encoding="utf-8") if file.exists() else None
            if there != change.before:
                raise TerminalError(f"docs/{fence.link}: {change.path} is not as the page expects")
            if change.after is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(change.after, encoding="utf-8", newline="\n")
        self.edited = True

    def _visit(self, fence):
        host, cookies = self._host(fence), {}
        if "as" in fence.options:
            cookies = sign_in(self.terminal.port, fence.options["as"], host=host)
        reply = request(self.terminal.port, fence.options["url"], cookies=cookies, host=host)
        missing = [line for line in fence.body.splitlines() if line not in reply.body]
        if missing:
            raise TerminalError(f"docs/{fence.link}: {reply.happened}, without {missing}")
        self._logged(fence)

    def _logged(self, fence):
        """Wait until the server's terminal shows what the block says it ``logs``."""
        for text in fence.options.get("logs", "").split("|"):
            if not self.terminal.shows(text):
                raise TerminalError(
                    f"docs/{fence.link}: the server does not print {text!r}, but:\n"
                    f"{self.terminal.printed()}"
                )

    def _host(self, fence):
        """Return the name under which a block asks: that of the person it is signed in ``as``."""
        return f"{fence.options['as']}.localhost" if "as" in fence.options else LOOPBACK

    def _address(self, fence):
        """Return the address of the block's page, which may be a file opened from disk."""
        if "on" in fence.options:
            return (self.terminal.folder / fence.options["on"]).as_uri()
        path = fence.options.get("url", "/chat/")
        return f"http://{self._host(fence)}:{self.terminal.port}{path}"

    def _console(self, fence):
        from playwright.sync_api import Error

        said = []
        try:
            self._type(fence, said)
        except Error as error:
            raise TerminalError(
                f"docs/{fence.link}: the console does not print {fence.options['says']!r}, "
                f"but: {said}\n{error.message}"
            ) from None
        self.printed[fence.name] = "".join(line + "\n" for line in said)
        self._logged(fence)

    def _type(self, fence, said):
        """Run a block's lines in the browser's console; add what they print to ``said``."""
        script = fence.body.replace(f":{PORT}/", f":{self.terminal.port}/")
        with open_browser() as browser:
            page = browser.new_page()
            page.goto(self._address(fence))
            if "as" in fence.options:
                browser_sign_in(page, fence.options["as"])
            if "after" in fence.options:
                page.get_by_text(fence.options["after"]).wait_for()
            # What the lines print; a browser's own remarks differ from one to the next.
            page.on("console", lambda message: message.type == "log" and said.append(message.text))
            with page.expect_console_message(lambda message: fence.options["says"] in message.text):
                page.evaluate(f"() => {{\n{script}}}")

    def _checkpoint(self, fence):
        checkpoint = self.lesson.checkpoint(fence.name)
        if self.edited:
            self.terminal.serve("python manage.py runserver", self.folder / "server.log")
            self.edited = False
        people = ({}, {})
        port = self.terminal.port
        if checkpoints.needs(checkpoint, "people"):
            people = tuple(sign_in(port, name, host=LOOPBACK) for name in PEOPLE[:2])
        target = checkpoints.target(checkpoint, port, people)
        said = checkpoints.promises(checkpoint)
        # A second process is no part of the way.
        probes = {claim: PROBES[claim] for claim in said if claim != "second-process"}
        seen = {claim: probe(target) for claim, probe in probes.items()}
        self.seen[fence.name] = {claim: found.held for claim, found in seen.items()}
        wrong = [f"{claim}: {seen[claim]}" for claim in seen if seen[claim].held is not said[claim]]
        if not self._same_tree(checkpoint):
            wrong.append("the files are not those that the page expects")
        if wrong:
            raise TerminalError(f"docs/{fence.link}: " + "; ".join(wrong))

    def _same_tree(self, checkpoint):
        return read_tree(self.terminal.folder) == checkpoint.tree


def follow(folder, progress=lambda fence: None):
    """Follow all chapters in the new folder ``folder``; return the finished ``Walk``.

    It starts as a learner does: with the requirements file and a Python without our packages.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "requirements.txt", folder)
    made = Walk(changes.read(), folder, Path(sys._base_executable).parent)
    made.follow(progress=progress)
    return made
