"""The recorded scenes are what the servers do, and the pages show nothing else than the scenes."""

import ast
import contextlib
import importlib.util
import io
import re
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pymdownx.superfences import SuperFencesException
from websockets.frames import Frame as OtherFrame
from websockets.utils import accept_key

from tests.support import printed as printed_page
from workshop.base.steps import STEPS
from workshop.lesson.chapters import DOCS
from workshop.pages import annotate, diagram, fences
from workshop.recordings import scenes
from workshop.recordings.normalise import normalise
from workshop.recordings.wire import KEY, accept_for
from workshop.serve.server import Server, copy_project

# The bytes are on two pages: what comes before step 1, and what after step 2.
PAGES = [(DOCS / name).read_text("utf-8") for name in ("http-and-websocket.md", "frames.md")]
PAGE = "\n".join(PAGES)
SHOWN = re.findall(r'^ *```(wire|scene) name="([^"]+)"$', PAGE, re.MULTILINE)
DRAWN = ("http", "echo", "group")


def snippet(test):
    """Return the one block that names a test of this file."""
    (block,) = printed_page.proven_by(test)
    return block.text


UNMASKED = snippet("test_the_page_unmasks_the_frame_that_was_recorded")
ACCEPTED = snippet("test_the_page_calculates_the_accept_header_that_was_recorded")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    return scenes.record(tmp_path_factory.mktemp("scenes"))


def header(name, events):
    return next(value for event in events for key, value in event["headers"] if key == name)


def printed(snippet):
    with contextlib.redirect_stdout(io.StringIO()) as output:
        exec(snippet, {})
    return output.getvalue().strip()


def codes(html):
    """Return what the left column of annotated bytes holds, in order."""
    return [unescape(code) for code in re.findall(r"<dt><code>(.*?)</code></dt>", html)]


@pytest.mark.parametrize("name", scenes.SCENES)
def test_a_scene_is_what_the_servers_do(name, played):
    recorded = scenes.file_of(name).read_text(encoding="utf-8")
    assert normalise(scenes.text_of(played[name])) == normalise(recorded)


def test_there_is_no_other_recording_of_a_scene():
    there = {file.name for file in (DOCS / "recordings").glob("scene-*")}
    assert there == {scenes.file_of(name).name for name in scenes.SCENES}


@pytest.mark.parametrize("name", scenes.SCENES)
def test_another_implementation_reads_the_same_frames(name):
    for event in scenes.read(name):
        if event["kind"] != "frame":
            continue
        data = io.BytesIO(bytes.fromhex(event["hex"]))
        steps = OtherFrame.parse(read_exactly(data), mask="mask" in event)
        with pytest.raises(StopIteration) as end:
            next(steps)
        frame = end.value.value
        payload = frame.data.hex(" ") if event["opcode"] == "close" else bytes(frame.data).decode()
        assert frame.opcode.name.lower()[:4] == event["opcode"][:4]
        assert (frame.fin, len(frame.data), payload, data.read()) == (
            event["fin"],
            event["length"],
            event["payload"],
            b"",
        )


def read_exactly(data):
    def read(count):
        yield from ()
        return data.read(count)

    return read


def test_the_page_calculates_the_accept_header_that_was_recorded():
    recorded = header("Sec-WebSocket-Accept", scenes.read("frames")[:2])
    assert header("Sec-WebSocket-Key", scenes.read("frames")[:1]) == KEY
    assert KEY in ACCEPTED
    assert printed(ACCEPTED) == recorded == accept_for(KEY) == accept_key(KEY)


def test_the_page_unmasks_the_frame_that_was_recorded():
    hello = scenes.read("frames")[2]
    assert hello["mask"] in UNMASKED
    assert hello["hex"].endswith(re.findall(r"'([^']+)'", UNMASKED)[1])
    assert printed(UNMASKED) == hello["payload"] == "Hello"


@pytest.mark.parametrize("name", scenes.SCENES)
def test_every_byte_and_every_line_has_its_meaning(name):
    for event in scenes.read(name):
        if event["kind"] == "layer":
            continue
        shown = codes(annotate.exchange([event]))
        if event["kind"] == "frame" and event["length"] < annotate.FIRST_BYTES:
            assert " ".join(shown) == event["hex"]
        elif event["kind"] in ("request", "response"):
            lines = [event["start"], *(": ".join(pair) for pair in event["headers"])]
            assert shown[: len(lines)] == lines


def test_a_header_without_a_meaning_is_an_error():
    event = {**scenes.read("frames")[0], "headers": [["X-Unheard-Of", "1"]]}
    with pytest.raises(annotate.LessonError, match="X-Unheard-Of"):
        annotate.exchange([event])


def test_the_page_shows_what_there_is():
    assert [name for kind, name in SHOWN if kind == "scene"] == [*DRAWN]
    for kind, name in SHOWN:
        assert fences.render("", kind, kind, {"name": name}, None)
    for kind, name in (("wire", "frames 99"), ("wire", "nothing 1"), ("scene", "nothing")):
        with pytest.raises(SuperFencesException):
            fences.render("", kind, kind, {"name": name}, None)


def test_every_kind_of_frame_is_on_the_page():
    shown = set()
    for kind, name in SHOWN:
        scene, _, numbers = name.partition(" ")
        if kind == "wire" and scene == "frames":
            first, _, last = numbers.partition("-")
            shown.update(range(int(first), int(last or first) + 1))
    # The echo of the long message is left out.
    assert shown == set(range(1, len(scenes.read("frames")) + 1)) - {9}


@pytest.mark.parametrize("name", DRAWN)
def test_the_picture_and_the_list_tell_the_recording(name):
    events = scenes.read(name)
    rows = diagram.rows(events)
    svg, story = diagram.picture(events, "A scene"), diagram.story(events)
    assert svg.count('class="moment') == story.count("<li>") == len(rows)
    for row in rows:
        assert f">{diagram.escape(row.label)}</text>" in svg
        assert f"<li>{diagram.escape(row.told)}</li>" in story
    assert svg.count('class="head"') == sum(len(row.receivers) for row in rows)
    frames = [event for event in events if event["kind"] == "frame"]
    assert sum(len(row.receivers) for row in rows if row.kind == "frame") == len(frames)


def test_another_recording_is_another_picture():
    events = scenes.read("echo")
    other = [event | {"payload": "Good evening"} if "fin" in event else event for event in events]
    assert "Good evening" in diagram.figure(other, "") and "Hello" not in diagram.figure(other, "")


def test_all_scenes_have_the_same_places():
    widths = set()
    for name in DRAWN:
        svg = diagram.picture(scenes.read(name), "A scene")
        widths.add(re.search(r'viewBox="0 0 (\d+)', svg)[1])
        for who in ("ada", "grace", "alan", "server"):
            assert f'<path class="life" d="M{diagram.PLACES[who]} ' in svg
        assert ("Channel layer" in svg) is (name == "group")
    assert len(widths) == 1


def test_only_the_group_reaches_who_has_not_spoken():
    heard = {
        name: [row for row in diagram.rows(scenes.read(name)) if "alan" in row.receivers]
        for name in DRAWN
    }
    assert [row.label for row in heard["http"]] == ["200 the page"]
    assert [row.label for row in heard["echo"]] == ["101 Switching Protocols"]
    assert [row.receivers for row in heard["group"][1:]] == [scenes.PEOPLE] * 2


def daphne_defaults():
    """Return what Daphne's ``Server`` takes where nothing else is said: names to Python."""
    source = Path(importlib.util.find_spec("daphne.server").origin).read_text(encoding="utf-8")
    (server,) = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef) and node.name == "Server"
    ]
    arguments = next(node for node in server.body if getattr(node, "name", "") == "__init__").args
    names = [argument.arg for argument in arguments.args][-len(arguments.defaults) :]
    return dict(zip(names, map(ast.unparse, arguments.defaults), strict=True))


def test_daphne_pings_as_the_page_says():
    default = daphne_defaults()
    said = " ".join(PAGE.split())
    assert f"for {default['ping_interval']} seconds" in said
    assert f"within {default['ping_timeout']} seconds" in said


def test_daphne_takes_messages_as_long_as_the_page_says():
    default = daphne_defaults()
    assert "more than 1 MiB" in PAGE
    for name in ("websocket_max_message_size", "websocket_max_frame_size"):
        assert default[name] == "1024 * 1024"
        option = f"--{name.replace('_', '-')}"
        assert f"`{option}`" in PAGE
        assert option in Path(importlib.util.find_spec("daphne.cli").origin).read_text("utf-8")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A page with the group's scene and nothing else but our own script and style."""
    assets = DOCS / "assets"
    style, script = ((assets / name).read_text("utf-8") for name in ("player.css", "player.js"))
    file = tmp_path_factory.mktemp("player") / "scene.html"
    file.write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Scene</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<style>{style}</style><script>{script}</script><div class="md-typeset">'
        f"{diagram.figure(scenes.read('group'), 'A scene')}</div></html>",
        encoding="utf-8",
        newline="\n",
    )
    return file


def open_page(browser, file, width=1280, **options):
    page = browser.new_page(viewport={"width": width, "height": 800}, **options)
    page.set_default_timeout(10_000)
    page.goto(file.as_uri())
    return page


def in_sight(page):
    return page.locator(".moment:not(.later)").count()


def test_the_player_goes_on_back_and_to_the_start(browser, file):
    page = open_page(browser, file)
    told = page.locator(".scene-player [aria-live]")
    total = page.locator(".moment").count()
    assert in_sight(page) == total == len(diagram.rows(scenes.read("group")))
    for n in (1, 2, 3):
        page.get_by_role("button", name="Next").click()
        assert in_sight(page) == n
        item = page.locator(".scene-story > li").nth(n - 1).text_content()
        assert told.text_content() == f"{n} of {total}: {item}"
    assert not page.locator(".moment").nth(3).is_visible()
    page.get_by_role("button", name="Back").click()
    assert in_sight(page) == 2
    page.get_by_role("button", name="From start").click()
    assert in_sight(page) == 0
    # At an end the button says so, and does nothing.
    page.get_by_role("button", name="Back").click(force=True)
    for _ in range(total + 3):
        page.get_by_role("button", name="Next").click(force=True)
    assert in_sight(page) == total
    page.close()


@pytest.mark.all
def test_the_player_needs_no_mouse(browser, file):
    page = open_page(browser, file)
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert in_sight(page) == 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert in_sight(page) == 3
    page.keyboard.press("ArrowLeft")
    assert in_sight(page) == 2
    page.keyboard.press("Home")
    assert in_sight(page) == 0
    page.close()


def test_without_javascript_the_whole_picture_is_there(browser, file):
    page = open_page(browser, file, java_script_enabled=False)
    assert page.get_by_role("img", name="A scene").is_visible()
    assert page.get_by_role("button").count() == 0
    assert page.get_by_role("listitem").count() == len(diagram.rows(scenes.read("group")))
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_scene_fits_its_screen(browser, file, width):
    page = open_page(browser, file, width)
    page.get_by_role("button", name="Next").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".scene-picture").is_visible() is (width == 1280)
    item = page.locator(".scene-story > li").first.bounding_box()
    assert (item["width"] > 200) is (width == 390)
    page.close()


@pytest.mark.all
@pytest.mark.parametrize(
    ("width", "now"), [(390, ".scene-story > .now"), (1280, ".moment.now text")]
)
def test_what_is_shown_and_the_buttons_stay_in_sight(browser, file, width, now):
    page = open_page(browser, file, width)
    page.set_viewport_size({"width": width, "height": 400})
    for _ in range(page.locator(".moment").count()):
        page.get_by_role("button", name="Next").click()
        expect(page.locator(now)).to_be_in_viewport(ratio=0.99)
        expect(page.get_by_role("button", name="Next")).to_be_in_viewport(ratio=1)
    page.close()


@pytest.mark.all
def test_paper_has_the_picture_and_the_list(browser, file):
    page = open_page(browser, file)
    page.get_by_role("button", name="Next").click()
    page.emulate_media(media="print")
    assert page.locator(".moment").last.is_visible()
    assert page.locator(".scene-story > li").last.bounding_box()["width"] > 200
    assert not page.locator(".scene-player").is_visible()
    page.close()


def test_a_page_may_send_the_close_codes_that_the_table_says(browser, file):
    table = re.findall(r"^\| (\d{4}) \|.*\| (yes|no) \|$", PAGE, re.MULTILINE)
    assert len(table) > 10
    page = open_page(browser, file)
    seen = page.evaluate(
        """codes => codes.map(code => {
            const socket = new WebSocket('ws://127.0.0.1:9/');
            try { socket.close(code); return 'yes'; } catch (error) { return 'no'; }
        })""",
        [int(code) for code, _ in table],
    )
    assert seen == [answer for _, answer in table]
    page.close()


def test_a_page_learns_of_a_refusal_only_the_code_1006(browser, file, tmp_path):
    with Server(copy_project(STEPS[1], tmp_path / "learning")) as server:
        page = browser.new_page()
        page.goto(server.url("/chat/"))
        code = page.evaluate(
            """address => new Promise(resolve => {
                new WebSocket(address).onclose = event => resolve(event.code);
            })""",
            server.url("/ws/echo/", scheme="ws"),
        )
        page.close()
    assert code == 1006
