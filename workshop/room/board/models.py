"""Who is on the board, when they got where, and what the teacher has said. Times are ``time()``."""

from django.db import models


class Learner(models.Model):
    """Somebody who joined: what their check found last, and whether their hand is up."""

    token = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=50, unique=True)
    channel = models.CharField(max_length=200, blank=True)
    """The channel's name of their socket; empty while they are away."""
    checkpoint = models.CharField(max_length=10, blank=True)
    moved = models.FloatField()
    mistake = models.CharField(max_length=100, blank=True)
    mistake_since = models.FloatField(null=True)
    checking = models.BooleanField(default=False)
    hand = models.FloatField(null=True)
    hunt = models.CharField(max_length=20, blank=True)
    hunt_seconds = models.PositiveIntegerField(null=True)
    hunt_help = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "board"


class Arrival(models.Model):
    """When somebody reached a checkpoint for the first time."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE)
    checkpoint = models.CharField(max_length=10)
    at = models.FloatField()

    class Meta:
        app_label = "board"
        unique_together = [("learner", "checkpoint")]


class Session(models.Model):
    """The one session of a board: its key, when it began, what everybody is told."""

    key = models.CharField(max_length=100)
    began = models.FloatField()
    said = models.CharField(max_length=200, blank=True)
    race = models.BooleanField(default=False)
    """Whether the room sees the names of those who have found the mistake of a hunt."""

    class Meta:
        app_label = "board"
