from django.http import JsonResponse
from django.views import View
from django.views.generic import TemplateView


class Index(TemplateView):
    template_name = 'chat/chat.html'


class Echo(View):
    def post(self, request):
        text = request.POST['message']
        if text and len(text) < 1001:
            return JsonResponse({'message': text})
        return JsonResponse({'error': 'Too short or too long.'}, status=400)
