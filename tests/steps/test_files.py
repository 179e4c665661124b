"""The step folders as files: what is the same, what Django wrote, what must not be there."""

import re
import sys

import pytest

from workshop.base.steps import STEPS
from workshop.lesson.generated import read_tree, startapp, startproject

TREES = {number: read_tree(folder) for number, folder in STEPS.items()}
SETTINGS = "learning/settings.py"

# The lesson does not touch these: they are the same, byte for byte, in all three steps.
UNCHANGED = {
    "chat/__init__.py",
    "chat/apps.py",
    "chat/static/chat/chat.css",
    "chat/static/chat/favicon.svg",
    "chat/static/chat/page.js",
    "learning/__init__.py",
    "learning/urls.py",
    "learning/wsgi.py",
    "manage.py",
}
ADDED = {
    2: {"chat/consumers.py", "chat/routing.py"},
    3: {
        "chat/async_consumers.py",
        "chat/messages.py",
        "chat/rooms.py",
        "chat/templates/chat/index.html",
    },
}
# Of what Django writes, these are removed once, and these are edited.
REMOVED = {"chat/admin.py", "chat/migrations/__init__.py", "chat/models.py", "chat/tests.py"}
EDITED = {
    1: {"chat/views.py", "learning/settings.py", "learning/urls.py"},
    2: {"chat/views.py", "learning/asgi.py", "learning/settings.py", "learning/urls.py"},
    3: {"chat/views.py", "learning/asgi.py", "learning/settings.py", "learning/urls.py"},
}
HOSTS = "ALLOWED_HOSTS = ['.localhost', '127.0.0.1']"
STEP_1_SETTINGS = [HOSTS, "    'chat',"]
STEP_2_SETTINGS = [
    HOSTS,
    "    'daphne',",
    "    'chat',",
    "",
    "ASGI_APPLICATION = 'learning.asgi.application'",
]
STEP_3_SETTINGS = [
    "import os",
    *STEP_2_SETTINGS,
    "",
    "CHANNEL_LAYERS = {",
    "    'default': {",
    "        'BACKEND': 'channels.layers.InMemoryChannelLayer',",
    "        'CONFIG': {'capacity': 10000, 'expiry': 3600},",
    "    },",
    "}",
    "",
    "if os.environ.get('REDIS_URL'):",
    "    CHANNEL_LAYERS['default'] = {",
    "        'BACKEND': 'channels_redis.pubsub.RedisPubSubChannelLayer',",
    "        'CONFIG': {'hosts': [os.environ['REDIS_URL']]},",
    "    }",
    "",
    "LOGIN_URL = 'admin:login'",
]


def files(number):
    """Return the bytes of every file of a step that is under version control."""
    folder = STEPS[number]
    return {path: (folder / path).read_bytes() for path in TREES[number]}


def test_unchanged_files_are_identical():
    first, second, third = files(1), files(2), files(3)
    common = first.keys() & second.keys() & third.keys()
    same = {path for path in common if first[path] == second[path] == third[path]}
    assert same == UNCHANGED


def test_each_step_says_in_five_lines_how_it_runs_alone():
    texts = {(folder / "README.md").read_bytes() for folder in STEPS.values()}
    assert len(texts) == 1
    assert texts.pop().count(b"\n") == 5


@pytest.mark.parametrize("number", [2, 3])
def test_a_step_keeps_all_files_and_adds_these(number):
    before, after = TREES[number - 1].keys(), TREES[number].keys()
    assert before - after == set()
    assert after - before == ADDED[number]


@pytest.mark.parametrize("number", STEPS)
def test_what_differs_from_what_django_writes(number):
    generated = {**startproject(), **startapp()}
    step = TREES[number]
    assert generated.keys() - step.keys() == REMOVED
    edited = {path for path in generated.keys() & step.keys() if generated[path] != step[path]}
    assert edited == EDITED[number]


@pytest.mark.parametrize(
    ("number", "lines"), [(1, STEP_1_SETTINGS), (2, STEP_2_SETTINGS), (3, STEP_3_SETTINGS)]
)
def test_the_settings_differ_in_these_lines_only(number, lines):
    generated = startproject()[SETTINGS].splitlines()
    ours = TREES[number][SETTINGS].splitlines()
    rest = iter(generated)
    added = []
    expected = next(rest)
    for line in ours:
        if line == expected:
            expected = next(rest, None)
        else:
            added.append(line)
            if line == HOSTS:
                assert expected == "ALLOWED_HOSTS = []"
                expected = next(rest)
    assert expected is None, "A line that Django wrote is gone."
    assert added == lines


def test_the_secret_key_is_the_same_everywhere_and_says_what_it_is():
    pattern = re.compile(r"^SECRET_KEY = '(.*)'$", re.MULTILINE)
    keys = {pattern.search(tree[SETTINGS])[1] for tree in TREES.values()}
    assert keys == {"django-insecure-for-this-workshop-only-never-for-a-site-on-the-internet"}


@pytest.mark.parametrize("number", STEPS)
def test_no_step_knows_its_number_or_name(number):
    word = re.compile(r"\bsteps?\b|step[\s_-]*\d|workshop/|\bchapter|\bpart \d", re.IGNORECASE)
    for path, text in TREES[number].items():
        assert not word.search(path)
        assert not word.search(text), path


@pytest.mark.parametrize("number", STEPS)
def test_a_step_depends_on_django_and_channels_and_on_no_server(number):
    imported = re.compile(r"^(?:from|import) (\w+)", re.MULTILINE)
    found = {
        name
        for path, text in TREES[number].items()
        if path.endswith(".py")
        for name in imported.findall(text)
    }
    assert found - sys.stdlib_module_names <= {"django", "channels", "asgiref", "chat"}


@pytest.mark.parametrize("number", STEPS)
def test_lines_end_alike(number):
    for path, content in files(number).items():
        assert b"\r" not in content, path
        assert b"\t" not in content, path
        assert content == b"" or content.endswith(b"\n"), path
        assert not re.search(rb"[ ]$", content, re.MULTILINE), path
