from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class ChatConfig(AppConfig):
    default_auto_field = 'django.db.models.BigAutoField'
    name = 'chat'

    def ready(self):
        from .accounts import tell_sockets
        post_delete.connect(tell_sockets, sender='sessions.Session')
        post_save.connect(tell_sockets, sender='auth.User')
