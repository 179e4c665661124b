from datetime import timedelta

from django.utils.timezone import now

from .models import Window

BEAT = 'here'
# Longer than three beats of transport.js.
GONE = timedelta(seconds=100)


def stay(room, username, channel):
    if Window.objects.filter(channel=channel).update(seen=now()):
        return
    Window.objects.filter(seen__lte=now() - GONE).delete()
    Window.objects.create(room=room, username=username, channel=channel, seen=now())


def leave(channel):
    return Window.objects.filter(channel=channel).delete()[0]


def names(room):
    windows = Window.objects.filter(room=room, seen__gt=now() - GONE)
    return sorted(set(windows.values_list('username', flat=True)))
