"""What went wrong, in words for the person at the keyboard."""

import errno

# Windows has error numbers of its own for a full disk.
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
FULL_ON_WINDOWS = {39, 112}
CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}
FULL_WORDS = ("No space left on device", "not enough space on the disk", "disk is full")
CLOSED_WORDS = ("Read-only file system", "Permission denied", "readonly database")


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
    return Problem(
        f"This folder cannot be written to:\n    {folder}\n"
        "Copy the whole workshop to a folder of your own, for example in your home folder, and "
        "call the command there."
    )


def from_os_error(error, folder):
    """Return the Problem for an ``OSError`` that occurred while writing below ``folder``."""
    if error.errno in FULL or getattr(error, "winerror", None) in FULL_ON_WINDOWS:
        return disk_full(folder)
    if error.errno in CLOSED:
        return not_writable(error.filename or folder)
    where = error.filename or folder
    reason = error.strerror or error
    return Problem(f"{reason}:\n    {where}\nPut that right, then call the command again.")


def from_output(output, folder):
    """Return the Problem that a program's output names, or None: a full or closed disk."""
    if any(words in output for words in FULL_WORDS):
        return disk_full(folder)
    if any(words in output for words in CLOSED_WORDS):
        return not_writable(folder)
    return None
