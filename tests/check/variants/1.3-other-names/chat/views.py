from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST


def index(request):
    return render(request, 'chat/chat.html')


@require_POST
def answer(request):
    message = request.POST.get('message', '')
    if not 1 <= len(message) <= 1000:
        return JsonResponse({'error': 'A message has 1 to 1,000 characters.'}, status=400)
    return JsonResponse({'message': message})
