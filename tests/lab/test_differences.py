"""The page lists where the lab differs from a server: each item of the list is asserted here."""

import re

import pytest

from workshop.lesson.chapters import DOCS

RAISES = "    def receive(self, text_data=None, bytes_data=None):\n        raise KeyError('mine')\n"
ONE_THREAD = """import threading
threading.Thread(target=print).start()
"""
LISTED = re.findall(r"^- \*\*(.*?)\.\*\*", (DOCS / "lab.md").read_text(encoding="utf-8"), re.M)
OWN = [["Host", "127.0.0.1:8000"], ["Origin", "http://127.0.0.1:8000"]]


def one_process(lab, lesson, inside):
    """The claim about a second process is shown and not asked."""
    page = lab("3.5")
    seen = page.ask()
    assert "one process" in seen[lesson.known["claims"]["second-process"]]


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


def surroundings(lab, lesson, inside):
    """What a page keeps is gone with it, and other requests than fetch are refused."""
    page = lab("2.3")
    page.console("You", "localStorage.setItem('it', 'kept'); localStorage.getItem('it')", '"kept"')
    page.load()
    page.console("You", "localStorage.getItem('it')", "null")


ASSERTED = {
    "One process": one_process,
    "One thread": one_thread,
    "Whole messages": whole_messages,
    "Quick passwords": quick_passwords,
    "Tracebacks": tracebacks,
    "A page's surroundings": surroundings,
}


def test_the_list_is_this_one():
    assert list(ASSERTED) == LISTED


@pytest.mark.parametrize("difference", ["Quick passwords", "Tracebacks"])
def test_a_difference_without_a_browser(lesson, inside, difference):
    ASSERTED[difference](None, lesson, inside)


@pytest.mark.all
@pytest.mark.parametrize(
    "difference", ["One process", "One thread", "Whole messages", "A page's surroundings"]
)
def test_a_difference_in_a_browser(lab, lesson, inside, difference):
    ASSERTED[difference](lab, lesson, inside)
