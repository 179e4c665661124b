"""Tells what a project is made of, from inside of it: settings, checks, migrations, routes, Redis.

Run in a copy of the project, with the settings of a trial: ``python -m
workshop.check.facts.inventory FILE`` writes JSON to FILE. Each part is told as far as it goes: an
error in one does not hide the others.
"""

import json
import re
import sys
import traceback
from pathlib import Path

from workshop.check.facts.lost_blocks import lost_blocks
from workshop.check.facts.redis_named import redis_servers

MOST = 40
# What stands in an address for a number, a word and a UUID; ``trial_rows`` makes rows of that name.
NUMBER, TEXT, UNIQUE = "7", "lobby", "00000000-0000-4000-8000-000000000000"


def main(file):
    """Write the inventory to ``file``."""
    told = {"python": "{}.{}".format(*sys.version_info)}
    for name, part in PARTS.items():
        try:
            told[name] = part()
        except BaseException:
            told[name] = None
            told.setdefault("errors", {})[name] = traceback.format_exc()[-20_000:]
            if name == "setup":
                break
    Path(file).write_text(json.dumps(told), encoding="utf-8")


def _setup():
    import django

    django.setup()
    return django.get_version()


def _settings():
    from django.conf import settings

    names = ("INSTALLED_APPS", "ALLOWED_HOSTS", "ASGI_APPLICATION", "AUTH_USER_MODEL", "DEBUG")
    return {name: getattr(settings, name, None) for name in names}


def _checks():
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=False)
    return [
        {"id": one.id, "text": one.msg, "hint": one.hint, "about": _about(one.obj)}
        for one in found
        if one.level >= checks.ERROR and not one.is_silenced()
    ][:MOST]


def _about(thing):
    return getattr(getattr(thing, "model", thing), "__qualname__", None) or str(thing or "")[:200]


def _without_migration():
    """Return what the project's own models need a migration for: app label to models' names."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.questioner import NonInteractiveMigrationQuestioner
    from django.db.migrations.state import ProjectState

    here = Path.cwd()
    own = [config for config in apps.get_app_configs() if here in Path(config.path).parents]
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    lacking = {
        config.label: sorted(model.__name__ for model in config.get_models())
        for config in own
        if config.label in loader.unmigrated_apps and [*config.get_models()]
    }
    if not lacking:
        detector = MigrationAutodetector(
            loader.project_state(),
            ProjectState.from_apps(apps),
            NonInteractiveMigrationQuestioner(specified_apps=None, dry_run=True),
        )
        labels = {config.label for config in own}
        for label, changes in detector.changes(graph=loader.graph).items():
            if label in labels:
                names = {
                    getattr(step, "model_name", "") or getattr(step, "name", "")
                    for change in changes
                    for step in change.operations
                }
                lacking[label] = sorted(filter(None, names))
    return {label: {"models": names, "app": _folder(label)} for label, names in lacking.items()}


def _folder(label):
    from django.apps import apps

    return Path(apps.get_app_config(label).path).relative_to(Path.cwd()).as_posix()


def _application():
    from channels.routing import get_default_application

    get_default_application()
    return True


def _sockets():
    """Return the routes of the WebSocket side, and the names of what is wrapped around them."""
    from channels.routing import ProtocolTypeRouter, URLRouter, get_default_application

    application, around, routes = get_default_application(), [], []
    if isinstance(application, ProtocolTypeRouter):
        protocols = sorted(map(str, application.application_mapping))
        application = application.application_mapping.get("websocket")
    else:
        protocols = None
    seen = set()
    while application is not None and id(application) not in seen:
        seen.add(id(application))
        if isinstance(application, URLRouter):
            routes = [*_routes(application)]
            break
        around.append(type(application).__name__)
        application = getattr(application, "application", getattr(application, "inner", None))
    return {"protocols": protocols, "around": around, "routes": routes[:MOST]}


def _routes(router, prefix=""):
    from channels.routing import URLRouter

    for route in router.routes:
        pattern = route.pattern
        text = prefix + str(pattern)
        if isinstance(route.callback, URLRouter):
            yield from _routes(route.callback, text)
            continue
        # Without as_asgi() the class itself stands there.
        bare = route.callback if isinstance(route.callback, type) else None
        consumer = getattr(route.callback, "consumer_class", bare)
        yield {
            "route": text,
            "pattern": pattern.regex.pattern,
            "names": [*pattern.regex.groupindex],
            "example": _example(text),
            "consumer": getattr(consumer, "__qualname__", None),
            "module": getattr(consumer, "__module__", None),
        }


def _example(route):
    """Return an address that a route is likely to match: ``/ws/chat/lobby/``."""
    filled = re.sub(r"\(\?P<\w+>((?:[^()]|\([^()]*\))*)\)", _of_pattern, route)
    filled = re.sub(r"\((?!\?)((?:[^()]|\([^()]*\))*)\)", _of_pattern, filled)
    filled = re.sub(r"<(\w+:)?\w+>", lambda found: FILLED.get(found[1] or "str:", TEXT), filled)
    filled = re.sub(r"(?<![\w])\^|\\Z|\$|^\^", "", filled).replace("/?", "/").replace("\\", "")
    return "/" + filled.lstrip("/")


def _of_pattern(found):
    for text in (TEXT, NUMBER, "a", UNIQUE):
        if re.fullmatch(found[1], text):
            return text
    return TEXT


FILLED = {"int:": NUMBER, "uuid:": UNIQUE}


def _pages():
    """Return the project's own addresses over HTTP: route, example, view, its module."""
    from django.urls import URLResolver, get_resolver

    def walk(resolver, prefix):
        for pattern in resolver.url_patterns:
            text = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern, text)
            else:
                view = pattern.callback
                view = getattr(view, "view_class", view)
                module = getattr(view, "__module__", "")
                name = getattr(view, "__qualname__", "")
                found = {"route": text, "example": _example(text), "view": name, "module": module}
                yield {**found, "mixin": _mixin(view), "late": _late_mixin(view)}

    here = Path.cwd()
    tops = {path.name for path in here.iterdir() if path.is_dir()}
    found = list(walk(get_resolver(), ""))
    return [one for one in found if one["module"].split(".")[0] in tops][:MOST]


def _mixin(view):
    """Return whether a view class has a mixin that lets only some people in."""
    from django.contrib.auth.mixins import AccessMixin

    return isinstance(view, type) and issubclass(view, AccessMixin)


def _late_mixin(view):
    """Return the mixin of a view class that ``dispatch`` of its other classes hides, or None."""
    from django.contrib.auth.mixins import AccessMixin
    from django.views.generic import View

    order = view.__mro__ if isinstance(view, type) else ()
    answers = next((number for number, one in enumerate(order) if "dispatch" in vars(one)), None)
    if answers is None or order[answers] is not View:
        return None
    late = [one.__name__ for one in order[answers:] if issubclass(one, AccessMixin)]
    return late[0] if late else None


PARTS = {
    "setup": _setup,
    "settings": _settings,
    "checks": _checks,
    "without_migration": _without_migration,
    "redis": redis_servers,
    "application": _application,
    "sockets": _sockets,
    "pages": _pages,
    "lost_blocks": lost_blocks,
}


if __name__ == "__main__":
    main(sys.argv[1])
