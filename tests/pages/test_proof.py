"""Each block of each page is proven, or says for itself that it is not."""

import ast
import re

import pytest

from tests.support import printed
from tests.support.printed import PAGES
from workshop.base.steps import ROOT
from workshop.pages.fences import BLOCKS
from workshop.pages.proof import KINDS

# The other kinds are made of the lesson, of recordings and of data; their own tests prove them.
MADE = {*BLOCKS, "handout", "teach", "trouble"}
PLAIN = [block for page in PAGES for block in printed.blocks(page) if block.language not in MADE]
PROOFS = sorted({block.options["proof"] for block in PLAIN if "proof" in block.options})


@pytest.mark.parametrize("page", PAGES)
def test_no_block_is_overlooked(page):
    openings = re.findall(r"^ *```\w", printed.read(page), re.M)
    assert len(openings) == len(printed.blocks(page))


@pytest.mark.parametrize("block", PLAIN, ids=lambda block: f"{block.page}:{block.text[:30]!r}")
def test_a_block_names_its_proof_or_says_why_there_is_none(block):
    said = [kind for kind in KINDS if block.options.get(kind)]
    assert len(said) == 1, block
    assert block.options.keys() <= {"title", *KINDS}


@pytest.mark.parametrize("proof", PROOFS)
def test_a_proof_is_a_test_that_is_there(proof):
    path, _, name = proof.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(
    "block",
    [block for block in PLAIN if block.options.get("proof", "").startswith("tests/")],
    ids=lambda block: f"{block.page}:{block.text[:30]!r}",
)
def test_a_proof_of_this_folder_reads_the_page(block):
    path, _, name = block.options["proof"].partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    lesson = "changes.read()" in text and block.page.startswith("step")
    assert block.page in text or f"proven_by({name!r})".replace("'", '"') in text or lesson


def test_what_is_not_run_says_so_on_the_page(built):
    for block in PLAIN:
        if "unproven" in block.options:
            html = (built / block.page).with_suffix(".html").read_text(encoding="utf-8")
            assert f"Not run for this page: {block.options['unproven']}." in html
