"""Which cures a failing project has evidence for."""

from workshop.check.cures import (
    of_consumers,
    of_database,
    of_events,
    of_groups,
    of_names,
    of_pages,
    of_routers,
    of_scripts,
    of_settings,
    of_views,
    routes,
    serving,
)

# Where the lesson is compared as well, only these go before it: it would blame a symptom.
FIRST = (
    serving.old_routing,
    serving.default_application,
    serving.old_handler,
    routes.removed_url,
    routes.socket_in_urls,
    routes.import_order,
    of_consumers.awaited,
    of_settings.sessions_in_memory,
)
ALL = (*serving.CURES, *routes.CURES, *of_consumers.CURES, *of_names.CURES, *of_pages.CURES)
ALL += (*of_settings.CURES, *of_events.CURES, *of_views.CURES, *of_routers.CURES)
ALL += (*of_groups.CURES, *of_database.CURES, *of_scripts.CURES)


def cures(case, rules=ALL):
    """Return the ``Cure`` list of a ``Case``; a rule that cannot read the project gives none."""
    found = []
    for rule in rules:
        try:
            found += rule(case)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, SyntaxError):
            # Their code may have any shape; what a rule does not understand it does not judge.
            continue
    return [cure for cure in found if cure.edits]
