"""Models whose tables no migration makes, and the commands that make them."""

from workshop.check.cures.cure import Cure
from workshop.check.facts.asked import migrations

# What a server says of a model without a migration.
NO_TABLE = ("no such table", "no such column", "Dependency on app with no migrations")


def cures(examination, case):
    """Return the ``Cure`` for models that have no table, where the server of ``case`` misses one.

    A list, empty where it misses none or ``makemigrations`` writes nothing.
    """
    lacking = case.inventory.part("without_migration", {})
    if not lacking or not any(one in case.output for one in NO_TABLE):
        return []
    made = migrations(examination.laboratory, case.tree, [*lacking], examination.deadline)
    names = [
        f"{model} ({_file(one['app'], case.tree)})"
        for one in lacking.values()
        for model in one["models"]
    ]
    why = (
        f"The database lacks what the models say, and no migration makes it: {', '.join(names)}. A "
        "model has its table and its columns only after makemigrations has written them down and "
        "migrate has made them."
    )
    commands = (
        f"python manage.py makemigrations {' '.join(lacking)}",
        "python manage.py migrate",
    )
    return [Cure("migration-missing", tuple(made), why, commands)] if made else []


def _file(app, tree):
    """Return where an app's models stand: its ``models.py``, or its folder."""
    file = f"{app}/models.py"
    return file if file in tree else app
