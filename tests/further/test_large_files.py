"""What the page Files and pictures says of large files, of messages that carry them, of streams."""

import base64
import socket
from contextlib import ExitStack
from dataclasses import replace

import pytest

from tests.further.site import SECONDS, Site, with_examples
from tests.further.test_files import (
    LARGEST,
    NAME,
    PNG,
    ROUTES,
    address_told,
    fetched,
    say,
    told,
)
from tests.support import printed
from workshop.check.ask.picture_probes import PICTURE, PictureForm, multipart
from workshop.serve.client import Socket
from workshop.serve.probes import word
from workshop.serve.server import LOOPBACK

# Daphne's.
LONGEST_MESSAGE = 1024 * 1024


@pytest.mark.all
def test_djangos_limit_of_a_request_counts_fields_and_no_files(files):
    room, target = word(), files.target()
    form = PictureForm(target, room)
    most = PNG + bytes(LARGEST - len(PNG))
    with target.open(room) as ada:
        # More than DATA_UPLOAD_MAX_MEMORY_SIZE and FILE_UPLOAD_MAX_MEMORY_SIZE.
        assert form.send(most).status == 200
        assert fetched(files, address_told(ada))[2] == most
    form.token = "x" * 3_000_000
    reply = form.send(PICTURE)
    assert reply.status == 400 and "RequestDataTooBig" in reply.body


# What a view gets, and where it waits: below and above FILE_UPLOAD_MAX_MEMORY_SIZE.
WAITS = """
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
for length in (2_000_000, 3_000_000):
    made = RequestFactory().post("/", {"picture": SimpleUploadedFile("x", bytes(length))})
    print(type(made.FILES["picture"]).__name__)
"""


@pytest.mark.all
def test_a_large_file_waits_on_disk(files):
    lines = files.manage("shell", "-c", WAITS).splitlines()
    assert lines[-2:] == ["InMemoryUploadedFile", "TemporaryUploadedFile"]


@pytest.mark.all
def test_no_line_of_a_view_runs_before_all_bytes_are_there(files):
    target = files.target()
    form = PictureForm(target, word())
    headers, body = multipart({}, [(form.field, "x.png", "image/png", PNG + bytes(10_000_000))])
    head = {"Host": f"{LOOPBACK}:{target.port}", "Content-Length": len(body), **headers}
    lines = [f"POST {form.path} HTTP/1.1", *(f"{key}: {value}" for key, value in head.items())]
    with socket.create_connection((LOOPBACK, target.port), timeout=SECONDS) as connection:
        # A stranger, without a token: what could be known from the first lines.
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body[:-1])
        connection.settimeout(1)
        with pytest.raises(TimeoutError):
            connection.recv(1)
        connection.settimeout(SECONDS)
        connection.sendall(body[-1:])
        assert connection.recv(1000).startswith(b"HTTP/1.1 403")


def patient(tree):
    """Return step 3's rule for messages with a limit that a picture fits in."""
    path = "chat/messages.py"
    text = tree[path].replace("<= 1000:", "<= 2_000_000:")
    assert text != tree[path]
    return {path: text}


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_in_base64_a_picture_is_a_third_larger_and_one_too_large_ends_the_connection(
    tmp_path, route
):
    with Site(NAME, tmp_path, change=patient) as site:
        target = site.target(route)

        def sent(ada, length):
            text = base64.b64encode(bytes(length)).decode()
            assert 1.33 < len(text) / length < 1.34
            return ada.send(target.frame(text))

        with target.open("lobby") as ada, target.open("lobby", person=1) as grace:
            assert sent(ada, 780_000)
            assert ada.send(target.frame("behind it"))
            for one in (ada, grace):
                # What comes behind a large message waits for its end.
                assert len(told(one)["message"]) == 1_040_000
                assert told(one)["message"] == "behind it"
            sent(ada, 790_000)
            assert ada.receive() is None
            assert ada.code == 1006
            assert say(target, grace) == []


def with_stream(tree):
    """Return the page's example of binary frames and its address."""
    blocks = printed.proven_by("test_binary_frames_come_to_everybody_as_they_were")
    (line,) = [block.text for block in blocks if "title" not in block.options]
    text = tree["chat/routing.py"].replace("urlpatterns = [\n", f"urlpatterns = [\n{line}")
    text = text.replace("consumers\n", "consumers, stream\n", 1)
    assert line in text and "stream\n" in text
    return {**with_examples(NAME, "chat/stream.py")(tree), "chat/routing.py": text}


@pytest.mark.all
@pytest.mark.parametrize("servers", [1, 2], ids=["memory", "redis"])
def test_binary_frames_come_to_everybody_as_they_were(tmp_path, request, servers):
    extra = {"REDIS_URL": request.getfixturevalue("redis_url")} if servers == 2 else {}
    with Site(NAME, tmp_path, servers, with_stream, **extra) as site, ExitStack() as stack:
        targets = [site.target(server=number) for number in range(servers)]
        targets = [replace(target, socket="/ws/stream/") for target in targets]
        assert not targets[0].open("", cookies={}).opened
        windows = [
            stack.enter_context(target.open("", person)) for target in targets for person in (0, 1)
        ]
        for data in (bytes(range(256)), bytes(1000)):
            # Too long, and no bytes: nobody hears of it.
            for ignored in (bytes(1001), "text"):
                assert windows[0].send(ignored)
            assert windows[0].send(data)
            assert [one.receive(SECONDS) for one in windows] == [data] * len(windows)
        for server in site.servers:
            # Daphne would wait for consumers that are leaving at this moment.
            server.stop(gentle=0)


@pytest.mark.all
@pytest.mark.parametrize("route", ROUTES)
def test_a_message_of_more_than_a_mebibyte_ends_the_connection(files, route):
    path = f"/ws/{route}/lobby/"
    for length, code in ((LONGEST_MESSAGE, None), (LONGEST_MESSAGE + 1, 1006)):
        port, cookies = files.servers[0].port, files.cookies["ada"]
        with Socket(port, path, cookies=cookies, seconds=SECONDS) as ada:
            ada.send("x" * length)
            answer = ada.receive()
            assert ada.code == code
            assert (answer is None) == (code is not None)
