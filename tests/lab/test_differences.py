"""The page lists where the lab differs from a server: each item of the list is asserted here."""

import re

import pytest
from playwright.sync_api import expect

from tests.lab.lab_page import SECONDS
from workshop.lesson.chapters import DOCS

RAISES = "    def receive(self, text_data=None, bytes_data=None):\n        raise KeyError('mine')\n"
ONE_THREAD = """import threading
threading.Thread(target=print).start()
"""
LISTED = re.findall(r"^- \*\*(.*?)\.\*\*", (DOCS / "lab.md").read_text(encoding="utf-8"), re.M)
SAVED = (
    "from chat.models import Notification as N; from django.contrib.auth.models import User; "
    "N.objects.create(user=User.objects.first(), text=1)"
)
APPLIED = "Applying chat.0001_initial... OK\nWatching for file changes"
OWN = [["Host", "127.0.0.1:8000"], ["Origin", "http://127.0.0.1:8000"]]


def one_process(lab, lesson, inside):
    """The claims about other processes are shown and not asked; a command runs in this one."""
    for name, claims in (("3.5", ["second-process"]), ("further/notifications", ["told", "badge"])):
        page = lab(name)
        seen = page.ask()
        assert all("one process" in seen[lesson.known["claims"][claim]] for claim in claims)
    # The number comes, without Redis.
    page.command(f"shell -c '{SAVED}'")
    expect(page.window("Ada").locator("#badge")).to_have_text("1 new", timeout=SECONDS * 1000)
    assert "further/frontend" not in lesson.checkpoints


def one_thread(lab, lesson, inside):
    """A thread cannot start."""
    page = lab("2.3")
    page.write("chat/consumers.py", ONE_THREAD + page.text("chat/consumers.py"))
    page.run()
    page.terminal("can't start new thread")


def whole_messages(lab, lesson, inside):
    """A message over the limit, the only wrong frame a page can send, breaks the connection off."""
    page = lab("2.3")
    page.connected("You")
    line = "big = new WebSocket(address); big.onopen = () => big.send('x'.repeat(2 ** 20 + 1)); "
    line += "big.onclose = (event) => console.log('closed with ' + event.code)"
    page.console("You", line, "closed with 1006")


def fewer_modules(lab, lesson, inside):
    """A module for what a page cannot do is not there, and Python says so."""
    page = lab("2.3")
    page.write("chat/consumers.py", "import ftplib\n" + page.text("chat/consumers.py"))
    page.run()
    page.terminal("No module named 'ftplib'")


def quick_passwords(lab, lesson, inside):
    """The people's passwords are stored with MD5."""
    assert b"md5$" in lesson.database
    assert b"pbkdf2" not in lesson.database


def tracebacks(lab, lesson, inside):
    """A traceback has the reader's own line and the last line, as on a server."""
    files = lesson.files("2.4")
    consumers = files["chat/consumers.py"]
    files["chat/consumers.py"] = re.sub(r"    def receive\((.|\n)*", RAISES, consumers)
    opened = {"do": "open", "id": 1, "target": "/ws/echo/", "headers": OWN}
    told, terminal = inside(
        "messages", files, messages=[opened, {"do": "frame", "id": 1, "data": "x"}]
    )

    assert "Exception inside application: 'mine'\nTraceback" in terminal
    assert "chat/consumers.py" in terminal
    assert "    raise KeyError('mine')" in terminal
    assert "\nKeyError: 'mine'\n" in terminal
    # The page is told what Daphne tells it.
    assert [it["code"] for it in told if it.get("what") == "close"] == [1011, 1011]


def own_database(lab, lesson, inside):
    """A new migration is applied at the start, and what a question writes is not kept."""
    # Both are written into one folder: the one without migrations first.
    for name, claim in (("further/accounts", "own-account"), ("further/history", "late")):
        target = {**lesson.checkpoints[name]["target"], "people": lesson.people(name)}
        look, ask = {"do": "database"}, {"do": "ask", "target": target, "claims": [claim]}
        told, terminal = inside("messages", lesson.files(name), messages=[look, ask, look])

        assert (APPLIED in terminal) is (name == "further/history")
        before, after = (it["database"] for it in told if it["event"] == "database")
        assert [it["held"] for it in told if it["event"] == "claim"] == [True]
        assert before == after


# Any picture of the project: the admin has some.
PICTURE = """\
const it = new Image();
it.onload = () => console.log('the picture is there');
it.onerror = () => console.log('the picture failed');
it.src = '/static/admin/img/icon-yes.svg';""".replace("\n", " ")


def surroundings(lab, lesson, inside):
    """What a page keeps is gone with it, and other requests than fetch are refused."""
    page = lab("2.3")
    page.console("You", "localStorage.setItem('it', 'kept'); localStorage.getItem('it')", '"kept"')
    page.load()
    page.console("You", "localStorage.getItem('it')", "null")
    page.console("You", PICTURE, "the picture failed")
    # The browser, which let nothing out, says so as well.
    page.troubles = [it for it in page.troubles if "icon-yes.svg" not in it]


ASSERTED = {
    "One process": one_process,
    "Its own database": own_database,
    "One thread": one_thread,
    "Whole messages": whole_messages,
    "Fewer modules": fewer_modules,
    "Quick passwords": quick_passwords,
    "Tracebacks": tracebacks,
    "A page's surroundings": surroundings,
}


def test_the_list_is_this_one():
    assert list(ASSERTED) == LISTED


@pytest.mark.parametrize("difference", ["Quick passwords", "Tracebacks", "Its own database"])
def test_a_difference_without_a_browser(lesson, inside, difference):
    ASSERTED[difference](None, lesson, inside)


@pytest.mark.all
@pytest.mark.parametrize(
    "difference",
    ["One process", "One thread", "Whole messages", "Fewer modules", "A page's surroundings"],
)
def test_a_difference_in_a_browser(lab, lesson, inside, difference):
    ASSERTED[difference](lab, lesson, inside)
