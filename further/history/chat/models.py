from django.db import models


class Message(models.Model):
    room = models.CharField(max_length=50, db_index=True)
    username = models.CharField(max_length=150)
    text = models.TextField()
    time = models.DateTimeField(auto_now_add=True)
