"""Make the board's database, or go on with the one that is there: ``python -m`` this module.

Prints the teacher's key as JSON. Nobody is connected when a board starts.
"""

import json
import secrets
import time

import django


def main():
    """Make the tables, see that there is a session, note that everybody is away."""
    django.setup()
    from django.core.management import call_command

    from workshop.room.board.models import Learner, Session

    call_command("migrate", run_syncdb=True, verbosity=0)
    session, _ = Session.objects.get_or_create(
        pk=1, defaults={"key": secrets.token_urlsafe(16), "began": time.time()}
    )
    Learner.objects.update(channel="", checking=False)
    print(json.dumps({"key": session.key, "people": Learner.objects.count()}))


if __name__ == "__main__":
    main()
