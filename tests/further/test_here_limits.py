"""Who is here for a room with thousands: nobody tells the room, and the beat brings the list."""

import re

import pytest

from tests.further.test_here import ROUTES, Visitor, serving

CONSUMERS = ("chat/consumers.py", "chat/async_consumers.py")


def untold(tree):
    """Return the consumers without a call of ``tell_room``."""
    changed = {}
    for path in CONSUMERS:
        text = re.sub(r"if (.*here\.leave.*):\n.*tell_room\(\)", r"\1", tree[path])
        text, lines = re.subn(r"^ +(await )?self\.tell_room\(\)\n", "", text, flags=re.M)
        assert "here.leave" in text and lines == 1
        changed[path] = text
    return changed


@pytest.mark.all
def test_without_telling_the_room_each_page_has_the_list_with_its_next_beat(tmp_path):
    with serving(tmp_path, change=untold) as site:
        for route in ROUTES:
            with Visitor(site, "ada", route, route) as ada:
                assert ada.told("ada")
                grace = Visitor(site, "grace", route, route)
                assert grace.told("ada", "grace") and ada.settled("ada")
                ada.beat()
                assert ada.told("ada", "grace") and grace.settled("ada", "grace")
                grace.close()
                assert ada.told("ada", beats=True)
