"""Several projects are asked side by side: each mostly waits for its server."""

from tests.support.side_by_side import examined, look, report

__all__ = ["examined", "look", "report"]
