from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth import get_user
from django.contrib.auth.models import Group, User
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest


def may_enter(user, room_name):
    # No: there is a group of this name, and this person is not in it.
    return not Group.objects.filter(name=room_name).exclude(user=user).exists()


def may_stay(scope):
    # Read anew: the scope knows what was true in the handshake.
    request = HttpRequest()
    request.session = SessionStore(scope['session'].session_key)
    user = get_user(request)
    return user.is_authenticated and may_enter(user, scope['url_route']['kwargs']['room_name'])


def tell_sockets(sender, instance, **kwargs):
    user_id = instance.pk if sender is User else instance.get_decoded().get('_auth_user_id')
    send = async_to_sync(get_channel_layer().group_send)
    # robust: signing in and out goes on when the layer does not.
    transaction.on_commit(lambda: send(f'user_{user_id}', {'type': 'ask_again'}), robust=True)
