"""How far a bag is: each part has a number, and the time that is left comes from those before."""

import pytest

from workshop.bag.packing_progress import Progress, parts_of


@pytest.mark.parametrize(
    ("systems", "pythons", "parts"),
    [
        (["linux", "macos", "windows"], ["3.11", "3.12", "3.13", "3.14"], 14),
        (["this"], ["3.11", "3.12"], 3),
        (["linux", "this", "linux"], ["3.13"], 4),
    ],
)
def test_a_bag_has_a_part_for_each_kind_of_machine_the_pages_and_the_file(systems, pythons, parts):
    assert parts_of(systems, pythons) == parts


def test_what_is_left_is_told_from_what_is_done():
    now = [0.0]
    progress = Progress(10, lambda: now[0])
    assert progress.next() == " 1 of 10"
    now[0] = 60
    assert progress.left() == ", about 9 minutes left"
    for _ in range(8):
        progress.next()
    now[0] = 450
    assert progress.left() == ", less than a minute left"
    assert progress.next() == "10 of 10"
    assert progress.left() == ""
