"""What a checkpoint promises of a second server, and that each claim is told as yes and as no.

The other claims are asked on the way through the chapters: ``test_walk.py``.
"""

import contextlib

import pytest

from tests.support import needs
from tests.support.database import prepare
from tests.support.lesson import LESSON
from workshop.lesson import checkpoints
from workshop.serve.claims import CLAIMS
from workshop.serve.people import sign_in
from workshop.serve.probes import PROBES
from workshop.serve.redis_server import redis_server
from workshop.serve.server import Server

SECOND = "second-process"
WITH_SECOND = [point for point in LESSON.checkpoints if SECOND in checkpoints.promises(point)]


@contextlib.contextmanager
def served_twice(checkpoint, folder):
    """Serve a checkpoint with two processes, with Redis where that joins them."""
    with contextlib.ExitStack() as stack:
        project = checkpoints.write(checkpoint, folder / "learning")
        prepare(project)
        extra = {}
        if checkpoints.needs(checkpoint, "redis"):
            needs.redis()
            extra["REDIS_URL"] = stack.enter_context(redis_server())
        server = stack.enter_context(Server(project, **extra))
        people = tuple(sign_in(server.port, name) for name in ("ada", "grace"))
        second = stack.enter_context(Server(project, log=folder / "second.log", **extra))
        yield checkpoints.target(checkpoint, server.port, people, second_port=second.port)


@pytest.mark.all
@pytest.mark.parametrize("checkpoint", WITH_SECOND, ids=lambda point: point.name)
def test_a_second_process_hears_it_or_not_as_the_page_says(checkpoint, tmp_path):
    with served_twice(checkpoint, tmp_path) as target:
        seen = PROBES[SECOND](target)
    assert seen.held is checkpoints.promises(checkpoint)[SECOND], seen


def test_every_claim_is_told_somewhere_as_yes_and_as_no():
    told = [checkpoints.promises(checkpoint) for checkpoint in LESSON.checkpoints]
    for claim in CLAIMS:
        marks = {said[claim.id] for said in told if claim.id in said}
        assert marks == ({True} if claim.id == "rooms-apart" else {True, False}), claim.id
