"""The same chat without Channels, for comparison: no accounts, a name is believed as it comes."""

from http.cookies import SimpleCookie

NOBODY = "nobody"


def username(cookie):
    """Return the name in a ``Cookie`` header such as ``name=ada``."""
    morsel = SimpleCookie(cookie or "").get("name")
    return morsel.value if morsel else NOBODY
