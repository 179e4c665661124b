"""The chapters, followed once for all tests of this folder, and the pages."""

from tests.support.site import browser, built, walked

__all__ = ["browser", "built", "walked"]
