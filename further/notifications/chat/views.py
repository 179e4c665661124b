from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render

from .notify import tell
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
    if not is_room_name(room_name):
        raise Http404
    return render(request, 'chat/chat.html', {'room_name': room_name})


@login_required
def notifications(request):
    mine = request.user.notification_set.order_by('-id')
    if request.method == 'POST':
        mine.update(read=True)
        tell(request.user.pk)
        return redirect('notifications')
    return render(request, 'chat/notifications.html', {'notifications': mine[:50]})
