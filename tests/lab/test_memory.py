"""The memory of a started Python, which the lab keeps in the browser for the next process."""

import pytest

from tests.support.quick import chosen
from tests.support.waiting import become

pytestmark = pytest.mark.all

# Returns the sizes of each memory that is kept, and of what belongs to it, in bytes.
KEPT = """() => new Promise((done) => {
    const opened = indexedDB.open("lab", 1);
    opened.onupgradeneeded = () => opened.result.createObjectStore("memories");
    opened.onsuccess = () => {
        const asked = opened.result.transaction("memories").objectStore("memories").getAll();
        asked.onsuccess = () => {
            opened.result.close();
            done(asked.result.map(({ memory, parts }) => {
                const sizes = Object.entries(parts).map(([name, part]) => [name, part.size]);
                return { memory: memory.size, ...Object.fromEntries(sizes) };
            }));
        };
    };
})"""
# Cuts off one of these after so many bytes.
DAMAGE = """([name, bytes]) => new Promise((done) => {
    const opened = indexedDB.open("lab", 1);
    opened.onsuccess = () => {
        const store = opened.result.transaction("memories", "readwrite").objectStore("memories");
        store.openCursor().onsuccess = ({ target: { result: found } }) => {
            const { value } = found, all = name === "memory" ? value : value.parts;
            all[name] = all[name].slice(0, bytes);
            found.update(value);
            store.transaction.oncomplete = () => { opened.result.close(); done(); };
        };
    };
})"""
RECALLED = "() => performance.getEntriesByName('lab-recalled').length > 0"
CHANCE = 'import random\n\nprint("chance", random.random())\n'


def chats(page):
    page.connected("Grace")
    page.say("Ada", "Hello")
    page.hears("Grace", "ada: Hello")


def visit(lab):
    """Return a page that has kept the memory, and the sizes of what is kept."""
    page = lab("3.5")
    return page, become(lambda: page.page.evaluate(KEPT))


def test_the_next_visit_begins_with_the_memory_of_this_one(lab):
    page, kept = visit(lab)
    assert not page.page.evaluate(RECALLED)
    assert len(kept) == 1
    page.page.close()

    page, again = visit(lab)
    assert page.page.evaluate(RECALLED)
    assert again == kept
    chats(page)


def test_chance_is_not_the_same_each_time(lab):
    page, _ = visit(lab)
    page.write("learning/urls.py", CHANCE + page.text("learning/urls.py"))
    drawn = []
    for _ in range(2):
        page.page.evaluate("() => lab.server.prepare()")
        assert page.page.evaluate(RECALLED)
        page.page.evaluate("() => document.querySelector('.lab-screen').replaceChildren()")
        assert page.run()
        drawn.append(page.terminal("chance").partition("chance ")[2].split()[0])
    assert drawn[0] != drawn[1]


CUT = [("memory", 100_000), ("first", 1000), ("memory", 0), ("memory", 3), ("memory", 20_000_000)]


@pytest.mark.parametrize(("name", "length"), chosen(CUT, lambda *cut: False, one_in=4))
def test_a_damaged_memory_is_made_anew(lab, name, length):
    page, kept = visit(lab)
    page.page.evaluate(DAMAGE, [name, length])
    assert page.page.evaluate(KEPT) == [{**kept[0], name: length}]
    page.page.close()

    page = lab("3.5")
    chats(page)
    assert not page.page.evaluate(RECALLED)
    assert become(lambda: page.page.evaluate(KEPT) == kept)


def test_a_browser_that_keeps_nothing_starts_the_lab(lab):
    page = lab("3.5", start=False)
    page.page.add_init_script(
        "Object.defineProperty(window, 'indexedDB', { get() { throw new Error('refused'); } })"
    )
    page.page.reload()
    page.start()
    chats(page)
    page.write("chat/views.py", "# changed\n" + page.text("chat/views.py"))
    assert page.run()
