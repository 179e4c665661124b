"""What each page needs: its place in the navigation, and blocks that name their proof."""

import ast
import re

import yaml

from workshop.base.steps import ROOT
from workshop.complete.lack import Lack, below
from workshop.lesson.chapters import DOCS
from workshop.pages import page_blocks
from workshop.pages.fences import BLOCKS
from workshop.pages.proof import KINDS

# The other kinds are made of the lesson, of recordings and of data; their own tests prove them.
MADE = {*BLOCKS, "handout", "teach", "trouble"}
NAVIGATION = ROOT / "mkdocs.yml"
# The tests that read what a page prints.
READERS = "tests/pages/"
# An image without a text.
SILENT = re.compile(r"!\[\s*\]\(([^)]+)\)")


class _Loader(yaml.SafeLoader):
    """Reads mkdocs.yml without calling the Python that it names."""


_Loader.add_constructor("!ENV", lambda *_: None)
_Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)


def navigation():
    """Return the pages of the navigation in their order: paths below ``docs/``."""
    entries = yaml.load(NAVIGATION.read_text(encoding="utf-8"), _Loader)["nav"]

    def pages(entry):
        if isinstance(entry, str):
            return [entry]
        parts = entry.values() if isinstance(entry, dict) else entry
        return [page for part in parts for page in pages(part)]

    return pages(entries)


def plain(page):
    """Return the blocks of a page that have to name their proof."""
    return [block for block in page_blocks.blocks(page) if block.language not in MADE]


def proofs(page):
    """Return the tests that a page names, as pytest's words: ``tests/x/test_y.py::test_z``."""
    return sorted({block.options["proof"] for block in plain(page) if "proof" in block.options})


def lacking(page):
    """Return what a page (its path below ``docs/``) lacks, a list of ``Lack``."""
    return [*_head(page), *_blocks(page)]


def _head(page):
    file, text = below(DOCS / page), page_blocks.read(page)
    code = page_blocks.BLOCK.sub("", text)
    if len(re.findall(r"^# ", code, re.M)) != 1:
        yield Lack(file, "A page has one line that begins with '# ': its title.")
    if page not in navigation():
        what = f"{page} is missing under nav: it is built, and nobody finds it."
        yield Lack(below(NAVIGATION), what)
    for image in SILENT.findall(code):
        yield Lack(file, f"The image {image} has no text between [ and ]: say what it shows.")


def _blocks(page):
    file = below(DOCS / page)
    if page_blocks.opened(page) != len(page_blocks.blocks(page)):
        yield Lack(file, "A block is not closed, or its end is indented otherwise than its start.")
    for block in plain(page):
        where = f"The block {block.language} in line {block.line}"
        said = [kind for kind in KINDS if block.options.get(kind)]
        if len(said) != 1:
            what = f'{where} needs proof="tests/x/test_y.py::test_z", the test that reads it from'
            yield Lack(file, f'{what} the page, or unproven="why no test runs it".')
        more = block.options.keys() - {"title", *KINDS}
        if more:
            what = f"{where} has {', '.join(sorted(more))}: nothing reads that"
            yield Lack(file, f"{what}. It may have title, {', '.join(KINDS)}.")
        if said == ["proof"]:
            fault = unproven(block)
            if fault:
                yield Lack(file, f"{where}: {fault}")


def unproven(block):
    """Return a sentence where the test that a block names is not there or cannot know it, or ""."""
    path, _, name = block.options["proof"].partition("::")
    test = ROOT / path
    if not path.startswith("tests/") or not test.is_file():
        return f"there is no file {path}, the proof it names."
    text = test.read_text(encoding="utf-8")
    if name not in {node.name for node in ast.parse(text).body if hasattr(node, "name")}:
        return f"{path} has no test {name or 'in its proof, behind ::'}."
    # The tests of a room run the words of a page as the room's own, without reading the page.
    lesson = "changes.read()" in text and block.page.startswith("step")
    known = block.page in text or f'proven_by("{name}")' in text or lesson
    if path.startswith(READERS) and not known:
        return f"{path} does not read it: use printed.proven_by({name!r}), or name {block.page}."
    return ""
