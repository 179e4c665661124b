"""An answer over HTTP as clients see it, and cookies on their way to and fro.

``doctor`` imports it, also with a Python that is too old for everything else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

# So long may an answer to a password take: the server hashes it slowly on purpose.
SIGN_IN_SECONDS = 15


@dataclass(frozen=True)
class Reply:
    """An answer over HTTP; ``status`` is None and ``happened`` says why when there is none."""

    status: int | None
    happened: str
    kind: str = ""
    body: str = ""
    location: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    allows: str = ""
    """The origin whose pages may read it, as ``Access-Control-Allow-Origin`` says."""


def cookie_header(cookies):
    """Return the value of a Cookie header for a dict of names and values."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def set_cookies(lines):
    """Return names and values of Set-Cookie headers, but for those that nobody can read."""
    found = {}
    for line in lines:
        try:
            found.update((name, morsel.value) for name, morsel in SimpleCookie(line).items())
        except CookieError:
            continue
    return found
