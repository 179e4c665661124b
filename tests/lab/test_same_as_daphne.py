"""The lab's Python half does what a real server does: claims, hostile messages, printed lines."""

import json
import re

import pytest

from tests.serve.hostile import INPUTS
from tests.serve.test_claims import NO_BECAUSE
from tests.support.quick import chosen
from tests.support.waiting import become
from workshop.lesson import changes, checkpoints
from workshop.recordings.normalise import normalise
from workshop.serve.client import Socket, request
from workshop.serve.server import Server

LESSON = changes.read()
BUILDS = [point.name for point in LESSON.built() if checkpoints.in_lab(LESSON, point)]
CHECKPOINTS = [*(point.name for point in LESSON.checkpoints), *BUILDS]
ENDS = {"2.4": 2, "3.5": 3, "3.7": 3}
LAST = ("1.3", "2.4", "3.7")
HOSTILE = [("2.4", "/ws/echo/"), ("3.7", "/ws/chat/{room}/"), ("3.7", "/ws/async-chat/{room}/")]
DURATION = re.compile(r"\[\d+\.\d\d, ")
STAMP = re.compile(r"\[\d\d/\w{3}/\d{4} [\d:]{8}\]")
# The real servers of the tests have no reloader.
RELOADER = re.compile(r"Watching for file changes with StatReloader\n")


def asked(lesson, inside, name):
    """Ask all claims of a checkpoint in the lab; return what was seen and what is promised."""
    promised = lesson.asked(name)
    target = {**lesson.checkpoints[name]["target"], "people": lesson.people(name)}
    seen, _ = inside("claims", lesson.files(name), target=target, claims=list(promised))
    return seen, promised


@pytest.mark.parametrize("name", chosen(CHECKPOINTS, LAST.__contains__))
def test_every_claim_is_as_promised(lesson, inside, name):
    seen, promised = asked(lesson, inside, name)

    assert {claim: it["held"] for claim, it in seen.items()} == promised


@pytest.mark.parametrize("name", chosen(ENDS, lambda name: name == "2.4"))
def test_a_no_has_the_same_reason(lesson, inside, name):
    seen, promised = asked(lesson, inside, name)
    reasons = {claim: NO_BECAUSE.get((claim, ENDS[name])) for claim in promised}

    for claim in [claim for claim, held in promised.items() if not held and reasons[claim]]:
        assert seen[claim]["happened"] == reasons[claim]


@pytest.mark.parametrize(("name", "path"), chosen(HOSTILE, lambda name, _: name == "2.4"))
def test_every_hostile_message_does_the_same(lesson, inside, name, path):
    envelope = name != "2.4"
    people = lesson.people(name)
    seen, terminal = inside(
        "hostile", lesson.files(name), path=path, envelope=envelope, people=people
    )

    for sent in [sent for sent in INPUTS if sent.frame is not None]:
        answer, heard = [], []
        if not envelope and sent.frame:
            answer = [sent.frame if isinstance(sent.frame, str) else sent.frame.hex()]
        elif envelope and sent.reason:
            answer = [json.dumps({"error": sent.reason})]
        elif envelope:
            answer = heard = [json.dumps({"message": sent.text, "username": "ada"})]
        came = {"sender": answer, "neighbour": heard, "goes on": [True, True, None]}
        assert seen[sent.name] == came, sent.name
    assert "Traceback" not in terminal


def lines(output):
    """Return a server's printed lines without what differs from run to run."""
    output = STAMP.sub("[now]", DURATION.sub("[0.00, ", RELOADER.sub("", output)))
    return normalise(output).splitlines()


def walk(port, path, people, log):
    """Open sockets on a real server as ``messages`` does in the lab, one after the other."""
    for cookies, origin in ((people, ""), (people, "http://foreign.example"), ({}, "")):
        closed = log().count("DISCONNECT")
        with Socket(port, path, cookies=cookies, origin=origin) as socket:
            socket.answers_ping()
        assert become(lambda closed=closed: log().count("DISCONNECT") > closed)


def messages(pages, path, people):
    """Return the same as messages for the lab."""
    host = ["Host", "127.0.0.1:8000"]

    def cookie(cookies):
        return [["Cookie", "; ".join(f"{key}={value}" for key, value in cookies.items())]]

    sent = []
    for number, (page, cookies) in enumerate(pages):
        headers = [host, *(cookie(cookies) if cookies else [])]
        sent.append({"do": "http", "id": number, "target": page, "headers": headers})
    own = "http://127.0.0.1:8000"
    if not path:
        return sent
    for number, (cookies, origin) in enumerate(
        ((people, own), (people, "http://foreign.example"), ({}, own)), start=100
    ):
        headers = [host, ["Origin", origin], *(cookie(cookies) if cookies else [])]
        sent.append({"do": "open", "id": number, "target": path, "headers": headers})
        sent.append({"do": "close", "id": number, "code": 1000})
    return sent


PRINTED = [
    ("1.3", "", "/chat/"),
    ("2.4", "/ws/echo/", "/chat/"),
    ("3.5", "/ws/chat/lobby/", "/chat/lobby/"),
]


@pytest.mark.parametrize(("name", "path", "page"), chosen(PRINTED, lambda name, *_: name == "3.5"))
def test_the_server_prints_the_same_lines(lesson, inside, tmp_path, name, path, page):
    files, people = lesson.files(name), lesson.people(name)[0]
    pages = [(page, people), ("/", people), ("/nothing/", people), ("/static/chat/page.js", {})]
    project = tmp_path / "real" / "project"
    for file, text in files.items():
        (project / file).parent.mkdir(parents=True, exist_ok=True)
        (project / file).write_text(text, encoding="utf-8", newline="\n")
    (project / "db.sqlite3").write_bytes(lesson.database)
    with Server(project) as server:
        # Django's page for a 404 names the host: its length must not depend on the port.
        for target, cookies in pages:
            host = {"Host": "127.0.0.1:8000"}
            request(server.port, target, cookies=cookies, headers=host)
        assert become(lambda: pages[-1][0] in server.output())
        if path:
            walk(server.port, path, people, server.output)
        real = lines(server.output())

    _, terminal = inside("messages", files, messages=messages(pages, path, people))

    assert lines(terminal) == real
