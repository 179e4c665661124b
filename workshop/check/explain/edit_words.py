"""An edit in words: where it is, what somebody wrote there, and what is right."""

from workshop.check.compare.compare_files import WHOLE
from workshop.check.compare.edits import CREATE, DELETE, INSERT, REPLACE
from workshop.serve.probes import short

# What stands before the lines of a cure that is not the lesson's.
RIGHT = "It should be"


def _indented(text, mark=""):
    lines = text.rstrip("\n").splitlines() or [""]
    return "\n".join(f"      {mark}{short(line)}" for line in lines)


def place_text(edit, proven=True):
    """Return the line that says where an edit is."""
    if edit.kind == CREATE and edit.wrote:
        return f"    You have it as  {edit.wrote}"
    if edit.kind == CREATE:
        return f"    {edit.path} is missing."
    if edit.kind == DELETE:
        return f"    {edit.path} should not be there: it hides a package of that name."
    return f"    {edit.path}, line {edit.line}"


def edit_text(edit, right="The lesson has", whole=""):
    """Return the lines that show one edit: where, what they wrote, what is right there.

    ``whole`` is the file as they have it.
    """
    rows = [place_text(edit)]
    if edit.kind == CREATE and edit.wrote:
        rows.append(f"    {right}  {edit.path}")
    elif edit.kind == CREATE:
        rows = [f"    {edit.path} is missing. {right}:\n{_indented(edit.lesson, '+ ')}"]
    elif edit.kind == INSERT and not "".join(whole.splitlines()[edit.line - 1 :]).strip():
        rows = [f"    {edit.path}, at its end, this is missing:\n{_indented(edit.lesson, '+ ')}"]
    elif edit.wrote == WHOLE:
        rows = [f"    {edit.path} differs in many places. Copy it anew from the lesson."]
    elif edit.kind == REPLACE and edit.wrote == edit.lesson:
        rows.append("    This belongs to another place, where the lesson has it:")
        rows.append(_indented(edit.lesson, "+ "))
    elif edit.kind == INSERT:
        rows.append(f"    Missing before this line:\n{_indented(edit.lesson, '+ ')}")
    elif edit.kind != DELETE:
        rows.append(f"    You wrote:\n{_indented(edit.wrote, '- ')}")
        if edit.text:
            rows.append(f"    {right}:\n{_indented(edit.lesson, '+ ')}")
            if edit.wrote.strip() == edit.lesson.strip() and edit.last - edit.first > 1:
                rows.append("    The lines that belong to it move along.")
        else:
            nothing = (
                "It should not be there." if right == RIGHT else "The lesson does not have this."
            )
            rows.append(f"    {nothing}")
    return "\n".join(rows)
