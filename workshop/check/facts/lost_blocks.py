"""Blocks of templates that are never put out: the template above has none of that name."""

from difflib import get_close_matches
from pathlib import Path

SLIP = 0.85


def lost_blocks():
    """Return the blocks that have a near name in a template above, each a dict.

    ``path`` is the template's file in the project, ``block`` its block's name, ``near`` the name
    that the template above has, ``parent`` that one's name.
    """
    from django.template import engines
    from django.template.backends.django import DjangoTemplates

    found, here = [], Path.cwd()
    for engine in engines.all():
        for folder in engine.template_dirs if isinstance(engine, DjangoTemplates) else ():
            if here not in (folder := Path(folder).resolve()).parents:
                continue
            for file in sorted(folder.rglob("*.html")):
                try:
                    lost = _lost(engine.engine, file.relative_to(folder).as_posix())
                except Exception:
                    # A template that cannot be read is told of where it is shown.
                    continue
                path = file.relative_to(here).as_posix()
                found += [{"path": path, **one} for one in lost]
    return found


def _lost(engine, name):
    from django.template.loader_tags import BlockNode

    child = _extends(engine.get_template(name))
    if child is None:
        return
    above, parent = set(), engine.get_template(child.parent_name.var)
    first = parent.name
    while parent is not None:
        above |= {node.name for node in parent.nodelist.get_nodes_by_type(BlockNode)}
        node = _extends(parent)
        parent = engine.get_template(node.parent_name.var) if node else None
    for node in child.nodelist:
        if isinstance(node, BlockNode) and node.name not in above and _has_content(node):
            near = get_close_matches(node.name, above - {*child.blocks}, 1, SLIP)
            if near:
                yield {"block": node.name, "near": near[0], "parent": first}


def _extends(template):
    """Return the node ``extends`` of a template, where it names one in quotes, or None."""
    from django.template.loader_tags import ExtendsNode

    nodes = [node for node in template.nodelist if isinstance(node, ExtendsNode)]
    return nodes[0] if nodes and isinstance(nodes[0].parent_name.var, str) else None


def _has_content(block):
    from django.template.base import TextNode

    return any(not isinstance(node, TextNode) or node.s.strip() for node in block.nodelist)
