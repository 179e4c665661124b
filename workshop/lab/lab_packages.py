"""The Python packages that the lab brings into the browser, from this environment, as ZIPs."""

import importlib.metadata
import importlib.util
import io
import re
import zipfile
from pathlib import Path

from workshop.base.steps import ROOT

# Where Pyodide's Python looks for packages.
SITE = "lib/python3.14/site-packages"
PACKAGES = ("django", "channels", "asgiref", "sqlparse", "daphne", "tzdata")
OURS = (
    "workshop/__init__.py",
    "workshop/lab/__init__.py",
    "workshop/lab/bridge/*.py",
    "workshop/check/__init__.py",
    "workshop/check/ask/__init__.py",
    "workshop/check/ask/account_probes.py",
    "workshop/check/ask/build_probes.py",
    "workshop/check/ask/careful_probes.py",
    "workshop/check/ask/presence_probes.py",
    "workshop/serve/__init__.py",
    "workshop/serve/claims.py",
    "workshop/serve/probes.py",
    "workshop/serve/reply.py",
    "workshop/serve/target.py",
)
# Other databases, maps and languages: two thirds of Django, and nothing of the lesson needs them.
LEFT_OUT = (
    "django/contrib/gis/",
    "django/contrib/postgres/",
    "django/db/backends/mysql/",
    "django/db/backends/oracle/",
    "django/db/backends/postgresql/",
    "django/contrib/admindocs/",
    "daphne/server.py",
    "daphne/http_protocol.py",
    "daphne/ws_protocol.py",
    "daphne/testing.py",
    "daphne/twisted/",
    "django/contrib/admin/static/admin/js/vendor/select2/",
    "django/contrib/admin/static/admin/js/vendor/xregexp/",
    "django/contrib/admin/static/admin/js/vendor/jquery/jquery.min.js",
    "tzdata/zoneinfo/tzdata.zi",
    "tzdata/zoneinfo/zone",
    "channels/testing/",
)
LANGUAGES = re.compile(r"/locale/(?!en/)[^/]+/|/select2/i18n/|\.po$")


def _wanted(path):
    if "__pycache__" in path or path.startswith(LEFT_OUT) or path.endswith((".pyi", ".c", ".rst")):
        return False
    return not LANGUAGES.search(path)


def files():
    """Yield pairs of the path in the browser's Python and the ``Path`` on this machine."""
    for package in PACKAGES:
        folder = Path(importlib.util.find_spec(package).origin).parent
        for file in sorted(folder.rglob("*")):
            path = file.relative_to(folder.parent).as_posix()
            if file.is_file() and _wanted(path):
                yield f"{SITE}/{path}", file
    for pattern in OURS:
        for file in sorted(ROOT.glob(pattern)):
            yield f"{SITE}/{file.relative_to(ROOT).as_posix()}", file


def pack(pairs, more):
    """Return a ZIP (bytes) of pairs as ``files`` yields them, and of ``more``: path to bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, file in pairs:
            archive.writestr(path, file.read_bytes())
        for path, data in more.items():
            archive.writestr(path, data)
    return packed.getvalue()


def licences():
    """Return the licences of the packages as one text, each below its name and version."""
    texts = []
    for package in PACKAGES:
        distribution = importlib.metadata.distribution(package)
        for file in distribution.files or ():
            if Path(file.name).stem.upper() in {"LICENSE", "LICENCE", "AUTHORS", "LICENSE_APACHE"}:
                text = file.read_text(encoding="utf-8")
                texts.append(f"{package} {distribution.version}: {file.name}\n\n{text}")
    return f"\n{'-' * 72}\n\n".join(texts)
