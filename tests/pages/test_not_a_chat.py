"""Not a chat: the site of the page is made, has no socket, and gets one in seven places."""

import pytest

from tests.support import club, printed
from workshop.serve.client import Socket, request
from workshop.serve.server import Server

PAGE = "further/not-a-chat.md"


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The site before the seven places."""
    folder = tmp_path_factory.mktemp("club") / "site"
    folder.mkdir()
    return club.make(folder)


@pytest.fixture(scope="module")
def live(plain):
    """The same site on a server, with the seven places and two matches: the server."""
    with Server(plain, log=plain.with_name("plain.log")) as server:
        assert Socket(server.port, "/ws/score/1/", seconds=club.SECONDS).status == 404
        cookies = club.signed_in(server)
        for name in ("Reds – Blues", "Greens – Whites"):
            club.save(server, cookies, name, "0 : 0")
    club.write(plain, before=False)
    with Server(plain, log=plain.with_name("live.log")) as server:
        server.cookies = club.signed_in(server)
        yield server


def watching(server, pk, **how):
    return Socket(server.port, f"/ws/score/{pk}/", seconds=club.SECONDS, **how)


def test_the_site_works_before_it_has_a_socket(plain):
    with Server(plain, log=plain.with_name("before.log")) as server:
        assert request(server.port, "/match/999/", seconds=club.SECONDS).status == 404
        assert request(server.port, "/admin/login/", seconds=club.SECONDS).status == 200


def test_these_files_are_new_or_change():
    (tree,) = printed.proven_by("test_these_files_are_new_or_change")
    shown, folder = set(), ""
    for line in tree.text.splitlines():
        folder = folder if line.startswith(" ") else line
        if line.startswith(" "):
            shown.add(folder + line.strip())
    below = printed.read(PAGE).partition(club.PLACES)[0].count("\n")
    changed = [block for block in printed.blocks(PAGE) if block.line > below]
    assert shown == {block.options["title"] for block in changed if "title" in block.options}


def test_who_watches_sees_each_new_score_and_only_of_this_match(live):
    with watching(live, 1) as one, watching(live, 2) as two:
        assert [one.receive(), two.receive()] == ["0 : 0", "0 : 0"]
        club.save(live, live.cookies, "Reds – Blues", "1 : 0", pk=1)
        club.save(live, live.cookies, "Greens – Whites", "0 : 3", pk=2)
        assert [one.receive(), two.receive()] == ["1 : 0", "0 : 3"]
    with watching(live, 1) as later:
        assert later.receive() == "1 : 0"
    page = request(live.port, "/match/1/", seconds=club.SECONDS).body
    assert "1 : 0" in page and 'data-socket="/ws/score/1/"' in page


def test_no_such_match_and_no_foreign_page_has_a_socket(live):
    assert watching(live, 999).status == 403
    assert watching(live, 1, origin="http://foreign.example").status == 403
    assert "Traceback" not in live.output()


def test_what_a_visitor_sends_is_thrown_away(live):
    with watching(live, 2) as socket:
        score = socket.receive()
        assert socket.send('{"score": "99 : 0"}') and socket.send(b"\xff")
        assert socket.answers_ping()
        with watching(live, 2) as other:
            assert other.receive() == score
