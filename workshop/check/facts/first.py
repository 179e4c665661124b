"""The sentences about a project that stand before all others, in the order of their causes."""

import re
from dataclasses import dataclass

from workshop.check.facts.packages import index_name, missing_module
from workshop.check.facts.tracebacks import OWN_FRAME

NO_VARIABLE = re.compile(r"^KeyError: '([^']+)'$", re.MULTILINE)
FROM_ENVIRONMENT = re.compile(r'File "(?:<frozen os>|[^"]*[/\\]os\.py)", line \d+, in __getitem__')
# django-environ and python-decouple say it in words of their own.
OTHER_VARIABLE = re.compile(
    r"ImproperlyConfigured: Set the (\w+) environment variable|"
    r"UndefinedValueError: (\w+) not found"
)
CHAINED = re.compile(
    r"\n(?:During handling of the above exception, another exception occurred|"
    r"The above exception was the direct cause of the following exception):\n"
)


@dataclass(frozen=True)
class Fact:
    """Something that is true of a project and has to be put right first.

    ``place`` is a file and a line, or None; ``do`` is a command, or what to do in words. With
    ``stops`` nothing else can be asked until then.
    """

    id: str
    says: str
    do: str
    happened: str
    place: tuple | None = None
    stops: bool = True


def facts(inventory, tree, output=""):
    """Return the ``Fact`` list of a project.

    ``tree`` is path to text, ``output`` what its server printed.
    """
    told = inventory.error("setup", "settings", "checks", "application", "sockets", "pages")
    for error in filter(None, (told, output)):
        found = [fact for fact in (_package(error, tree), _variable(error, tree)) if fact]
        if found:
            return found
    return [*_checks(inventory, tree), *_redis(inventory, tree)]


def _redis(inventory, tree):
    for one in inventory.silent_redis:
        place = f"{one['host']}:{one['port']}"
        yield Fact(
            "redis-silent",
            f"CHANNEL_LAYERS asks for Redis at {place}, and nothing answers there: {one['error']}.",
            "Start Redis at that place, or name the place where it runs, or use the layer in "
            "memory while you work alone.",
            f"no answer from {place}",
            _first_line(tree, re.compile(rf"{re.escape(str(one['host']))}.*{one['port']}"))
            or _first_line(tree, re.compile(r"['\"]hosts['\"]|^CHANNEL_LAYERS")),
            False,
        )


def _frame(error):
    """Return file and line of the project's own last frame in the first traceback, or None."""
    frames = OWN_FRAME.findall(CHAINED.split(error)[0]) or OWN_FRAME.findall(error)
    return (frames[-1][0].replace("\\", "/"), int(frames[-1][1])) if frames else None


def _package(error, tree):
    top = missing_module(error, tree)
    if not top:
        return None
    place = _frame(error) or _first_line(tree, re.compile(rf"['\"]{re.escape(top)}[.'\"]"))
    return Fact(
        "package-not-installed",
        f"Your project needs the package {index_name(top, tree)} (module {top}), and it is not "
        "installed in the environment that you ask with.",
        f"python -m pip install {index_name(top, tree)}",
        f"ModuleNotFoundError: No module named '{_named(error)}'",
        place,
    )


def _named(error):
    return re.search(r"No module named '([\w.]+)'", error)[1]


def _variable(error, tree):
    first = CHAINED.split(error)[0]
    named = NO_VARIABLE.search(first) if FROM_ENVIRONMENT.search(first) else None
    other = OTHER_VARIABLE.search(error)
    if not named and not other:
        return None
    name = named[1] if named else other[1] or other[2]
    return Fact(
        "variable-not-set",
        f"Your project reads the environment variable {name}, and it is not set in this terminal.",
        f"Set it before you start the server: export {name}=…  (Windows: $env:{name} = '…')",
        named[0] if named else other[0],
        _frame(first) or _first_line(tree, re.compile(rf"\b{re.escape(name)}\b")),
    )


def _checks(inventory, tree):
    found = []
    for one in inventory.part("checks", []):
        hint = f" HINT: {one['hint']}" if one["hint"] else ""
        happened = f"{one['about'] or '?'}: ({one['id']}) {one['text']}{hint}"
        model = one["about"].split(".")[0]
        field = one["about"].split(".")[-1]
        above = re.compile(rf"^class {re.escape(model)}\b")
        place = _first_line(tree, above) if model else None
        if place and field != model:
            inner = re.compile(rf"^\s+{re.escape(field)}\s*=")
            place = _first_line({place[0]: tree[place[0]]}, inner) or place
        found.append(
            Fact("system-check", "Django's own checks find an error.", "", happened, place, False)
        )
    return found


def _first_line(tree, pattern):
    """Return file and line of the first line of the project's Python that has ``pattern``."""
    for path, text in tree.items():
        if path.endswith(".py"):
            for number, line in enumerate(text.splitlines(), 1):
                if pattern.search(line):
                    return path, number
    return None
