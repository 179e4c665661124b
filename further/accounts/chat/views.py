from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from .accounts import may_enter
from .rooms import is_room_name


@login_required
def index(request):
    room_name = request.GET.get('room_name')
    if room_name is None:
        return render(request, 'chat/index.html')
    if not is_room_name(room_name):
        return render(request, 'chat/index.html', {'refused': room_name})
    return redirect('room', room_name=room_name)


@login_required
def room(request, room_name):
    if not is_room_name(room_name) or not may_enter(request.user, room_name):
        raise Http404
    return render(request, 'chat/chat.html', {'room_name': room_name})
