"""What was run where: cells are kept by place, and the README and the page tell the same."""

import json

import pytest

from workshop.base.steps import ROOT
from workshop.pages import ran_page
from workshop.versions import ran, suites, told

CELL = {
    "system": "Linux",
    "release": "Debian GNU/Linux 13 (trixie)",
    "python": "3.13.5",
    "django": "5.2.19",
    "server": "Daphne",
    "date": "2026-11-28",
    "passed": 500,
    "failed": 0,
    "skipped": 2,
    "seconds": 90,
}


def test_a_later_run_takes_the_place_of_an_earlier_one(tmp_path):
    file = tmp_path / "where.json"
    ran.add([CELL, {**CELL, "server": "Uvicorn"}], file)
    later = {**CELL, "python": "3.13.7", "django": "5.2.20", "date": "2027-01-02"}
    cells = ran.add([later, {**CELL, "python": "3.9.1"}, {**CELL, "system": "Windows"}], file)
    assert ran.read(file) == cells
    assert [(cell["system"], cell["python"], cell["server"]) for cell in cells] == [
        ("Linux", "3.9.1", "Daphne"),
        ("Linux", "3.13.7", "Daphne"),
        ("Linux", "3.13.5", "Uvicorn"),
        ("Windows", "3.13.5", "Daphne"),
    ]


def test_the_readme_tells_what_the_data_hold():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{ran.HEADING}\n{ran.summary(ran.read())}\n" in readme


def test_the_summary_goes_into_its_place_and_nothing_else_changes(tmp_path):
    readme, file = tmp_path / "README.md", tmp_path / "where.json"
    text = f"# Title\n\n{ran.HEADING}\n| old |\n|---|\n\nText.\n\n## Next\n"
    readme.write_text(text, encoding="utf-8")
    ran.add([CELL, {**CELL, "python": "3.14.1", "server": "Uvicorn"}], file)
    for _ in range(2):
        ran.tell(readme, file)
        assert readme.read_text(encoding="utf-8") == (
            f"# Title\n\n{ran.HEADING}\n"
            "| system | Python | Django | servers | last run |\n|---|---|---|---|---|\n"
            "| Linux | 3.13, 3.14 | 5.2 | Daphne, Uvicorn | 2026-11-28 |\n"
            "| macOS | not run yet | | | |\n| Windows | not run yet | | | |\n"
            "\nText.\n\n## Next\n"
        )
    readme.write_text("# Title\n", encoding="utf-8")
    with pytest.raises(ValueError, match="What was run where"):
        ran.tell(readme, file)


def test_every_cell_that_is_kept_is_whole():
    for cell in ran.read():
        assert cell.keys() == CELL.keys()
        assert cell["server"] in suites.SUITES and cell["system"] in ran.SYSTEMS
        assert cell["passed"] > 0


def test_the_page_has_a_date_in_each_cell_and_says_what_was_not_run():
    html = ran_page.where([CELL, {**CELL, "server": "Uvicorn", "failed": 3}])
    assert '<th scope="row">Linux, Python 3.13, Django 5.2</th>' in html
    assert "<td>2026-11-28<br>500 passed</td>" in html
    assert "<td>2026-11-28<br>500 passed, 3 failed</td>" in html
    assert "<td>not run</td>" in html
    assert html.count("not run yet") == 2 * len(suites.SUITES)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("====== 5 passed in 3.21s ======", (5, 0, 0)),
        ("= 2 failed, 3 passed, 1 skipped, 9 deselected in 94.01s (0:01:34) =", (3, 2, 1)),
        ("=== 1 passed, 2 errors in 0.1s ===", (1, 2, 0)),
        ("====== 3 failed, 700 passed in 2 min 5 s ======", (700, 3, 0)),
        ("no line that counts", (0, 0, 0)),
    ],
)
def test_what_pytest_counts_is_read(line, found):
    assert tuple(suites.counts(f"tests ... [100%]\n{line}\n").values()) == found


def test_the_tests_that_are_run_are_there():
    for words in suites.SUITES.values():
        for word in words:
            if word.startswith("tests/"):
                assert (ROOT / word).exists(), word


SEEN = {
    "date": "2026-11-28",
    "python": "3.14.1",
    "django": "6.1.3",
    "versions": {"django": ["5.2.19", "6.1.3"]},
    "cells": [CELL],
    "failed": ["tests/test_x.py::test_y"],
    "notes": [{"where": "step1/1-project.md#startproject", "what": "it says something else"}],
    "files": {"learning/settings.py": ["-DEFAULT_AUTO_FIELD = 1", "+MAILERS = {}"]},
}


def test_what_the_canary_saw_is_told_and_only_what_is_new_is_news():
    text = told.report(SEEN)
    for word in ("6.1.3 (pinned: 5.2.19)", "test_y", "it says something else", "+MAILERS = {}"):
        assert word in text
    assert told.news(SEEN, SEEN) == []
    assert len(told.news(None, SEEN)) == 3
    changed = {**SEEN, "failed": [], "files": {"learning/settings.py": ["+MAILERS = []"]}}
    assert told.news(SEEN, changed) == ["New: learning/settings.py is written differently."]
    assert told.news(SEEN, json.loads(json.dumps(SEEN))) == []


def test_the_page_shows_what_the_canary_saw():
    html = ran_page.newest(SEEN)
    assert "<td>5.2.19</td><td>6.1.3</td>" in html
    assert "<code>step1/1-project.md#startproject</code>: it says something else" in html
    assert "<code>tests/test_x.py::test_y</code> fails" in html
    assert "+MAILERS = {}" in html
    assert "disagree: None of them." in ran_page.newest({**SEEN, "failed": [], "notes": []})


def test_the_page_shows_what_is_noted_or_says_that_nothing_is(monkeypatch):
    seen = told.read()
    if seen is not None:
        assert seen.keys() == SEEN.keys()
        assert ran_page.block("newest").startswith(f"<p>{seen['date']}")
    monkeypatch.setattr(told, "read", lambda: None)
    assert "Nothing is noted yet" in ran_page.block("newest")
