"""Scripts for ``manage.py shell`` that count the events of the channel layer."""

BEGINNING = """
import asyncio
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.models import User
from django.db import transaction

ada = User.objects.get(username="ada")
layer = get_channel_layer()
async_to_sync(layer.group_add)(f"user_{ada.pk}", "me")

async def events():
    found = 0
    while True:
        try:
            event = await asyncio.wait_for(layer.receive("me"), 0.05)
        except asyncio.TimeoutError:
            return found
        assert event == EVENT
        found += 1

def told(what):
    print(what, async_to_sync(events)())
"""


def counting(event, rest):
    """Return the script ``rest``, in which ``told(what)`` prints how many events ada got since.

    Each of them has to be ``event`` (a dict).
    """
    return f"EVENT = {event!r}\n{BEGINNING}{rest}"
