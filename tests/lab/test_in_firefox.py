"""The lab in Debian's Firefox, over plain HTTP: two people chat, the claims agree."""

import pytest

from tests.lab.firefox import find_firefox, open_firefox
from tests.support import needs

SAY = """(() => {
    document.querySelector('#message').value = 'Hello from Ada';
    document.querySelector('#form').requestSubmit();
    return true;
})()"""


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    path = find_firefox()
    if path is None:
        needs.missing("There is no Firefox on this machine's PATH.")
    with open_firefox(path, tmp_path_factory.mktemp("firefox")) as firefox:
        yield firefox


@pytest.mark.all
def test_people_chat_and_every_claim_is_as_promised(firefox, lab_site):
    firefox.open(f"{lab_site}lab.html#3.5")
    firefox.run("document.querySelector('#lab button').click()")
    firefox.until("performance.getEntriesByName('lab-ready').length")
    windows = {}
    for context in firefox.frames():
        text = firefox.run("document.body.textContent", context)
        for name in ("ada", "grace", "alan"):
            if f"You are {name}." in text:
                windows[name] = context
    assert sorted(windows) == ["ada", "alan", "grace"]
    for context in windows.values():
        firefox.until("document.querySelector('#state').textContent === 'Connected.'", context)

    firefox.run(SAY, windows["ada"])
    heard = "document.querySelector('#log').textContent.includes('ada: Hello from Ada')"
    for context in windows.values():
        firefox.until(heard, context)

    firefox.run("document.querySelector('.lab-claims button').click()")
    said = "document.querySelector('.lab-claims [role=status]').textContent"
    firefox.until(f"{said}.includes('answers')")
    assert firefox.run(said) == "All 9 answers are as at the checkpoint."
