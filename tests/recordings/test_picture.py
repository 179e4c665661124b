"""The README's picture is of the chat that runs, three people in three windows."""

import struct

import pytest

from tests.support.database import prepare
from workshop.base.steps import ROOT, STEPS
from workshop.recordings import picture
from workshop.serve.people import PEOPLE
from workshop.serve.server import Server, copy_project

LARGEST = 300_000


def size(png):
    """Return width and height in pixels of a PNG (bytes)."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


@pytest.mark.all
def test_it_is_made_from_the_running_chat(browser, tmp_path):
    project = copy_project(STEPS[3], tmp_path / "learning")
    prepare(project)
    with Server(project) as server:
        windows = picture.photograph(browser, server)
    assert [name for name, _ in windows] == list(PEOPLE)
    sharp = tuple(picture.SHARPNESS * picture.WINDOW[side] for side in ("width", "height"))
    assert [size(png) for _, png in windows] == [sharp] * 3
    # Each window says who its person is.
    assert len({png for _, png in windows}) == 3
    width, height = size(picture.compose(browser, windows))
    assert width > 3 * sharp[0] and height > sharp[1]
    assert size(picture.PICTURE.read_bytes()) == (width, height), "make a new one"


def test_the_one_in_the_readme_is_there_and_small():
    png = picture.PICTURE.read_bytes()
    assert len(png) < LARGEST
    assert size(png)[0] > 3 * picture.SHARPNESS * picture.WINDOW["width"]
    relative = picture.PICTURE.relative_to(ROOT).as_posix()
    assert f"]({relative})" in (ROOT / "README.md").read_text(encoding="utf-8")
