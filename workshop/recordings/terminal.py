"""A learner's terminal: commands run in a folder, with the project's Python first on the PATH."""

import os
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from workshop.serve.server import LOOPBACK, Server, environment, free_port

COMMAND_SECONDS = 900
READY_SECONDS = 60
SHOWN_SECONDS = 10
# The shell's own commands that put an environment's programs first.
ACTIVATE = {"source .venv/bin/activate": ".venv/bin", r".venv\Scripts\activate": ".venv/Scripts"}


def split(line, posix=os.name == "posix"):
    """Return the words of a line. On Windows a backslash is a part of a path."""
    if posix:
        return shlex.split(line)
    return [word.strip("\"'") for word in shlex.split(line, posix=False)]


class TerminalError(Exception):
    """A command did not do what it has to; the text holds its output."""


class _Typed(Server):
    """A server that is started with a command as printed on the pages, the port behind it."""

    seconds = READY_SECONDS

    def __init__(self, words, folder, log, port, variables):
        super().__init__(folder, log=log, place=(LOOPBACK, port))
        self.words, self.variables = words, variables

    def command(self):
        return [*self.words, str(self.port)]

    def environment(self):
        return self.variables

    def listens(self):
        # The last line that each of the two servers prints when it starts.
        printed = self.output()
        last = "Quit the server" if "ASGI/Daphne" in printed else "For more information"
        return last in printed and super().listens()


class Terminal:
    """Runs commands as printed on the pages, one after another, in ``folder``.

    ``python`` is the folder that holds the Python, which comes first on the PATH, as an activated
    environment would have it. A context manager: a server that runs is stopped at the end.
    """

    def __init__(self, folder, python, **extra):
        self.folder = Path(folder)
        path = os.pathsep.join([str(python), os.environ.get("PATH", "")])
        self.environment = {**environment(), "COLUMNS": "80", **extra, "PATH": path}
        self.environment.pop("VIRTUAL_ENV", None)
        self.port = free_port()
        self._server = None

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()

    def _command(self, line):
        words = split(line)
        found = shutil.which(words[0], path=self.environment["PATH"])
        if found is None:
            raise TerminalError(f"There is no command {words[0]}.")
        return [found, *words[1:]]

    def run(self, line, fails=False):
        """Run one line and return what it prints, errors among the output.

        Raises ``TerminalError`` when it fails, or with ``fails`` when it does not.
        """
        if line.startswith("cd "):
            self.folder = (self.folder / line.removeprefix("cd ")).resolve()
            return ""
        if line in ACTIVATE:
            path = self.folder / ACTIVATE[line], self.environment["PATH"]
            self.environment["PATH"] = os.pathsep.join(str(part) for part in path)
            return ""
        done = subprocess.run(
            self._command(line),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        output = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
        if bool(done.returncode) != fails:
            raise TerminalError(f"{line} ended with exit code {done.returncode}:\n{output}")
        return output

    def answer(self, line, answers):
        """Run one line in a real terminal, give one answer at each prompt, return the screen."""
        try:
            from pexpect import EOF, TIMEOUT, spawn
        except ImportError:
            raise TerminalError(f"{line} asks questions: on this system we cannot type.") from None
        program, *arguments = self._command(line)
        child = spawn(
            program,
            arguments,
            cwd=str(self.folder),
            env=self.environment,
            timeout=READY_SECONDS,
            encoding="utf-8",
        )
        screen = ""
        try:
            for text in answers:
                child.expect(r": $")
                screen += child.before + child.after
                child.sendline(text)
            child.expect(EOF)
        except (EOF, TIMEOUT):
            told = f"{screen}{child.before}"
            raise TerminalError(f"{line} did not ask as the page tells:\n{told}") from None
        finally:
            # Whoever still waits for an answer gets none.
            child.close(force=True)
        screen = (screen + child.before).replace("\r\n", "\n")
        if child.exitstatus:
            raise TerminalError(f"{line} ended with exit code {child.exitstatus}:\n{screen}")
        return screen

    def serve(self, line, log):
        """Start a server that stays, on a free port; return what it prints until it answers."""
        self.stop()
        # Emptied, not removed: on Windows somebody may have it open for a moment yet.
        Path(log).write_bytes(b"")
        self._server = _Typed(self._command(line), self.folder, log, self.port, self.environment)
        try:
            self._server.start()
        except RuntimeError as error:
            raise TerminalError(f"{line} does not serve:\n{error}") from None
        return self.printed()

    def printed(self):
        """Return what the server has printed so far."""
        return self._server.output().replace("\r\n", "\n")

    def shows(self, text):
        """Return whether the server prints ``text``, waiting up to ``SHOWN_SECONDS`` for it."""
        deadline = time.monotonic() + SHOWN_SECONDS
        while text not in self.printed():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def stop(self):
        """Stop the server and its reloader."""
        if self._server:
            self._server.stop()
