"""A mistake, made for real: does ``check`` name it, is its cure proven, does it look as told?"""

from pathlib import Path

from workshop.check.ask.examine import Examination
from workshop.check.ask.project import Project
from workshop.check.explain.catalogue import make
from workshop.check.explain.story import explain
from workshop.recordings import symptoms


def examine(mistake, lesson, browser=None):
    """Make a mistake on its checkpoint and examine the project; return the ``Report``. Seconds.

    ``browser``: the DevTools address of one that runs already. Raises ``CatalogueError``.
    """
    made = make(mistake, lesson.checkpoint(mistake.at).tree)
    project = Project(Path(mistake.id), "learning", made)
    return Examination(project, lesson, browser=browser).run()


def files(mistake):
    """Return the files that a mistake changes, under their old and their new names."""
    changed = {change.get("rename", change["file"]) for change in mistake.changes}
    return changed | {change["file"] for change in mistake.changes}


def fault(mistake, report):
    """Return what is not as it has to be in the ``Report`` on a mistake, a sentence, or ""."""
    if not report.findings:
        return "Everything works in spite of it: check sees nothing."
    told = [explain(finding, report).id for finding in report.findings]
    if mistake.id not in told:
        return f"check takes it for another one: {', '.join(told)}."
    proven = all(finding.proven for finding in report.findings)
    if proven is not mistake.proven:
        said = "A change of the files cures it" if proven else "No change of the files cures it"
        return f"{said}, but the entry has proven = {str(mistake.proven).lower()}."
    edited = {edit.path for finding in report.findings for edit in finding.edits}
    if not edited & files(mistake):
        return f"check changes {', '.join(sorted(edited)) or 'nothing'}, none of its files."
    return ""


def looks_different(mistake, report):
    """Return what shows otherwise than it was recorded, a sentence, or "".

    Of messages only the kind is compared where another Python has recorded them: each version
    words its own in its own way.
    """
    if not report.findings:
        return "nothing shows now"
    first = report.findings[0]
    seen = symptoms.shown(first.claim, first.observation, first.output)
    told = symptoms.recorded()[mistake.id]
    if symptoms.recorded_with() != symptoms.PYTHON:
        seen, told = _without_words(seen), _without_words(told)
    different = [key for key in told if seen[key] != told[key]]
    return "; ".join(f"{key} is now {seen[key]!r}, recorded is {told[key]!r}" for key in different)


def _without_words(seen):
    return {"claim": seen["claim"], "kind": seen["error"].split(": ")[-2:][:1]}
