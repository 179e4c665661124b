"""What is never printed: secret keys, passwords, tokens, and addresses that hold a password."""

import re

HIDDEN = "(hidden)"
# https://name:password@host, redis://:password@host
IN_ADDRESS = re.compile(r"(?<=://)([^\s:/@'\"]*):([^\s/@'\"]+)(?=@)")
NAMES = r"\w*(?:SECRET|PASSW(?:OR)?D|PWD|TOKEN|API_?KEY|PRIVATE_KEY|CREDENTIALS?)\w*"
NAMED = re.compile(rf"(\b{NAMES}['\"]?\s*[:=]\s*)[rbf]?(['\"])((?:(?!\2).)+)\2", re.IGNORECASE)
# As in a file of variables: NAME=value
LINE = re.compile(rf"(\b{NAMES}=)([^\s'\"(\[{{,]{{6,}})")
# Not shorter, and no plain word: it would be hidden everywhere.
SHORTEST = 8
PLAIN = re.compile(r"[a-z_]{,16}")


def known(tree):
    """Return the secrets that stand in a project's files: a set of texts."""
    found = set()
    for path, text in tree.items():
        if path.endswith((".py", ".env", ".txt", ".toml", ".cfg")):
            found |= {match[3] for match in NAMED.finditer(text)}
            found |= {match[2] for match in LINE.finditer(text)}
    return {one for one in found if len(one) >= SHORTEST and not PLAIN.fullmatch(one)}


def hide(text, secrets=()):
    """Return a text in which no secret can be read."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = IN_ADDRESS.sub(rf"\1:{HIDDEN}", text)
    return LINE.sub(rf"\1{HIDDEN}", NAMED.sub(rf"\1\2{HIDDEN}\2", text))
