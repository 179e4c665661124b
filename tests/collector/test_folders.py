"""What the folders of tests have to be, so that they neither disturb nor hide each other."""

import pytest

from workshop.base.steps import ROOT

FOLDERS = {file.parent.name: file for file in sorted((ROOT / "tests").glob("*/conftest.py"))}


@pytest.mark.parametrize("name", FOLDERS)
def test_what_a_folder_shares_ends_with_it(name):
    # Without __init__.py, pytest keeps such fixtures to the end: a browser's event loop, too.
    shares = 'scope="package"' in FOLDERS[name].read_text(encoding="utf-8")
    assert FOLDERS[name].with_name("__init__.py").is_file() == shares


@pytest.mark.parametrize("name", FOLDERS)
def test_no_folder_takes_the_name_of_what_it_tests(name):
    packages = [ROOT / name / "__init__.py", FOLDERS[name].with_name("__init__.py")]
    assert not all(file.is_file() for file in packages)
