"""The lab as a reader uses it, in a real Chromium: chat, claims, edits, and what can go wrong."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.serve.hostile import INPUTS
from tests.support.lesson import LESSON
from tests.support.quick import SWEEP, chosen

NAMES = [point.name for point in LESSON.checkpoints]
# The last ones of each step, as far as the first page offers them.
ENDS = ("1.3", "2.4", "3.5")
SENT = [sent for sent in INPUTS if isinstance(sent.frame, str) and "deep" not in sent.name]

# Sends each frame over a socket of its own and a good one after it; returns what came.
SEND_ALL = """async ([path, frames, good]) => {
    const seen = [];
    for (const frame of frames) {
        const socket = new WebSocket(new URL(path, document.baseURI));
        await new Promise((done) => { socket.onopen = done; });
        const came = [];
        await new Promise((done) => {
            socket.onclose = (event) => { came.push(event.code); done(); };
            socket.onmessage = (event) => {
                if (event.data.includes('goodbye')) done();
                else came.push(event.data);
            };
            socket.send(frame);
            socket.send(good);
        });
        seen.push(came);
        socket.onclose = null;
        socket.close();
    }
    return seen;
}"""


def test_three_people_chat_and_nothing_comes_from_elsewhere(lab):
    page = lab("3.5", start=False)
    before = [url for url in page.requests if "/assets/lab/" in url]
    assert [url.rpartition("/")[2] for url in before] == ["start.css", "start.js"]

    page.start()
    for who in ("Ada", "Grace", "Alan"):
        page.connected(who)
    page.say("Ada", "Hello from Ada")
    for who in ("Ada", "Grace", "Alan"):
        page.hears(who, "ada: Hello from Ada")

    shown = page.terminal("WebSocket CONNECT /ws/chat/lobby/")
    assert "Starting ASGI/Daphne" in shown
    assert "HTTP GET /chat/lobby/ 200" in shown


@pytest.mark.all
@pytest.mark.parametrize("name", chosen(NAMES, ENDS.__contains__, SWEEP))
def test_every_claim_is_as_promised(lab, lesson, name):
    page = lab(name)
    seen = page.ask()

    sentences = lesson.known["claims"]
    promised = {sentences[claim]: held for claim, held in lesson.asked(name).items()}
    answers = {sentence: seen[sentence].split()[0].strip(",") for sentence in promised}
    assert answers == {sentence: "yes" if held else "no" for sentence, held in promised.items()}
    assert "differ" not in page.page.locator(".lab-claims").get_by_role("status").inner_text()


@pytest.mark.all
@pytest.mark.parametrize(
    ("name", "path", "who"),
    [
        ("2.4", "/ws/echo/", "You"),
        ("3.7", "/ws/chat/hostile/", "Ada"),
        ("3.7", "/ws/async-chat/hostile/", "Ada"),
    ],
)
def test_every_hostile_message_does_the_same(lab, name, path, who):
    page = lab(name)
    envelope = name != "2.4"
    good = json.dumps({"message": "goodbye"}) if envelope else "goodbye"
    frames = [sent.frame for sent in SENT]
    seen = page.frame(who).evaluate(SEND_ALL, [path, frames, good])

    for sent, came in zip(SENT, seen, strict=True):
        if not envelope:
            assert came == ([sent.frame] if sent.frame else []), sent.name
        elif sent.reason:
            assert [json.loads(frame) for frame in came] == [{"error": sent.reason}], sent.name
        else:
            expected = [{"message": sent.text, "username": "ada"}]
            assert [json.loads(frame) for frame in came] == expected, sent.name
    assert "Traceback" not in page.page.locator(".lab-screen").text_content()


@pytest.mark.all
def test_an_edit_restarts_the_server_and_stays(lab):
    page = lab("2.3")
    page.connected("You")
    consumers = page.text("chat/consumers.py")
    page.write("chat/consumers.py", consumers.replace("=text_data,", "=text_data.upper(),"))
    changed = page.text("chat/consumers.py")
    page.page.keyboard.press("ControlOrMeta+s")

    page.terminal("chat/consumers.py changed, reloading.")
    # The page connects again by itself, to the server that has started anew.
    page.terminal(re.compile(r"reloading\.[\s\S]+WebSocket CONNECT"))
    page.connected("You")
    page.say("You", "loud")
    page.hears("You", "LOUD")
    page.page.reload()
    page.start()
    assert page.text("chat/consumers.py") == changed

    page.page.on("dialog", lambda dialog: dialog.accept())
    page.choose("Reset to the checkpoint")
    page.wait("() => !lab.editor.files['chat/consumers.py'].includes('upper')")
    assert page.text("chat/consumers.py") == consumers


BROKEN = {
    "a syntax error": ("def receive(self", "def receive self", "SyntaxError", False),
    "an endless loop at the start": (
        "\n\nclass",
        "\n\nwhile True: pass\n\nclass",
        "endless",
        False,
    ),
    "sys.exit": ("\n\nclass", "\n\nraise SystemExit('over')\n\nclass", "over", False),
    "a flood": ("\n\nclass", "\n\nprint('x' * 10**8)\n\nclass", "not shown", True),
}


@pytest.mark.parametrize("what", chosen(BROKEN, lambda what: False, one_in=3))
def test_the_lab_says_what_is_wrong_and_goes_on(lab, what):
    page = lab("2.3")
    old, new, said, runs = BROKEN[what]
    good = page.text("chat/consumers.py")
    broken = re.sub(r"\n\n\nclass", new.replace("\n\nclass", "\n\n\nclass"), good, count=1)
    if old != "\n\nclass":
        broken = good.replace(old, new, 1)
    assert broken != good
    page.write("chat/consumers.py", broken)
    assert page.run() is runs
    page.terminal(said)

    page.write("chat/consumers.py", good)
    assert page.run()
    page.load()
    page.connected("You")


@pytest.mark.all
def test_a_loop_in_a_consumer_ends_the_process_and_the_page_comes_back(lab):
    page = lab("2.3")
    page.connected("You")
    good = page.text("chat/consumers.py")
    receive = re.search(r"    def receive\(.*\n", good)[0]
    loop = f"{receive}        while text_data == 'loop':\n            pass\n"
    page.write("chat/consumers.py", good.replace(receive, loop))
    assert page.run()
    page.load()
    page.connected("You")
    page.say("You", "loop")

    page.terminal(re.compile(r"did not come back within[\s\S]+WebSocket CONNECT"))
    page.connected("You")
    page.say("You", "still there")
    page.hears("You", "still there")


@pytest.mark.all
def test_a_deleted_file_is_told_and_can_be_had_again(lab):
    page = lab("2.3")
    page.page.on("dialog", lambda dialog: dialog.accept())
    page.page.evaluate("() => lab.editor.open('manage.py')")
    page.choose("Delete this file")
    assert not page.run()
    page.terminal("can't open file")
    page.choose("Reset to the checkpoint")
    page.connected("You")


@pytest.mark.all
def test_what_is_typed_cannot_leave_the_lab(lab):
    page = lab("2.3")
    python = (
        "import js\nprint('fetch' in dir(js), 'indexedDB' in dir(js), 'WebSocket' in dir(js))\n"
    )
    page.write("chat/consumers.py", python + page.text("chat/consumers.py"))
    assert page.run()
    page.terminal("False False False")
    # The site's storage and the page around are another origin's for the page in a window.
    for line in ("parent.document", "top.location.href"):
        page.console("You", line, "SecurityError")
    with page.page.expect_event("requestfailed") as failed:
        page.console("You", "new Image().src = 'http://foreign.example/x.png'", "x.png")
    assert failed.value.failure == "csp"
    page.troubles.clear()


@pytest.mark.all
def test_the_console_of_a_window_is_a_console(lab):
    page = lab("2.4")
    page.connected("You")
    page.console("You", "socket.readyState", "1")
    page.console("You", "const first = 20 + 1", "undefined")
    page.console("You", "first * 2", "42")
    page.console("You", "location.pathname", '"/chat/"')
    page.console("You", "(await fetch('/nothing/')).status", "404")
    line = "own = new WebSocket('ws://127.0.0.1:8000/ws/echo/'); own.onclose = (event) => "
    line += "console.log('closed with ' + event.code)"
    page.console("Foreign site", line, "closed with 1006")
    page.terminal("WebSocket REJECT /ws/echo/")


@pytest.mark.all
def test_a_message_can_be_stepped_through(lab):
    page = lab("3.5")
    for who in ("Ada", "Grace", "Alan"):
        page.connected(who)
    page.page.get_by_role("tab", name="Wire").click()
    page.page.get_by_role("button", name="Step through").click()
    page.say("Ada", "one by one")
    wire = page.page.locator(".lab-wire")
    next_one = page.page.get_by_role("button", name="Next", exact=True)
    expect(next_one).to_be_enabled()
    expect(wire).not_to_contain_text("group_send")
    next_one.click()
    expect(wire).to_contain_text("group_send")
    logs = [page.window(who).get_by_role("log") for who in ("Ada", "Grace", "Alan")]
    for count in (1, 2, 3):
        next_one.click()
        expect(page.page.locator(".lab-wire > .lab-frame")).to_have_count(1 + count)
    for log in logs:
        expect(log).to_contain_text("ada: one by one")
