"""Fills a copy's database with one row of each model of theirs, as the admin would add it.

Addresses such as ``/games/7/`` lead to nothing in an empty database. A model whose row cannot be
made of plain values gets none: a file, for example, is not invented.
"""

import contextlib
import sys
from pathlib import Path

from workshop.check.ask.inside import MARK
from workshop.check.facts.inventory import NUMBER, TEXT, UNIQUE

# Followed by the model's name, in the server's output.
MADE = f"{MARK} a row was made of "
ROUNDS = 3


def fill(here):
    """Make the rows, and give people without an e-mail address one; ``here``: the project."""
    from django.apps import apps
    from django.contrib.auth import get_user_model
    from django.db import transaction

    users = get_user_model()
    with contextlib.suppress(Exception), transaction.atomic():
        for user in users._default_manager.filter(**{users.get_email_field_name(): ""}):
            address = f"{user.get_username()}@example.com"
            users._default_manager.filter(pk=user.pk).update(
                **{users.get_email_field_name(): address}
            )
    own = [
        model
        for config in apps.get_app_configs()
        if here in Path(config.path).resolve().parents
        for model in config.get_models()
        if model is not users and not model._meta.auto_created
    ]
    for _ in range(ROUNDS):
        # One that needs another one gets its turn again.
        for model in own:
            with contextlib.suppress(Exception), transaction.atomic():
                if not model._default_manager.exists() and not model._meta.private_fields:
                    row = model(**_values(model))
                    row.full_clean()
                    row.save()
                    print(f"{MADE}{model.__name__}", file=sys.stderr, flush=True)


def _values(model):
    values = {}
    for field in model._meta.concrete_fields:
        if field.primary_key and field.get_internal_type().endswith("AutoField"):
            values[field.attname] = int(NUMBER)
        elif field.remote_field:
            keys = field.related_model._default_manager.order_by("pk")
            keys = keys.values_list(field.target_field.attname, flat=True)
            values[field.attname] = keys.first() if field.null else keys[0]
        elif not field.has_default() and field.editable:
            values[field.attname] = _value(field)
    return values


def _value(field):
    """Return a value for a field. Raises ``KeyError`` for one of another kind."""
    from django.utils import timezone

    if field.choices:
        return field.choices[0][0]
    kind = field.get_internal_type()
    plain = {
        "CharField": TEXT[: field.max_length],
        "SlugField": TEXT,
        "TextField": TEXT,
        "EmailField": f"{TEXT}@example.com",
        "URLField": "https://example.com/",
        "UUIDField": UNIQUE,
        "BooleanField": False,
        "DateTimeField": timezone.now(),
        "DateField": timezone.now().date(),
        "FloatField": 1.0,
        "DecimalField": 1,
    }
    if kind.endswith("IntegerField"):
        return 1
    if kind not in plain and field.blank:
        return field.get_default()
    return plain[kind]
