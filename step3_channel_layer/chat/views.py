from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch


@login_required
def index(request):
    room_name = request.GET.get('room_name')
    if room_name is None:
        return render(request, 'chat/index.html')
    try:
        return redirect('room', room_name=room_name)
    except NoReverseMatch:
        return render(request, 'chat/index.html', {'refused': room_name})


@login_required
def room(request, room_name):
    return render(request, 'chat/chat.html', {'room_name': room_name})
