"""What teachers rely on: every chapter has its data, agendas add up, sheets fit on one page."""

import re
import tomllib

import pytest
from playwright.sync_api import expect

from workshop.check.explain.catalogue import catalogue
from workshop.exercises.definitions import exercises
from workshop.lesson import changes
from workshop.lesson.chapters import DOCS, LessonError
from workshop.pages import teach
from workshop.pages.teach_page import STUCK, minutes

COURSE = teach.course()
PLANS = teach.agendas()
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


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize(("name", "pages"), [("sheet", 1), ("helpers", 1), ("agendas", 3)])
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
