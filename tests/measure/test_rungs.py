"""Every chat that is measured is the same chat: what it costs may be compared."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.support import needs
from tests.support.quick import chosen
from workshop.base.steps import ROOT
from workshop.measure import variants
from workshop.measure.served import Stage
from workshop.serve.client import Socket
from workshop.serve.redis_server import find_redis, redis_server

SECONDS = 20
# The steps' own tests chat with these, one by one.
STEP_3 = {"sync", "async", "pubsub"}
# What differs from "once" is tried with it.
OWN = [one for one in variants.VARIANTS if one.id not in STEP_3 | {"lean"}]
QUICK = ("core", "starlette", "bare")
AT_ONCE = 3


def tried(stage, variant):
    """Return what went wrong in the chat with one variant, or None, and what its server said."""
    with stage.serve(variant) as subject:
        try:
            chat(subject)
            if variant.channels:
                assert Socket(subject.port, "/ws/chat/one/").status == 403
        except AssertionError as error:
            return error
    log = (stage.folder / f"{variant.id}.log").read_text(encoding="utf-8")
    return log if "Traceback" in log else None


@pytest.fixture(scope="module")
def wrong(request, tmp_path_factory):
    """Id of each variant that is asked for to what went wrong.

    Several are tried at once, for their starts take longest.
    """
    asked = {
        item.callspec.params["name"]
        for item in request.session.items
        if item.path == request.path and "wrong" in getattr(item, "fixturenames", ())
    }
    with ExitStack() as stack:
        url = stack.enter_context(redis_server()) if find_redis() else None
        stage = Stage(tmp_path_factory.mktemp("rungs"), url)
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        some = [one for one in OWN if one.id in asked and (url or one.id not in variants.REDIS)]
        answers = pool.map(lambda one: tried(stage, one), some)
        return {one.id: answer for one, answer in zip(some, answers, strict=True)}


def said(socket, text):
    assert socket.send(json.dumps({"message": text}))


def heard(socket):
    frame = socket.receive()
    assert frame is not None, socket.happened
    return json.loads(frame)


def chat(subject):
    """Two people hear each other, another room does not; an error goes to its sender alone."""
    with ExitStack() as stack:
        ada, grace, alan = (
            stack.enter_context(
                Socket(subject.port, f"/ws/chat/{room}/", cookies=cookies, seconds=SECONDS)
            )
            for cookies, room in zip(subject.cookies, ("one", "one", "two"), strict=True)
        )
        assert ada.opened and grace.opened and alan.opened, (ada.happened, grace.happened)
        said(ada, "Hello")
        hello = {"message": "Hello", "username": "ada"}
        assert heard(ada) == heard(grace) == hello
        for wrong in ("no JSON", '{"message": 1}', json.dumps({"message": "x" * 1001})):
            assert ada.send(wrong)
            assert list(heard(ada)) == ["error"]
        said(grace, "Hi")
        hi = {"message": "Hi", "username": "grace"}
        assert heard(grace) == heard(ada) == hi
        grace.close()
        said(alan, "Alone")
        assert heard(alan) == {"message": "Alone", "username": "alan"}
        said(ada, "Grace has left")
        assert heard(ada)["message"] == "Grace has left"


@pytest.mark.parametrize("name", chosen([one.id for one in OWN], QUICK.__contains__))
def test_it_is_the_same_chat(wrong, name):
    if name in variants.REDIS:
        needs.redis()
    assert wrong[name] is None


@pytest.mark.parametrize("variant", variants.VARIANTS, ids=lambda variant: variant.id)
def test_its_code_is_in_the_repository(variant):
    text = (ROOT / variant.file).read_text(encoding="utf-8")
    name = variant.application.split(":")[0].rpartition(".")[2]
    assert variant.layer == "lean" or f"class {name}" in text or variant.file.endswith(f"{name}.py")
