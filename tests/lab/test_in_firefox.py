"""The lab in Debian's Firefox, over plain HTTP: people chat, the claims agree, the course works."""

import json

import pytest

from tests.lab.firefox import find_firefox, open_firefox
from tests.lab.test_take_home import FOLLOWED, LESSON
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


# As the keyboard and the clipboard do it: all that stands there is replaced.
PASTE = """(() => {
    const [path, text] = GIVEN;
    if (!(path in lab.editor.files)) lab.editor.add(path);
    lab.editor.open(path);
    const content = document.querySelector('.cm-content');
    content.focus();
    const key = { key: 'a', code: 'KeyA', keyCode: 65, ctrlKey: true, bubbles: true };
    content.dispatchEvent(new KeyboardEvent('keydown', key));
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const event = new Event('paste', { bubbles: true, cancelable: true });
    // A ClipboardEvent of a script has no data of its own in Firefox.
    content.dispatchEvent(Object.assign(event, { clipboardData }));
    return lab.editor.files[path];
})()"""
REMOVE = "(() => { lab.editor.open(GIVEN); lab.editor.remove(); return true; })()"
CHOOSE = """(() => {
    const select = document.querySelector('[aria-label="Where the project is in the lesson"]');
    select.value = [...select.options].find((it) => it.text.startsWith(GIVEN)).value;
    select.dispatchEvent(new Event('change'));
    return true;
})()"""
PRESS = """(() => {
    const named = (it) => it.textContent.startsWith(GIVEN);
    [...document.querySelectorAll('#lab button')].find(named).click();
    return true;
})()"""
ROWS = """[...document.querySelectorAll('.lab-claims tbody tr')].map((row) =>
    [row.querySelector('th').innerText, row.querySelectorAll('td')[1].innerText])"""


@pytest.mark.all
@pytest.mark.sweep
def test_the_chapters_can_be_followed(firefox, lab_site, lesson):
    def do(script, given):
        return firefox.run(script.replace("GIVEN", json.dumps(given)))

    firefox.open("about:blank")
    firefox.open(f"{lab_site}lab.html#2.2")
    firefox.run("document.querySelector('#lab button').click()")
    firefox.until("performance.getEntriesByName('lab-ready').length")
    # Whether what stands there may be replaced.
    firefox.run("(window.confirm = () => true, true)")
    sentences = lesson.known["claims"]
    before = LESSON.checkpoint("2.1")
    for name in FOLLOWED:
        do(CHOOSE, name)
        do(PRESS, "Begin the chapter")
        assert firefox.run("lab.editor.files") == before.tree, name
        point = LESSON.checkpoint(name)
        for change in point.changes[len(before.changes) :]:
            if change.after is None:
                do(REMOVE, change.path)
            else:
                assert do(PASTE, [change.path, change.after]) == change.after, change.path
        firefox.run("performance.clearMarks()")
        do(PRESS, "Run")
        firefox.until("performance.getEntriesByName('lab-loaded').length")
        firefox.run("document.querySelector('.lab-claims button').click()")
        said = "document.querySelector('.lab-claims [role=status]').textContent"
        firefox.until(f"{said}.includes('answers')")
        seen = dict(firefox.run(ROWS))
        for claim, held in lesson.asked(name).items():
            assert seen[sentences[claim]].startswith("yes" if held else "no"), (name, claim)
        before = point
