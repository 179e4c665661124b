"""The build Files and pictures: HTTP for a file, the socket for its news; both consumers, Redis."""

import http.client
import json
import threading
from contextlib import ExitStack
from uuid import UUID, uuid4

import pytest

from tests.further.site import SECONDS, Site
from tests.further.typed import begins_and_serves
from tests.support import needs
from workshop.check.ask.careful_probes import ask
from workshop.check.ask.picture_probes import PICTURE, PRETENDED, PictureForm, multipart
from workshop.check.ask.probe_list import ASKS
from workshop.lesson import checkpoints
from workshop.serve.client import request
from workshop.serve.probes import collect, word
from workshop.serve.redis_server import redis_server
from workshop.serve.reply import cookie_header
from workshop.serve.server import LOOPBACK

NAME = "further/files"
ROUTES = ("chat", "async-chat")
LARGEST = 5 * 1024 * 1024
PNG, JPEG, WEBP = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\1\2\3\nWEBP"
KINDS = {"image/png": PNG, "image/jpeg": JPEG, "image/gif": PICTURE, "image/webp": WEBP}
REFUSED = "Send a PNG, JPEG, GIF or WebP of at most 5 MiB."


def stored(site):
    """Return the files that the site keeps for its pictures: name to bytes."""
    media = site.project / "media"
    kept = [file for file in media.rglob("*") if file.is_file()]
    assert {file.parent for file in kept} <= {media / "pictures"}
    return {file.name: file.read_bytes() for file in kept}


def told(listener):
    """Return the next thing that somebody is told."""
    frame = listener.receive(SECONDS)
    assert frame is not None, listener.happened
    return json.loads(frame)


def address_told(listener, name="ada"):
    """Return the address of the picture that somebody is told of next."""
    data = told(listener)
    assert data.keys() == {"picture", "username"} and data["username"] == name, data
    return data["picture"]


def say(target, speaker):
    """Return all that somebody is told up to a message of their own."""
    said = word()
    assert speaker.send(target.frame(said))
    frames = [json.loads(frame) for frame in collect(speaker, said, SECONDS)]
    assert frames and frames.pop()["message"] == said, speaker.happened
    return frames


def fetched(site, address, name="grace", server=0):
    """Return the status, the headers and the bytes at an address."""
    connection = http.client.HTTPConnection(LOOPBACK, site.servers[server].port, timeout=SECONDS)
    try:
        cookies = cookie_header(site.cookies.get(name, {}))
        connection.request("GET", address, headers={"Cookie": cookies})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("route", ROUTES)
def test_it_keeps_what_its_page_promises(files, route):
    target = files.target(route)
    promised = checkpoints.promises(files.point)
    assert {claim: ASKS[claim](target).held for claim in promised} == promised


KINDS_OF_BOTH = [*((kind, "chat") for kind in KINDS), ("image/gif", "async-chat")]


@pytest.mark.parametrize(("kind", "route"), KINDS_OF_BOTH)
def test_each_window_hears_once_of_a_picture_whose_kind_its_bytes_tell(files, route, kind):
    room, target, data = word(), files.target(route), KINDS[kind] + bytes(range(256))
    form = PictureForm(target, room)
    with target.open(room) as ada, target.open(room, person=1) as grace:
        # Neither the name nor what a browser says is believed.
        reply = form.send(data, "cat.html", "text/html")
        assert (reply.status, reply.body) == (200, "Sent.")
        address = address_told(ada)
        assert address_told(grace) == address
        status, headers, body = fetched(files, address)
        assert (status, headers["Content-Type"], body) == (200, kind, data)
        assert headers["X-Content-Type-Options"] == "nosniff"
        # Who comes later is told nothing, and can see it.
        with target.open(room, person=1) as late:
            assert say(target, late) == []
        # The message of the latecomer, and nothing more.
        assert [one.keys() for one in say(target, ada)] == [{"message", "username"}]


def test_what_is_refused_is_neither_kept_nor_told(files):
    room, target = word(), files.target()
    form, before = PictureForm(target, room), stored(files)
    wave = b"RIFF\0\0\0\0WAVE"
    with target.open(room) as ada:
        for data, name, kind in (
            *PRETENDED,
            (b"", "empty.png", "image/png"),
            (b"GIF8", "short.gif", "image/gif"),
            (wave, "sound.webp", "image/webp"),
            (PNG + bytes(LARGEST), "large.png", "image/png"),
        ):
            reply = form.send(data, name, kind)
            assert (reply.status, reply.body) == (400, REFUSED), name
        form.field = "another"
        assert form.send(PICTURE).status == 400
        assert ask(target, form.path).status == 400
        assert say(target, ada) == []
    assert stored(files) == before


def test_a_stranger_a_foreign_form_and_a_wrong_address_get_nothing(files):
    room, target = word(), files.target()
    form = PictureForm(target, room)
    with target.open(room) as ada:
        assert form.send(PICTURE).status == 200
        address, before = address_told(ada), stored(files)
        token = {"csrftoken": form.cookies["csrftoken"]}
        reply = form.send(PICTURE, cookies=token)
        assert (reply.status, reply.location.split("?")[0]) == (302, "/admin/login/")
        status, headers, _ = fetched(files, address, "nobody")
        assert (status, headers["Location"].split("?")[0]) == (302, "/admin/login/")
        form.token = ""
        assert form.send(PICTURE).status == 403
        form = PictureForm(target, room)
        form.path = form.path.replace(room, "x" * 51)
        assert form.send(PICTURE).status == 404
        for path in (f"/chat/pictures/{uuid4()}/", "/chat/pictures/..%2fdb.sqlite3/"):
            assert fetched(files, path)[0] == 404
        assert say(target, ada) == []
    assert stored(files) == before


@pytest.mark.parametrize(
    "name", ["../../x.gif", "..%2f..%2fx.gif", "a%0Ab.gif", "/x.gif", "x" * 300]
)
def test_the_name_of_a_file_is_used_for_nothing(files, name):
    target, before = files.target(), stored(files)
    form = PictureForm(target, word())
    assert form.send(PICTURE, name).status == 200
    (new,) = stored(files).keys() - before.keys()
    assert str(UUID(new)) == new


@pytest.mark.all
def test_several_at_once_come_each_once(files):
    room, target = word(), files.target()
    forms = [PictureForm(target, room, person) for person in (0, 1, 0, 1)]
    with target.open(room) as ada:
        threads = [threading.Thread(target=form.send, args=[PICTURE]) for form in forms]
        for thread in threads:
            thread.start()
        heard = [told(ada) for _ in forms]
        for thread in threads:
            thread.join()
        assert len({one["picture"] for one in heard}) == len(forms)
        assert sorted(one["username"] for one in heard) == ["ada", "ada", "grace", "grace"]
        # Two in one field, as a page of somebody else's might send them: the last one counts.
        form = forms[0]
        two = [(form.field, "a.gif", "image/gif", PICTURE), (form.field, "b.png", "", PNG)]
        headers, body = multipart({"csrfmiddlewaretoken": form.token}, two)
        port, cookies = target.port, form.cookies
        reply = request(port, form.path, body=body, headers=headers, cookies=cookies)
        assert reply.status == 200
        assert fetched(files, address_told(ada))[2] == PNG
        assert say(target, ada) == []


@pytest.mark.all
def test_the_commands_of_the_page_files(tmp_path):
    begins_and_serves("test_the_commands_of_the_page_files", tmp_path)


@pytest.mark.all
def test_a_picture_outlives_the_server(tmp_path):
    with Site(NAME, tmp_path) as site:
        target = site.target()
        with target.open("lobby") as ada:
            assert PictureForm(target, "lobby").send(PICTURE).status == 200
            address = address_told(ada)
        site.servers[0].stop(gentle=0)
        site.servers[0].start()
        assert fetched(site, address)[2] == PICTURE


@pytest.mark.all
@pytest.mark.parametrize("servers", [1, 2], ids=["memory", "redis"])
def test_a_second_server_hears_of_it_with_redis_only(tmp_path, request, servers):
    extra = {"REDIS_URL": request.getfixturevalue("redis_url")} if servers == 2 else {}
    with Site(NAME, tmp_path, 2, **extra) as site:
        here, room = site.target(), word()
        form = PictureForm(here, room)
        with ExitStack() as stack:
            near = [stack.enter_context(site.target(route).open(room)) for route in ROUTES]
            there = [site.target(route, server=1) for route in ROUTES]
            far = [stack.enter_context(target.open(room, person=1)) for target in there]
            assert form.send(PICTURE).status == 200
            (address,) = {address_told(one) for one in near}
            if servers == 2:
                assert {address_told(one) for one in far} == {address}
            else:
                assert [say(there[0], far[0]), far[1].receive(SECONDS) is None] == [[], False]
            assert fetched(site, address, server=1)[2] == PICTURE


@pytest.mark.all
def test_without_redis_the_sender_is_told_and_the_file_stays(tmp_path):
    needs.redis()
    with ExitStack() as stack:
        with redis_server() as url:
            site = stack.enter_context(Site(NAME, tmp_path, REDIS_URL=url))
            form = PictureForm(site.target(), "lobby")
        assert form.send(PICTURE).status == 500
        assert list(stored(site).values()) == [PICTURE]
