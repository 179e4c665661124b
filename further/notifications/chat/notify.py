from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from .models import Notification


def tell(user_id):
    send = async_to_sync(get_channel_layer().group_send)
    transaction.on_commit(lambda: send(f'user_{user_id}', {'type': 'notified'}), robust=True)


@receiver(post_save, sender=Notification)
def after_save(instance, **kwargs):
    tell(instance.user_id)
