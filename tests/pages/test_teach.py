"""What teachers rely on: every chapter has its data, agendas add up, sheets fit on one page."""

import json
import re
import tomllib

import pytest
from playwright.sync_api import expect

from tests.support.quick import chosen
from workshop.check.explain.catalogue import catalogue
from workshop.exercises.definitions import exercises
from workshop.lesson import changes
from workshop.lesson.chapters import DOCS, LessonError
from workshop.pages import teach, teach_page
from workshop.pages.teach_page import STUCK, minutes

COURSE = teach.course()
PLANS = teach.agendas()
MOST_WITHOUT_A_PAUSE = 100
INDEX = (DOCS / "index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ["minutes", "questions", "objectives", "points", "cut"])
def test_a_chapter_that_lacks_something_is_named(key, tmp_path):
    text = (DOCS / "before.md").read_text(encoding="utf-8")
    lacking = re.sub(rf"^  {key}:.*\n(    .*\n)*", "", text, count=1, flags=re.MULTILINE)
    assert lacking != text
    assert not re.search(rf"^  {key}:", lacking, re.MULTILINE)
    (tmp_path / "before.md").write_text(lacking, encoding="utf-8")
    with pytest.raises(LessonError, match="docs/before.md:1: .*" + key):
        teach.read_chapter(tmp_path / "before.md", tmp_path)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_an_agenda_adds_up(plan):
    # What nobody has planned takes a tenth.
    assert plan.slack >= plan.limit / 10
    pages = [part.page for part in plan.parts if part.page]
    assert pages == [page for page in COURSE if page in pages]
    # Nobody sits still for longer.
    pauses = [part for part in plan.parts if part.text in ("Pause", "Lunch")]
    starts = [0, *(part.start + part.minutes for part in pauses)]
    ends = [*(part.start for part in pauses), plan.minutes]
    assert all(end - start <= MOST_WITHOUT_A_PAUSE for start, end in zip(starts, ends, strict=True))


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


def test_the_minutes_of_a_room_take_the_estimates_place(tmp_path, monkeypatch):
    file = tmp_path / "minutes.toml"
    monkeypatch.setattr(teach, "REAL", file)
    assert not any(chapter.real for chapter in teach.course().values())
    page, took = "step2/2-consumer.md", 41
    file.write_text(f'day = 2026-11-28\npeople = 27\n[minutes]\n"{page}" = {took}\n', "utf-8")
    real = teach.course()[page]
    assert real.total == took and real.real
    assert min(real.minutes.values()) > 0
    before, after = PLANS["half-day"].minutes, teach.agendas()["half-day"].minutes
    assert after - before == took - COURSE[page].total
    assert "1 chapters measured in a room" in teach_page.agenda("half-day")
    for wrong in ('[minutes]\n"step9/none.md" = 3\n', '[minutes]\n"before.md" = 0\n', "minutes"):
        file.write_text(wrong, "utf-8")
        with pytest.raises(LessonError, match="minutes.toml"):
            teach.course()


@pytest.mark.parametrize("total", [1, 7, 28, 100])
def test_minutes_that_are_shared_out_stay_as_many(total):
    for chapter in COURSE.values():
        assert sum(teach.shared(total, chapter.minutes).values()) == total


@pytest.mark.parametrize("plan", ["half-day", "morning", "ninety"])
def test_the_sheets_of_an_agenda_have_its_chapters_and_no_others(plan):
    learners, helpers = teach_page.sheet(plan), teach_page.stuck(plan)
    for page, chapter in COURSE.items():
        inside = page in PLANS[plan].pages
        assert (f"| {chapter.title} |" in learners) is inside
        assert not (f"(../{page})" in helpers and not inside)
    for kind in ("learners", "helpers"):
        assert (DOCS / "teach" / f"{plan}-{kind}.md").is_file()


def test_where_people_get_stuck_is_in_the_catalogue():
    stuck = tomllib.loads(STUCK.read_text(encoding="utf-8"))
    assert list(stuck) == [page for page in COURSE if page in stuck]
    assert {name for names in stuck.values() for name in names} <= catalogue().keys()


def test_where_people_get_stuck_names_what_their_project_has():
    lesson = changes.read()
    for page, names in tomllib.loads(STUCK.read_text(encoding="utf-8")).items():
        project = "\n".join(lesson.checkpoint(COURSE[page].title.split()[0]).tree.values())
        for mistake in map(catalogue().get, names):
            told = f"{mistake.title} {mistake.fix}"
            for word in re.findall(r"\w+Consumer\b|ws/\w+", told):
                assert word in project, (page, mistake.id)


def test_exercises_stand_behind_the_last_chapter_of_each_step():
    rows = minutes("").splitlines()
    for one in exercises().values():
        row = next(
            n for n, row in enumerate(rows) if f"[{one.id}](../exercises.md#{one.id})" in row
        )
        assert f"../step{one.step}/" in rows[row - 1]
        assert f"../step{one.step}/" not in "".join(rows[row + 1 :])


@pytest.mark.parametrize("paper", chosen(["A4", "Letter"], lambda paper: paper == "A4"))
@pytest.mark.parametrize(
    ("name", "pages"),
    chosen(
        [("sheet", 1), ("helpers", 1), ("agendas", 4)]
        + [
            (f"{plan}-{one}", 1)
            for plan in ("half-day", "ninety")
            for one in ("learners", "helpers")
        ],
        lambda name, pages: name == "sheet",
    ),
)
def test_what_is_printed_fits(name, pages, paper, built, browser, tmp_path):
    with browser.new_page() as page:
        page.goto((built / "teach" / f"{name}.html").as_uri())
        page.pdf(path=tmp_path / "sheet.pdf", format=paper)
    assert len(re.findall(rb"/Type /Page\b", (tmp_path / "sheet.pdf").read_bytes())) == pages


def test_a_learner_has_a_box_for_all_they_can_do(built, browser):
    with browser.new_page() as page:
        page.goto((built / "teach" / "sheet.html").as_uri())
        boxes = page.locator("td .box")
        expect(boxes).to_have_count(sum(len(one.objectives) for one in COURSE.values()))
        expect(boxes.first).to_be_visible()


def test_the_search_does_not_find_what_is_for_teachers(built):
    index = (built / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "A consumer is to a connection what a view is to a request" in index
    assert "costs the afternoon" not in index and "costs most of the time here" not in index
    found = {entry["location"].partition("#")[0] for entry in json.loads(index)["docs"]}
    assert "step2/2-consumer.html" in found
    assert not [page for page in found if page.startswith("teach/")]


def test_the_menu_of_a_learner_is_the_course_and_teachers_get_theirs(built, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    tab = page.locator(".md-tabs").get_by_role("link", name="Teach")
    page.goto((built / "index.html").as_uri())
    menu = page.locator(".md-nav--primary a.md-nav__link").locator("visible=true")
    shown = menu.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    course = [name.removesuffix(".md") + ".html" for name in COURSE]
    assert shown[3] == "lab.html"
    assert [*shown[:3], *shown[4:]] == ["index.html", *course, "exercises.html"]
    expect(page.locator(".md-tabs").get_by_role("link", name="Build on")).to_be_visible()
    expect(tab).to_be_hidden()
    # A link leads there, and there the tab is.
    page.get_by_role("link", name="Teach it").click()
    expect(tab).to_be_visible()
    page.get_by_role("button", name="Show the notes for who teaches").click()
    page.goto((built / "index.html").as_uri())
    expect(tab).to_be_visible()
    context.close()


@pytest.mark.all
def test_notes_are_hidden_until_they_are_switched_on(built, browser):
    context = browser.new_context()
    page = context.new_page()
    chapter = (built / "step2" / "2-consumer.html").as_uri()
    page.goto(chapter)
    note = page.locator(".teacher").first
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
