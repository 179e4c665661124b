"""Modules that a project imports and that are not installed where it is asked: what to install."""

import importlib.util
import re
import sys
from difflib import get_close_matches

# What a package is called on the index, where its module is called otherwise.
INDEX_NAMES = {
    "allauth": "django-allauth",
    "bs4": "beautifulsoup4",
    "channels_redis": "channels-redis",
    "ckeditor": "django-ckeditor",
    "corsheaders": "django-cors-headers",
    "crispy_bootstrap4": "crispy-bootstrap4",
    "crispy_bootstrap5": "crispy-bootstrap5",
    "crispy_forms": "django-crispy-forms",
    "cv2": "opencv-python-headless",
    "debug_toolbar": "django-debug-toolbar",
    "decouple": "python-decouple",
    "dj_database_url": "dj-database-url",
    "django_browser_reload": "django-browser-reload",
    "django_celery_beat": "django-celery-beat",
    "django_celery_results": "django-celery-results",
    "django_cleanup": "django-cleanup",
    "django_extensions": "django-extensions",
    "django_filters": "django-filter",
    "django_htmx": "django-htmx",
    "django_redis": "django-redis",
    "dotenv": "python-dotenv",
    "drf_spectacular": "drf-spectacular",
    "drf_yasg": "drf-yasg",
    "environ": "django-environ",
    "guardian": "django-guardian",
    "import_export": "django-import-export",
    "jazzmin": "django-jazzmin",
    "jwt": "PyJWT",
    "MySQLdb": "mysqlclient",
    "oauth2_provider": "django-oauth-toolkit",
    "PIL": "Pillow",
    "psycopg2": "psycopg2-binary",
    "rest_framework": "djangorestframework",
    "rest_framework_simplejwt": "djangorestframework-simplejwt",
    "six": "six",
    "social_django": "social-auth-app-django",
    "storages": "django-storages",
    "taggit": "django-taggit",
    "widget_tweaks": "django-widget-tweaks",
    "yaml": "PyYAML",
}
SAME_NAME = {
    "boto3", "celery", "channels", "daphne", "djongo", "gunicorn", "httpx", "jinja2", "markdown",
    "mptt", "nacl", "numpy", "openai", "pandas", "psycopg", "pusher", "pydantic", "pymongo",
    "pytz", "redis", "requests", "sentry_sdk", "stripe", "twilio", "uvicorn", "whitenoise",
}  # fmt: skip
KNOWN = {"django", "channels", "daphne", "channels_redis", "asgiref", "chat"}
SLIP = 0.75
MISSING = re.compile(r"ModuleNotFoundError: No module named '([\w.]+)'")
REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][\w.-]*)", re.MULTILINE)


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower().removeprefix("django-").removeprefix("python-")


def missing_module(error, tree):
    """Return the module that is not installed, named in a traceback, or "" where it is no package.

    A slip of the keyboard (``chanels``) and a module of the project's own are no packages.
    """
    found = MISSING.search(error)
    if not found:
        return ""
    top = found[1].split(".")[0]
    own = {path.split("/")[0].removesuffix(".py") for path in tree}
    if top in own or top in sys.stdlib_module_names or _installed(top):
        return ""
    if top not in INDEX_NAMES and top not in SAME_NAME:
        if get_close_matches(top, [*KNOWN, *own], 1, SLIP):
            return ""
        if not _named_in_requirements(top, tree):
            return ""
    return top


def _installed(top):
    try:
        return importlib.util.find_spec(top) is not None
    except (ImportError, ValueError):
        return False


def _named_in_requirements(top, tree):
    for path, text in tree.items():
        if re.fullmatch(r"(.*/)?requirements[\w-]*(\.txt|/[\w-]+\.txt)", path):
            for name in REQUIREMENT.findall(text):
                if _plain(name) == _plain(INDEX_NAMES.get(top, top)):
                    return name
    return ""


def index_name(top, tree):
    """Return what to install for a module."""
    return _named_in_requirements(top, tree) or INDEX_NAMES.get(top, top)
