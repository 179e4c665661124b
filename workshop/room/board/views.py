"""The board's pages, and its two answers for programs."""

import datetime
import secrets

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render

from workshop.room.board import plan
from workshop.room.board.models import Learner
from workshop.room.board.register import session


def room(request):
    """The projector's page: how many people are where."""
    checkpoints = settings.FACTS["checkpoints"]
    facts = {"checkpoints": checkpoints, "address": request.get_host()}
    return render(request, "board/room.html", facts)


def join(request):
    """A learner's page, for who has no terminal open: join, say where you are, raise a hand."""
    return render(request, "board/join.html", {"checkpoints": settings.FACTS["checkpoints"]})


def about(request):
    """What a program that wants to join has to know; pages of all sites may read it."""
    names = [one["name"] for one in settings.FACTS["checkpoints"]]
    answer = JsonResponse({"board": 1, "socket": "/ws/join/", "checkpoints": names})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def teacher(request, key):
    """The teacher's page: names, mistakes, hands, the plan."""
    _only_with(key)
    return render(request, "board/teacher.html", {"key": key})


def minutes(request, key):
    """A file that takes the place of the estimated minutes: ``docs/teach/minutes.toml``."""
    _only_with(key)
    day = datetime.date.today().isoformat()
    lines = [
        "# What a room really took, written by `python -m workshop board`. In docs/teach,",
        "# the agendas and the table of all chapters count with it.",
        f"day = {day}",
        f"people = {Learner.objects.count()}",
        "",
        "[minutes]",
    ]
    lines += [f'"{page}" = {took}' for page, took in plan.minutes(session().began).items()]
    answer = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="minutes.toml"'
    return answer


def _only_with(key):
    if not secrets.compare_digest(key.encode(), session().key.encode()):
        raise Http404
