"""At each checkpoint a real server does what the page says there, yes and no."""

import contextlib

import pytest

from tests import needs
from workshop import changes, checkpoints
from workshop.claims import CLAIMS
from workshop.people import sign_in
from workshop.probes import PROBES
from workshop.redis import redis_server
from workshop.server import Server, prepare

LESSON = changes.read()


@contextlib.contextmanager
def served(checkpoint, folder):
    """Serve a checkpoint with one process, with a second one beside it where Redis joins them."""
    with contextlib.ExitStack() as stack:
        project = checkpoints.write(checkpoint, folder / "learning")
        prepare(project)
        extra = {}
        if checkpoints.needs(checkpoint, "redis"):
            needs.redis()
            extra["REDIS_URL"] = stack.enter_context(redis_server())
        server = stack.enter_context(Server(project, **extra))
        people = [sign_in(server.port, name) for name in ("ada", "grace")]
        second = None
        if "second-process" in checkpoints.promises(checkpoint):
            second = stack.enter_context(Server(project, log=folder / "second.log", **extra)).port
        yield checkpoints.target(checkpoint, server.port, tuple(people), second_port=second)


@pytest.mark.parametrize("checkpoint", LESSON.checkpoints, ids=lambda checkpoint: checkpoint.name)
def test_a_checkpoint_does_what_its_page_says(checkpoint, tmp_path):
    said = checkpoints.promises(checkpoint)
    with served(checkpoint, tmp_path) as target:
        seen = {claim: PROBES[claim](target) for claim in said}
    assert {claim: seen[claim].held for claim in said} == said, seen


def test_every_claim_is_told_somewhere_as_yes_and_as_no():
    told = [checkpoints.promises(checkpoint) for checkpoint in LESSON.checkpoints]
    for claim in CLAIMS:
        marks = {said[claim.id] for said in told if claim.id in said}
        assert marks == ({True} if claim.id == "rooms-apart" else {True, False}), claim.id
