"""Cures for views: a mixin that stands where it is never asked."""

import ast

from workshop.check.cures.cure import Cure, last_name, spliced


def late_mixin(case):
    """A view class names a mixin for permissions behind the class that answers."""
    if case.claim != "guarded":
        return
    late = {page["view"]: page["late"] for page in case.inventory.part("pages", [])}
    for path, text, body in case.python():
        for node in ast.walk(body):
            if not isinstance(node, ast.ClassDef) or not late.get(node.name):
                continue
            names = [last_name(base) for base in node.bases]
            if late[node.name] not in names[1:]:
                continue
            mixin = node.bases[names.index(late[node.name])]
            others = [base for base in node.bases if base is not mixin]
            new = [ast.get_source_segment(text, base) for base in (mixin, *others)]
            edits = [
                spliced(path, text, base, words)
                for base, words in zip(node.bases, new, strict=True)
            ]
            if len({base.lineno for base in node.bases}) == 1:
                whole = ast.copy_location(ast.Tuple([]), node.bases[0])
                whole.end_lineno, whole.end_col_offset = (
                    node.bases[-1].end_lineno,
                    node.bases[-1].end_col_offset,
                )
                edits = [spliced(path, text, whole, ", ".join(new), node.name)]
            yield Cure(
                "mixin-too-late",
                tuple(edits),
                f"Python asks the classes of {node.name} from left to right, and "
                f"{names[0]} answers before {late[node.name]} is asked. It has to stand first.",
            )


CURES = (late_mixin,)
