import asyncio
import secrets
import time

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.core import signing
from django.core.cache import cache
from django.http import JsonResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt

TOKEN_SECONDS, TICKET_SECONDS = 3600, 30


@csrf_exempt
def enter(request):
    form = AuthenticationForm(request, request.POST)
    token = request.POST.get('token', '')
    if form.is_valid():
        token = signing.dumps([form.get_user().pk, time.time() + TOKEN_SECONDS], salt='chat-token')
    try:
        owner = signing.loads(token, salt='chat-token', max_age=TOKEN_SECONDS)
        answer = {'token': token, 'ticket': secrets.token_urlsafe()}
        cache.set('ticket-' + answer['ticket'], owner, TICKET_SECONDS)
    except signing.BadSignature:
        answer = {'error': 'Sign in again.'}
    return JsonResponse(answer, headers={'Access-Control-Allow-Origin': 'http://localhost:5500'})


class TicketMiddleware:
    def __init__(self, inner, otherwise):
        self.inner, self.otherwise = inner, otherwise

    async def __call__(self, scope, receive, send):
        ticket = QueryDict(scope['query_string']).get('ticket')
        if ticket is None:
            return await self.otherwise(scope, receive, send)
        pk, end = await cache.aget('ticket-' + ticket, (None, 0))
        user = await User.objects.filter(pk=pk, is_active=True).afirst()
        # Of two who come with the same ticket, adelete() says True to one only.
        if not await cache.adelete('ticket-' + ticket) or user is None:
            await send({'type': 'websocket.accept'})
            return await send({'type': 'websocket.close', 'code': 4001})

        async def receive_until_end():
            try:
                return await asyncio.wait_for(receive(), end - time.time())
            except TimeoutError:
                await send({'type': 'websocket.close', 'code': 4002})
                return {'type': 'websocket.disconnect', 'code': 4002}

        await self.inner({**scope, 'user': user}, receive_until_end, send)
