from django.db import models


class Window(models.Model):
    room = models.CharField(max_length=50, db_index=True)
    username = models.CharField(max_length=150)
    channel = models.CharField(max_length=100, unique=True)
    seen = models.DateTimeField()
