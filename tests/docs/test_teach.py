"""What teachers rely on: every chapter has its data, agendas add up, sheets fit on one page."""

import re
import tomllib

import pytest
from playwright.sync_api import expect

from workshop import teach
from workshop.check.catalogue import catalogue
from workshop.lesson import DOCS, LessonError, chapters
from workshop.teach_page import STUCK

COURSE = teach.course()
PLANS = teach.agendas()
INDEX = (DOCS / "index.md").read_text(encoding="utf-8")


def test_every_chapter_has_its_data_and_a_note():
    pages = [file.relative_to(DOCS).as_posix() for file in chapters()]
    assert list(COURSE) == [pages[0], "http-and-websocket.md", *pages[1:]]
    for page in COURSE:
        text = (DOCS / page).read_text(encoding="utf-8")
        assert '!!! teacher "For who teaches"' in text, page


@pytest.mark.parametrize("key", ["minutes", "questions", "objectives", "points", "cut"])
def test_a_chapter_that_lacks_something_is_named(key, tmp_path):
    text = (DOCS / "before.md").read_text(encoding="utf-8")
    lacking = re.sub(rf"^  {key}:.*\n(    .*\n)*", "", text, count=1, flags=re.MULTILINE)
    assert lacking != text
    (tmp_path / "before.md").write_text(lacking, encoding="utf-8")
    with pytest.raises(LessonError, match="docs/before.md:1: .*" + key):
        teach.read_chapter(tmp_path / "before.md", tmp_path)


def test_the_front_page_says_how_long_it_takes():
    hours = sum(sum(chapter.minutes.values()) for chapter in COURSE.values()) / 60
    words = {5: "five", 6: "six", 7: "seven"}
    assert f"about {words[round(hours)]} hours" in INDEX


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_an_agenda_adds_up(plan):
    assert plan.minutes <= plan.limit
    pages = [part.page for part in plan.parts if part.page]
    assert pages == [page for page in COURSE if page in pages]
    # Nobody sits still for more than two hours.
    pauses = [part for part in plan.parts if part.text in ("Pause", "Lunch")]
    starts = [0, *(part.start + part.minutes for part in pauses)]
    ends = [*(part.start for part in pauses), plan.minutes]
    assert all(end - start <= 120 for start, end in zip(starts, ends, strict=True))


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_an_agenda_jumps_to_where_the_next_chapter_begins(plan):
    numbers = [chapter.title.split()[0] for chapter in COURSE.values()]
    for part, after in zip(plan.parts, plan.parts[1:], strict=False):
        jump = re.search(r"`goto (\S+)", part.text)
        if jump:
            following = COURSE[after.page].title.split()[0]
            assert numbers[numbers.index(jump[1]) + 1] == following


def test_an_agenda_that_overruns_or_names_no_chapter_is_noticed(tmp_path):
    file = tmp_path / "agendas.toml"
    text = '[short]\ntitle = "Short"\nminutes = 10\nparts = [["step1/2-page.md"], ["Pause", 5]]\n'
    file.write_text(text, encoding="utf-8")
    plan = teach.agendas(file)["short"]
    assert plan.minutes == sum(COURSE["step1/2-page.md"].minutes.values()) + 5 > plan.limit
    file.write_text(text.replace("2-page", "9-none"), encoding="utf-8")
    with pytest.raises(LessonError, match="9-none"):
        teach.agendas(file)


def test_where_people_get_stuck_is_in_the_catalogue():
    stuck = tomllib.loads(STUCK.read_text(encoding="utf-8"))
    assert list(stuck) == [page for page in COURSE if page in stuck]
    assert {name for names in stuck.values() for name in names} <= catalogue().keys()


@pytest.mark.parametrize("name", ["sheet", "helpers"])
def test_a_sheet_is_one_printed_page(built, browser, tmp_path, name):
    with browser.new_page() as page:
        page.goto((built / "teach" / f"{name}.html").as_uri())
        page.pdf(path=tmp_path / "sheet.pdf", format="A4")
    assert len(re.findall(rb"/Type /Page\b", (tmp_path / "sheet.pdf").read_bytes())) == 1


def test_notes_are_hidden_until_they_are_switched_on(built, browser):
    context = browser.new_context()
    page = context.new_page()
    chapter = (built / "step2" / "2-consumer.html").as_uri()
    page.goto(chapter)
    note = page.locator(".teacher")
    expect(note).to_have_count(1)
    expect(note).to_be_hidden()
    page.emulate_media(media="print")
    expect(note).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto((built / "teach" / "index.html").as_uri())
    page.get_by_role("button", name="Show the notes for who teaches").click()
    expect(page.get_by_role("button", name="Hide the notes")).to_have_attribute(
        "aria-pressed", "true"
    )
    # On the other pages too, and on paper.
    page.goto(chapter)
    expect(note).to_be_visible()
    page.emulate_media(media="print")
    expect(note).to_be_visible()
    context.close()
