"""With nothing but what the built pages show and copy, a reader gets from Django's files to step 3.

The changes are read from the HTML, as a person reads them: the file named above a block, the lines
with a sign, and what the button copies.
"""

import re
from html import unescape

import pytest

from workshop.base.steps import STEPS
from workshop.lesson import changes
from workshop.lesson.chapters import DOCS, chapters
from workshop.lesson.generated import read_tree
from workshop.lesson.text_differences import author

BLOCK = re.compile(
    r'<p class="file"><code>(?P<path>[^<]+)</code> <span>(?P<title>[^<]+)</span></p>'
    r'(?:<div class="highlight(?:" data-copy="(?P<copy>[^"]*)"| no-copy")>'
    r"<pre><code>(?P<code>.*?)</code></pre></div>)?",
    re.DOTALL,
)
CHANGE = re.compile(
    r'<div class="change" id="(?P<name>[^"]+)">(?P<html>.*?)</div>(?=\n)', re.DOTALL
)
SIGNS = re.compile(r"<(?P<tag>ins|del)>(?P<text>.*?)\n</(?P=tag)>", re.DOTALL)
SKIPPED = '<span class="skipped">…</span>'


def rows(code):
    """Return the lines of a block, each with its sign in front, as one text."""
    lines = []
    position = 0
    for found in SIGNS.finditer(code):
        lines += [f" {line}" for line in code[position : found.start()].splitlines()]
        lines.append(("-" if found["tag"] == "del" else "+") + found["text"])
        position = found.end()
    lines += [f" {line}" for line in code[position:].splitlines()]
    text = [line for line in lines if SKIPPED not in line]
    return "".join(unescape(re.sub(r"<[^>]+>", "", line)) + "\n" for line in text)


def typed(tree, block):
    """Return what a reader's file is after one block."""
    path, title, copy = block["path"], block["title"], unescape(block["copy"] or "")
    if title == "delete":
        return None
    if title == "new file":
        assert path not in tree, path
        return copy
    if "the button copies the whole file" in title:
        return copy
    assert title == "change"
    return author(tree[path], rows(block["code"]))


@pytest.fixture(scope="module")
def typed_trees(built):
    """The project at the end of each step, made of the built pages: number of the step to tree."""
    trees, tree = {}, {**changes.WRITES["startproject"](), **changes.WRITES["startapp"]()}
    for chapter in chapters():
        page = chapter.relative_to(DOCS)
        html = (built / page.with_suffix(".html")).read_text(encoding="utf-8")
        for change in CHANGE.finditer(html):
            for block in BLOCK.finditer(change["html"]):
                tree[block["path"]] = typed(tree, block)
        trees[page.parent.name] = {name: text for name, text in tree.items() if text is not None}
    return trees


def test_no_button_copies_a_secret_key(built):
    """Everybody has their own: a file pasted whole would put the repository's in its place."""
    for page in built.rglob("*.html"):
        copies = re.findall(r'data-copy="([^"]*)"', page.read_text(encoding="utf-8"))
        assert not [copy for copy in copies if "SECRET_KEY" in copy], page


@pytest.mark.parametrize("step", STEPS)
def test_what_the_pages_show_is_enough(step, typed_trees):
    assert typed_trees[f"step{step}"] == read_tree(STEPS[step])
