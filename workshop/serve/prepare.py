"""Migrate a project's database and create its demo superusers.

Run with the project as the working directory: ``python -m workshop.serve.prepare``.
The settings are those that ``DJANGO_SETTINGS_MODULE`` names.
"""

import os

from workshop.serve import codespace

PEOPLE = ("ada", "grace", "alan")
PASSWORD = "open-sesame-42"


def create_people(password=None):
    """Create the demo superusers that are missing; return the names of the new ones.

    Their password is the published one, unless one is given: then those that are there get it, too.
    """
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    missing = [name for name in PEOPLE if not users.filter(username=name).exists()]
    for name in missing:
        users.create_superuser(name, f"{name}@example.com", password or PASSWORD)
    for user in users.filter(username__in=PEOPLE) if password else ():
        if not user.check_password(password):
            user.set_password(password)
            user.save()
    return missing


if __name__ == "__main__":
    # Who only asks for the names needs no Django.
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    create_people(os.environ.get(codespace.PASSWORD))
