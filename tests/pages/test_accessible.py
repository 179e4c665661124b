"""Every built page for everybody: axe-core, light and dark, wide and narrow, from a folder."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.quick import chosen
from workshop.lesson.chapters import DOCS

AXE = Axe()
SIZES = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})
# One page of each kind; `test --all` looks at every page.
QUICK = {"step2/4-origin.html"}
# What a browser loads without asking any host.
LOCAL = ("file:", "data:", "blob:", "about:")
PAGES = sorted(
    path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.rglob("*.md")
)
SECONDS = 60
# Only the violations are sent back. Stylesheets are not asked for again: a folder refuses that.
EVERYTHING = {"resultTypes": ["violations"], "preload": False}
# The dark scheme changes colours, nothing else, and a narrow window changes no colours. Apart, the
# two looks take less time than together. (The tag "cat.color" would switch on a rule of level AAA,
# which axe-core leaves out by itself.)
OF_COLOURS = ["color-contrast", "link-in-text-block"]
COLOURS = EVERYTHING | {"runOnly": OF_COLOURS}
REST = EVERYTHING | {"rules": {rule: {"enabled": False} for rule in OF_COLOURS}}
SCHEMES = {"light": "default", "dark": "slate"}
WIDE, NARROW = SIZES
LOOKS = [(WIDE, "light", REST), (NARROW, "light", REST)]
LOOKS += [(WIDE, "light", COLOURS), (WIDE, "dark", COLOURS)]
# Pages that together have all that opens, looked at once more when all of it is open: boxes, the
# teacher's notes, the second tab, a player that runs.
THAT_OPEN = ["before.html", "http-and-websocket.html", "step2/2-consumer.html", "exercises.html"]
# The handout's code blocks are those of the chapters: their thousands of coloured words are looked
# at there, all else here.
NO_CODE = {"exclude": [[".highlight"]]}

# The theme adds the buttons of a block when it comes into view: scroll through the page.
COME_INTO_VIEW = """async () => {
    const painted = () => new Promise(requestAnimationFrame);
    for (let y = 0; y < document.body.scrollHeight; y += innerHeight) {
        scrollTo({top: y, behavior: 'instant'});
        await painted();
    }
    scrollTo({top: 0, behavior: 'instant'});
}"""
OPEN = """() => {
    document.documentElement.classList.add('teaching');
    document.querySelectorAll('details').forEach((box) => { box.open = true; });
    document.querySelectorAll('.tabbed-set > input:nth-of-type(2)').forEach((tab) => tab.click());
    document.querySelectorAll('.scene-player button:last-of-type').forEach((next) => next.click());
}"""
# Thousands of words of code have a few dozen colours: of words that stand in the same kinds of
# elements, the first one keeps its own.
ONE_WORD_OF_EACH_COLOUR = """() => {
    const seen = new Set();
    for (const word of document.querySelectorAll('.highlight code span')) {
        const kinds = [];
        for (let it = word; it && !it.matches('.highlight'); it = it.parentElement) {
            kinds.push(it.className);
        }
        const kind = kinds.join('<');
        if (seen.has(kind)) {
            word.replaceWith(...word.childNodes);
        }
        seen.add(kind);
    }
}"""
BUTTONS_ARE_THERE = """() =>
    [...document.querySelectorAll('.highlight:not(.no-copy) pre > code')]
        .filter((code) => code.checkVisibility())
        .every((code) => code.parentElement.querySelector('.md-code__button'))"""
# What the theme's own button does, but for keeping the choice.
CHANGE_SCHEME = "(scheme) => document.body.setAttribute('data-md-color-scheme', scheme)"
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# The drawer fades when the window becomes narrow; half faded it has no contrast.
AT_REST = "() => document.getAnimations().every((it) => it.playState !== 'running')"


@pytest.fixture(scope="module")
def context(browser):
    """One window for all pages; foreign requests, failed loads and errors are kept in a list."""
    context = browser.new_context(locale="en-US", viewport=SIZES[0])
    context.set_default_timeout(SECONDS * 1000)
    context.troubles = []
    context.on("request", lambda it: it.url.startswith(LOCAL) or context.troubles.append(it.url))
    context.on(
        "requestfailed",
        # What is still on its way when the next page is opened is aborted by the browser.
        lambda it: it.failure == "net::ERR_ABORTED" or context.troubles.append(f"failed: {it.url}"),
    )
    yield context
    context.close()


@pytest.fixture
def open_page(context, built):
    """Return a function that opens a page in light; what went wrong there fails the test."""
    context.troubles.clear()
    page = context.new_page()
    page.on("pageerror", lambda error: context.troubles.append(error.message))
    page.on("console", lambda said: said.type == "error" and context.troubles.append(said.text))

    def open_page(name):
        page.goto((built / name).as_uri())
        return page

    yield open_page
    page.close()
    assert context.troubles == []


def axe_finds(page, options, context):
    """Return the rules that the page breaks, with the elements, as a list of str."""
    page.evaluate(PAINTED)
    page.wait_for_function(AT_REST)
    found = AXE.run(page, context, options).response
    assert found["testEngine"]["name"] == "axe-core"
    return [
        f"{rule['id']}: {[node['html'] for node in rule['nodes']]}" for rule in found["violations"]
    ]


def nothing_is_found(page, name, looks):
    page.evaluate(COME_INTO_VIEW)
    page.wait_for_function(BUTTONS_ARE_THERE)
    for size, scheme, options in looks:
        page.set_viewport_size(size)
        page.evaluate(CHANGE_SCHEME, SCHEMES[scheme])
        if options is COLOURS:
            page.evaluate(ONE_WORD_OF_EACH_COLOUR)
        only = NO_CODE if name == "handout.html" and options is COLOURS else None
        found = axe_finds(page, options, only)
        assert (size, scheme, found) == (size, scheme, [])
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("name", chosen(PAGES, lambda name: name in QUICK, one_in=5))
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page, name):
    nothing_is_found(open_page(name), name, LOOKS)


@pytest.mark.all
@pytest.mark.parametrize("name", THAT_OPEN)
def test_axe_finds_nothing_where_all_is_open(open_page, name):
    page = open_page(name)
    page.set_viewport_size(WIDE)
    page.evaluate(OPEN)
    nothing_is_found(page, name, [*LOOKS, (NARROW, "light", COLOURS), (NARROW, "dark", COLOURS)])


@pytest.mark.all
def test_the_pages_that_open_have_all_that_opens(open_page):
    for what in ("details", ".admonition.teacher", ".tabbed-set", ".scene-player"):
        assert any(open_page(name).locator(what).count() for name in THAT_OPEN), what


@pytest.mark.all
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_has_the_colours_of_the_system(browser, built, scheme):
    shown = SCHEMES[scheme]
    with browser.new_page(color_scheme=scheme) as page:
        page.goto((built / "index.html").as_uri())
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", shown)
        other = next(name for name in SCHEMES.values() if name != shown)
        page.get_by_title("Change to").locator("visible=true").click()
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", other)


@pytest.mark.all
def test_the_search_works_from_a_folder(open_page, built):
    page = open_page("step2/2-consumer.html")
    page.get_by_role("textbox", name="Search").fill("AllowedHostsOriginValidator")
    found = page.locator(".md-search-result__item a").first
    expect(found).to_contain_text("Only our own pages")
    found.click()
    expect(page).to_have_url((built / "step2" / "4-origin.html").as_uri())


@pytest.mark.parametrize(
    ("query", "name", "most"),
    # A mistake with the method's name in its title comes before the chapter that explains it.
    chosen(
        [("group_add", "step3/2-group.html", 2), ("send from a view", "further/sending.html", 1)],
        lambda query, name, most: query == "group_add",
    ),
)
def test_the_search_finds_where_it_is_taught(open_page, query, name, most):
    page = open_page("index.html")
    page.get_by_role("textbox", name="Search").fill(query)
    links = page.locator(".md-search-result__link:not([href*='#'])")
    expect(links.nth(most)).to_be_attached()
    found = links.evaluate_all("(all) => all.map((link) => link.href)")
    assert any(link.partition("?")[0].endswith(name) for link in found[:most]), found
