"""The pages, built once, and a browser that reads them."""

from tests.support.site import browser, built

__all__ = ["browser", "built"]
