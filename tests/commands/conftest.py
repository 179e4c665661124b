"""The pages, and a browser for those that are served."""

from tests.support.site import browser, built

__all__ = ["browser", "built"]
