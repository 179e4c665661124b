from uuid import uuid4

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.urls import reverse

from .rooms import is_room_name

LARGEST = 5 * 1024 * 1024


def kind_of(data):
    if data.startswith(b'\x89PNG\r\n\x1a\n'):
        return 'image/png'
    if data.startswith(b'\xff\xd8\xff'):
        return 'image/jpeg'
    if data.startswith((b'GIF87a', b'GIF89a')):
        return 'image/gif'
    if data.startswith(b'RIFF') and data[8:12] == b'WEBP':
        return 'image/webp'


@login_required
def send_picture(request, room_name):
    if not is_room_name(room_name):
        raise Http404
    file = request.FILES.get('picture')
    if file is None or file.size > LARGEST or kind_of(file.read(12)) is None:
        return HttpResponseBadRequest('Send a PNG, JPEG, GIF or WebP of at most 5 MiB.')
    key = uuid4()
    default_storage.save(f'pictures/{key}', file)
    async_to_sync(get_channel_layer().group_send)('chat_' + room_name, {
        'type': 'chat_picture',
        'picture': reverse('picture', args=[key]),
        'username': request.user.get_username(),
    })
    return HttpResponse('Sent.')


@login_required
def picture(request, key):
    try:
        with default_storage.open(f'pictures/{key}') as file:
            data = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(data, content_type=kind_of(data))
