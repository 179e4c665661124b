"""Accounts and Notifications in one project: both have a group of this name for each person."""

import pytest

from tests.further.site import LESSON, Site, with_examples
from tests.further.test_notifications import ADD, NAME, Window, number_of, post

CHAT = ("chat/accounts.py", "chat/consumers.py")
READY = "    def ready(self):\n"


def both(group):
    """Return a ``change`` for ``Site``: Accounts as well, whose group's name begins with this."""
    accounts = LESSON.checkpoint("further/accounts").tree

    def change(tree):
        chat = {path: accounts[path].replace("f'user_", f"f'{group}") for path in CHAT}
        _, badge = tree["chat/consumers.py"].split("class BadgeConsumer")
        chat["chat/consumers.py"] += f"\n\nclass BadgeConsumer{badge}"
        imports = f"{READY}        from . import notify\n"
        chat["chat/apps.py"] = accounts["chat/apps.py"].replace(READY, imports)
        return with_examples(NAME, "chat/admin.py")(tree) | chat

    return change


@pytest.mark.all
@pytest.mark.parametrize(("group", "code"), [("user_", 1011), ("account_", None)])
def test_an_event_of_one_build_closes_the_sockets_of_the_other(tmp_path, group, code):
    with Site(NAME, tmp_path, change=both(group)) as site:
        ada, badge = site.join("ada", "lobby").socket, Window(site, "ada")
        with ada, badge:
            assert badge.first == 0
            post(site, "grace", ADD, user=number_of(site, "ada"), text="New")
            assert badge.told() == 1
            # What is sent now comes behind the event.
            ada.send('{"message": "Still here?"}')
            assert (ada.receive() is None, ada.code) == (code is not None, code), ada.happened
