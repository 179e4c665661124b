"""The board's pages in a browser: for everybody, readable from the last row, and true."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.room.classroom import PARTS, SECONDS, key, start
from tests.support import needs
from tests.support.checkout import fresh_checkout, fresh_environment, quiet_port
from tests.support.quick import chosen, named, paired
from workshop.serve.browser import open_browser
from workshop.serve.client import Socket
from workshop.serve.server import LOOPBACK

AXE = Axe()
PROJECTOR = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
LOOKS = [
    pytest.param(scheme, size, id=f"{scheme}-{name}")
    for scheme in ("light", "dark")
    for name, size in (("projector", PROJECTOR), ("phone", PHONE))
]
PATHS = named({path: path for path in ("/", "/join/", "/teacher/{key}/")})
# The teacher's page has the most on it.
SEEN = chosen(paired(PATHS, LOOKS), lambda *look: "{key}" in look[-1])
# Of 720 lines: an eighteenth for the numbers, a thirtieth for the checkpoints' names.
COUNT_PIXELS, NAME_PIXELS = 40, 24
ROOM = [("1.3", 2, "csrf-token-missing"), ("2.1", 1, "daphne-missing"), ("2.2", 9, "")]
ROOM += [("2.2", 6, "receive-misspelled"), ("2.3", 8, ""), ("2.4", 3, ""), ("", 1, "")]


@pytest.fixture(scope="module")
def board(ready_python, tmp_path_factory):
    """A board with a room full of people; its port and key."""
    needs.chromium()
    folder = tmp_path_factory.mktemp("board")
    checkout = fresh_checkout(folder / "checkout", *PARTS)
    port, env = quiet_port(), fresh_environment(folder / "home")
    with start(ready_python, checkout, env, port, "--agenda", "half-day"):
        people = []
        for reached, count, mistake in ROOM:
            for _ in range(count):
                people.append(joined(port, f"seat {len(people) + 1}"))
                state = {"reached": reached, "mistake": mistake, "since": 200, "checking": False}
                people[-1].send(json.dumps({"kind": "state", **state}))
        people[4].send('{"kind": "hand", "up": true}')
        yield port, key(checkout, port), people
        for one in people:
            one.close()


def joined(port, name):
    socket = Socket(port, "/ws/join/", seconds=SECONDS)
    token = f"{name.replace(' ', '-'):-<16}"
    socket.send(json.dumps({"kind": "join", "name": name, "token": token}))
    assert json.loads(socket.receive())["kind"] == "joined"
    return socket


@pytest.fixture(scope="module")
def browser():
    needs.chromium()
    with open_browser() as browser:
        yield browser


@pytest.fixture
def visit(browser, board):
    """Return a function that opens a page of the board; errors on it fail the test."""
    troubles = []
    context = browser.new_context(locale="en-US", viewport=PROJECTOR)
    context.set_default_timeout(SECONDS * 1000)

    def visit(path, **media):
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(error.message))
        page.on("console", lambda it: it.type == "error" and troubles.append(it.text))
        page.emulate_media(**media)
        page.goto(f"http://{LOOPBACK}:{board[0]}{path.format(key=board[1])}")
        return page

    yield visit
    context.close()
    assert troubles == []


@pytest.mark.all
@pytest.mark.parametrize(("scheme", "size", "path"), SEEN)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit, path, scheme, size):
    page = visit(path, color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size(size)
    if path != "/join/":
        expect(page.locator("#people")).to_contain_text("30")
    found = AXE.run(page).response
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_projector_shows_all_without_scrolling_in_large_letters(visit, board):
    teacher = visit("/teacher/{key}/")
    teacher.get_by_label("Say to all").fill("all: goto 2.3")
    teacher.get_by_role("button", name="Say it").click()
    page = visit("/", reduced_motion="reduce")
    expect(page.locator("main")).to_contain_text(f"Join: {LOOPBACK}:{board[0]}/join/")
    expect(page.locator("#said")).to_have_text("all: goto 2.3")
    expect(page.locator("#hands")).to_have_text("Hands up: 1")
    assert page.evaluate("document.documentElement.scrollHeight") <= PROJECTOR["height"]
    sizes = "(all) => all.map((it) => parseFloat(getComputedStyle(it).fontSize))"
    counts = page.locator("#columns .count")
    assert min(counts.evaluate_all(sizes)) >= COUNT_PIXELS
    assert min(page.locator("#columns .name").evaluate_all(sizes)) >= NAME_PIXELS
    names = page.locator("#columns .name").all_inner_texts()
    shown = dict(zip(names, counts.all_inner_texts(), strict=True))
    assert (shown["2.2"], shown["2.3"], shown["0"], shown["3.7"]) == ("15", "8", "1", "–")
    assert "seat" not in page.inner_text("body")
    teacher.get_by_role("button", name="Take it back").click()
    expect(page.locator("#said")).to_be_hidden()


def test_the_teacher_sees_who_is_stuck_at_what_and_what_to_say(visit, board):
    page = visit("/teacher/{key}/")
    first = page.locator("#learners tr").first
    expect(first).to_contain_text("seat 5")
    row = page.locator("#learners tr", has_text="seat 14")
    expect(row).to_contain_text("2.2")
    expect(row).to_contain_text(re.compile(r"\(\d+ min\)"))
    often = page.locator("#mistakes li").first
    expect(often).to_contain_text("6 ×")
    expect(often).to_contain_text("/trouble/")
    expect(page.locator("#plan")).to_contain_text(re.compile(r"Half a day, minute \d+\. Now: "))
    first.get_by_role("button").click()
    expect(page.locator("#learners button")).to_have_count(0)
    assert json.loads(board[2][4].receive(SECONDS))["kind"] in {"hand", "said"}


def test_somebody_joins_from_a_page_and_leaves_nothing_behind(visit):
    teacher, page = visit("/teacher/{key}/"), visit("/join/")
    page.get_by_label("Name or seat").fill("<b>Ada</b>")
    page.get_by_role("button", name="Join").click()
    expect(page.locator("#state")).to_have_text("You are on the board as <b>Ada</b>.")
    page.get_by_label("The last checkpoint").select_option("2.3")
    page.get_by_role("button", name="I need help").click()
    row = teacher.locator("#learners tr", has_text="<b>Ada</b>")
    expect(row).to_contain_text("2.3")
    expect(row.get_by_role("button")).to_contain_text("I am there")
    row.get_by_role("button").click()
    expect(page.locator("#hand")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Leave the board").click()
    expect(row).to_have_count(0)
    expect(page.locator("#state")).to_contain_text("Nothing of you is on it")
