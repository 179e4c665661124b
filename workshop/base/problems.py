"""What went wrong, in words for the person at the keyboard."""

import errno
import re
import traceback
from pathlib import Path

from workshop.base.steps import ROOT

# Windows has error numbers of its own for a full disk.
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
FULL_ON_WINDOWS = {39, 112}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
FULL_WORDS = ("No space left on device", "not enough space on the disk", "disk is full")
# Windows neither replaces nor removes a file of a program that runs.
IN_USE_ON_WINDOWS = {5, 32}
IN_USE_WORDS = ("[WinError 5]", "[WinError 32]")
CLOSED_WORDS = ("Read-only file system", "Permission denied", "readonly database")
# The system's errors name the file: [Errno 13] Permission denied: '/home/ada/.cache/pip'
NAMED = r"(?:Read-only file system|Permission denied): '([^']+)'"


class Problem(Exception):
    """Ends a command with exit code 1; its text says what, where and what to do now."""


def disk_full(folder):
    """Return the Problem for a folder whose disk has no space left."""
    return Problem(
        f"The disk is full: nothing more can be written to\n    {folder}\n"
        "The workshop needs about 300 MB. Make room, then call the same command again."
    )


def not_writable(folder):
    """Return the Problem for a folder that this user cannot write to."""
    mend = (
        "Copy the whole workshop to a folder of your own, for example in your home folder, and "
        "call the command there."
    )
    if Path(folder) != ROOT and ROOT not in Path(folder).parents:
        mend = "Make it yours again, or delete it; then call the same command again."
    return Problem(f"This folder cannot be written to:\n    {folder}\n{mend}")


def in_use(folder):
    """Return the Problem for a folder of which a program that runs has a file open."""
    return Problem(
        f"A program that runs uses a file in this folder, so Windows does not replace it:\n"
        f"    {folder}\n"
        "End servers and terminals of the workshop that are open, then call the command again. If "
        "there are none, this folder is not yours: copy the workshop to one of your own."
    )


def from_os_error(error, folder):
    """Return the Problem for an ``OSError`` that occurred while writing below ``folder``."""
    if error.errno in FULL or getattr(error, "winerror", None) in FULL_ON_WINDOWS:
        return disk_full(folder)
    if getattr(error, "winerror", None) in IN_USE_ON_WINDOWS:
        return in_use(error.filename or folder)
    if error.errno in CLOSED:
        return not_writable(error.filename or folder)
    where = error.filename or folder
    reason = error.strerror or error
    return Problem(f"{reason}:\n    {where}\nPut that right, then call the command again.")


def from_output(output, folder, closed=True):
    """Return the Problem that a program's output names, or None: a full or a closed disk.

    With ``closed`` False only a full one. ``folder`` is where the program writes, unless it
    names another place.
    """
    if any(words in output for words in FULL_WORDS):
        return disk_full(folder)
    if closed and any(words in output for words in IN_USE_WORDS):
        return in_use(folder)
    if closed and any(words in output for words in CLOSED_WORDS):
        named = re.search(NAMED, output)
        return not_writable(named[1] if named else folder)
    return None


def own_failure(what, error):
    """Return the sentence for a mistake of the workshop's own, with the place of it.

    ``what`` has failed, such as "The check", while it looked at somebody's project.
    """
    *_, place = traceback.extract_tb(error.__traceback__)
    return (
        f"{what} itself failed: this says nothing about your project. Nothing of yours was "
        "changed.\n"
        f"    {type(error).__name__}: {error}\n"
        f"    {place.filename}, line {place.lineno}\n"
        "Compare your files with the pages meanwhile, and please report these two lines."
    )


def tail(output, length=6):
    """Return the last useful lines of a program's output, indented: errors where there are any."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return "\n".join(f"    {line[:300]}" for line in (errors or lines)[-length:])
