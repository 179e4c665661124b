from django.http import QueryDict

from .models import Message

LAST = 50


def save(room, username, text):
    Message.objects.create(room=room, username=username, text=text)


def start(room, query_string):
    try:
        return int(QueryDict(query_string)['after'])
    except (KeyError, ValueError):
        pass
    # Somebody new: all but the last messages are old.
    old = Message.objects.filter(room=room).order_by('-id')[LAST:LAST + 1]
    return old[0].id if old else 0


def news(room, number):
    new = Message.objects.filter(room=room, id__gt=number).order_by('id')
    return [{'message': m.text, 'username': m.username, 'number': m.id} for m in new]
