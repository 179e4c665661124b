"""What ``check --json`` says to programs; the page about ``check`` describes it."""

import json

from workshop.check.explain.addresses import address
from workshop.check.explain.edit_words import RIGHT, edit_text, place_text
from workshop.check.explain.hiding import hide, known
from workshop.check.explain.report import points, sentence
from workshop.check.explain.story import explain


def as_json(report, lesson, notes=()):
    """Return the report as JSON text; ``notes`` are sentences about what lies around."""
    mistakes = [row for finding in report.findings for row in _mistakes(finding, report)]
    told = {
        "reached": [point.name for point, state in points(report, lesson) if state],
        "failed": report.findings[0].claim if report.findings else None,
        "mistakes": mistakes,
        "first": [_fact(fact) for fact in report.facts if fact.says],
        "not_the_course": list(report.ground),
        "asked": [{"what": what, "tried": one.tried} for what, one in report.asked],
        "only_read": report.only_read,
        "notes": [*report.remarks, *notes],
        "whole": report.whole,
    }
    secrets = known(report.tree)
    return json.dumps(_hidden(told, secrets), indent=2, ensure_ascii=False)


def _hidden(value, secrets):
    if isinstance(value, str):
        return hide(value, secrets)
    if isinstance(value, list):
        return [_hidden(one, secrets) for one in value]
    if isinstance(value, dict):
        return {name: _hidden(one, secrets) for name, one in value.items()}
    return value


def _fact(fact):
    file, line = fact.place or (None, None)
    return {
        "id": fact.id,
        "says": fact.says,
        "do": fact.do,
        "happened": fact.happened,
        "file": file,
        "line": line,
    }


def _mistakes(finding, report):
    told = explain(finding, report)
    for edit in finding.edits or (None,):
        right = RIGHT if finding.cure else "The lesson has"
        yield {
            "id": told.id,
            "claim": finding.claim,
            "file": edit.path if edit else None,
            "line": edit.line if edit else None,
            "wrote": edit.wrote if edit else None,
            "lesson": edit.lesson if edit else None,
            "why": told.why,
            "page": told.page,
            "trouble": told.trouble,
            "proven": finding.proven,
            "hints": [
                f"{sentence(finding)}: {place_text(edit).strip()}" if edit else sentence(finding),
                told.why,
                edit_text(edit, right, report.tree.get(edit.path) or "").strip()
                if edit
                else told.traceback,
            ],
            "address": address(told.page) if told.page else None,
            "error": told.traceback,
        }
