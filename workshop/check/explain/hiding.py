"""What is never printed: secret keys, passwords, tokens, and addresses that hold a password."""

import re

HIDDEN = "(hidden)"
# https://name:password@host, redis://:password@host
IN_ADDRESS = re.compile(r"(?<=://)([^\s:/@'\"]*):([^\s/@'\"]+)(?=@)")
NAMED = re.compile(
    r"(\b\w*(?:SECRET|PASSW(?:OR)?D|PWD|TOKEN|API_?KEY|PRIVATE_KEY|CREDENTIALS?)\w*"
    r"['\"]?\s*[:=]\s*)(?:[rbf]?(['\"])(?:(?!\2).)+\2|[^\s'\"(\[{,]{6,})",
    re.IGNORECASE,
)
# Not shorter: a common word would be hidden everywhere.
SHORTEST = 8
VALUE = re.compile(NAMED.pattern.replace("(?:(?!\\2).)+", "((?:(?!\\2).)+)"), re.IGNORECASE)


def known(tree):
    """Return the secrets that stand in a project's files: a set of texts."""
    found = set()
    for path, text in tree.items():
        if path.endswith((".py", ".env", ".txt", ".toml", ".cfg")):
            found |= {match[3] for match in VALUE.finditer(text) if match[3]}
    return {one for one in found if len(one) >= SHORTEST}


def hide(text, secrets=()):
    """Return a text in which no secret can be read."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = IN_ADDRESS.sub(rf"\1:{HIDDEN}", text)
    return NAMED.sub(rf"\1\2{HIDDEN}\2", text)
