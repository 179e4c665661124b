"""What ``exercise hunt`` says: a user's words, and help in three steps."""

from workshop.check.explain.addresses import address
from workshop.exercises.hunt import SAID, proven_help
from workshop.exercises.hunt_memory import HELPS

COMMAND = "python -m workshop exercise hunt"


def begun(hunt, claim, folder, python):
    """Return what is told when a hunt begins."""
    rows = [
        f"Bug hunt {hunt.name}. In {folder} is the project of checkpoint {hunt.mistake.at},",
        "with one mistake in it. Somebody who uses it says:",
        "",
        f"    “{SAID[claim]}”",
        "",
        "Find the mistake. To run it yourself:",
        f"    cd {folder}",
        f"    {python} manage.py migrate",
    ]
    if hunt.mistake.at[0] == "3":
        rows.append(f"    {python} manage.py createsuperuser   (once for each person)")
    rows += [
        f"    {python} manage.py runserver",
        "",
        f"Is it done?            {COMMAND} {folder}",
        f"Help, and more of it:  {COMMAND} {folder} --hint",
        f"The same for others:   {COMMAND} FOLDER --seed {hunt.seed} --level {hunt.level}",
    ]
    return "\n".join(rows)


def clock(seconds):
    """Return seconds as ``m:ss``."""
    return f"{seconds // 60}:{seconds % 60:02}"


def done(hunt, seconds, helps):
    """Return what is told when the mistake is found: what it was, and where to read on."""
    mistake = hunt.mistake
    helped = f", with help {helps} of {HELPS}" if helps else ", without help"
    return (
        f"DONE after {clock(seconds)}{helped}.\n\n"
        f"{mistake.title}\n{mistake.why} {mistake.fix}\n"
        f"Read: {address(f'trouble/{mistake.seen}.md#{mistake.id}')}"
    )


def not_yet(asked, folder):
    """Return what is told while something is wrong: nothing that would give it away."""
    if not asked.same:
        return (
            "NOT YET. What the user complained of is no longer a part of this project, so it "
            "cannot be asked.\nPut back what you took out, and mend it instead."
        )
    said = SAID.get(asked.claim, "Something is wrong that users do not see: look at the terminal.")
    return f"NOT YET. Now they say:\n\n    “{said}”\n\nHelp: {COMMAND} {folder} --hint"


def helped(level, project):
    """Return help 1 (the place), 2 (why) or 3 (the line, with proof); "" when all is well."""
    told = proven_help(project, level)
    return f"Help {level} of {HELPS}:\n\n{told}" if told else ""
