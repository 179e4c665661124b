from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import render
from django.views.generic import ListView

from .models import Message, Room


class RoomList(LoginRequiredMixin, ListView):
    model = Room
    template_name = 'rooms/list.html'


@login_required
def room(request, slug):
    room, _ = Room.objects.get_or_create(slug=slug, defaults={'name': slug})
    messages = Message.objects.filter(room=room)
    return render(request, 'rooms/room.html', {'room': room, 'messages': messages})
