"""Several projects are examined side by side: each mostly waits for its server."""

from tests.support.side_by_side import examined, report
from tests.support.side_by_side import look_in_a_browser as look

__all__ = ["examined", "look", "report"]
