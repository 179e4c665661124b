"""What the board takes: one JSON object a frame, of a known kind, with nothing surprising in it."""

import json
import re
import unicodedata

from django.conf import settings

LONGEST_FRAME = 2000
LONGEST_NAME = 40
LONGEST_SAID = 200
LONGEST_AGO = 24 * 60 * 60
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
# Letters, marks, digits, punctuation, symbols and spaces: nothing that is invisible, and nothing
# that turns the direction of the text around it.
SHOWN = ("L", "M", "N", "P", "S")
CHECKPOINTS = [one["name"] for one in settings.FACTS["checkpoints"]]


def read_frame(text_data):
    """Return a frame's object, a dict with a ``kind``. Raises ``ValueError`` with a sentence."""
    if not isinstance(text_data, str) or len(text_data) > LONGEST_FRAME:
        raise ValueError(f"Send text, at most {LONGEST_FRAME} characters.")
    try:
        data = json.loads(text_data)
    except (ValueError, RecursionError):
        raise ValueError("This is not JSON text.") from None
    if not isinstance(data, dict) or not isinstance(data.get("kind"), str):
        raise ValueError('Send an object with a kind, such as {"kind": "hand", "up": true}.')
    return data


def text(data, key, longest):
    """Return a text of the frame that can be shown on one line. Raises ``ValueError``."""
    value = data.get(key)
    if not isinstance(value, str):
        raise ValueError(f"{key} is a text.")
    value = " ".join(unicodedata.normalize("NFC", value).split(" ")).strip()
    if not 1 <= len(value) <= longest:
        raise ValueError(f"{key} has 1 to {longest} characters.")
    if not all(sign == " " or unicodedata.category(sign)[0] in SHOWN for sign in value):
        raise ValueError(f"{key} has letters, digits, signs and spaces only.")
    # A pile of accents on one letter would cover the lines above it.
    if re.search(r"[^\W\d_]?(?:[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff]){4}", value):
        raise ValueError(f"{key} has letters, digits, signs and spaces only.")
    return value


def name(data):
    """Return the name that somebody wants on the board."""
    return text(data, "name", LONGEST_NAME)


def token(data):
    """Return the secret by which a learner is known again after the connection was lost."""
    value = data.get("token")
    if not isinstance(value, str) or not TOKEN.fullmatch(value):
        raise ValueError("token is 16 to 64 letters, digits, hyphens and underscores.")
    return value


def checkpoint(data):
    """Return the checkpoint in ``reached``, or "" for none yet."""
    value = data.get("reached", "")
    if value != "" and value not in CHECKPOINTS:
        raise ValueError(f"reached is a checkpoint: one of {', '.join(CHECKPOINTS)}.")
    return value


def mistake(data):
    """Return the mistake's id, or "" for none."""
    value = data.get("mistake", "")
    if value != "" and not (isinstance(value, str) and ID.fullmatch(value)):
        raise ValueError("mistake is the id of a mistake.")
    return value


def ago(data, key="since"):
    """Return the seconds that something is old: 0 to a day."""
    value = data.get(key, 0)
    if type(value) not in (int, float) or not 0 <= value <= LONGEST_AGO:
        raise ValueError(f"{key} is a number of seconds, 0 to {LONGEST_AGO}.")
    return value


def flag(data, key):
    """Return a value that is true or false."""
    if type(data.get(key)) is not bool:
        raise ValueError(f"{key} is true or false.")
    return data[key]
