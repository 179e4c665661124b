from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.http import HttpResponse
from django.shortcuts import render


def inbox(request):
    return render(request, "alerts/inbox.html")


def announce(request):
    text = request.POST.get("text", "hello")
    event = {"type": "notice.new", "text": text}
    async_to_sync(get_channel_layer().group_send)("notices", event)
    return HttpResponse("sent")
