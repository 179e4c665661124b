"""Commands and lines that stand beside the lesson: each block that names a test here is run."""

import asyncio
import re
import shlex
import sys
from concurrent.futures import ThreadPoolExecutor
from textwrap import indent

import pytest
from channels.layers import InMemoryChannelLayer

from tests.support import needs, printed
from tests.support.database import prepare
from tests.support.lesson import LESSON
from workshop.base.steps import ROOT, STEPS
from workshop.lesson import checkpoints
from workshop.lesson.generated import read_tree
from workshop.lesson.upgrades import upgrade
from workshop.serve.client import Socket
from workshop.serve.people import sign_in
from workshop.serve.redis_server import redis_server
from workshop.serve.server import LOOPBACK, Server, copy_project, free_port

STEP_2 = "2.4"


def run(folder, line, **extra):
    """Run a line of a page, which begins with ``python``, in the folder; return what became of it.

    The folder stands for the repository's: the command is found from there.
    """
    program, *words = shlex.split(line)
    assert program == "python"
    return printed.run(folder, [sys.executable, *words], PYTHONPATH=str(ROOT), **extra)


def lines_proven_by(test):
    return sorted({line for block in printed.proven_by(test) for line in block.text.splitlines()})


@pytest.mark.parametrize("line", lines_proven_by("test_goto_writes_what_the_page_names"))
def test_goto_writes_what_the_page_names(line, tmp_path):
    done = run(tmp_path, line)
    assert done.returncode == 0, done.stdout
    *_, number, folder = shlex.split(line)
    if folder == "--list":
        assert all(point.title in done.stdout for point in LESSON.checkpoints)
    else:
        assert read_tree(tmp_path / folder) == LESSON.checkpoint(number).tree


@pytest.mark.parametrize("line", lines_proven_by("test_git_shows_the_files_of_an_upgrade"))
def test_git_shows_the_files_of_an_upgrade(line, tmp_path):
    program = needs.program("git", "Git")
    for step in STEPS.values():
        copy_project(step, tmp_path / step.name)
    done = printed.run(tmp_path, [program, *shlex.split(line)[1:]])
    assert done.returncode == 1, done.stdout
    before, after = shlex.split(line)[-2:]
    names = set(re.findall(r"^diff --git a/\S+ b/(\S+)$", done.stdout, re.M))
    changed = upgrade(LESSON, int(re.search(r"\d", after)[0]))
    told = {f"{before if file.after is None else after}/{file.path}" for file in changed}
    assert names == told


def test_git_shows_what_one_chapter_changes(tmp_path):
    program = needs.program("git", "Git")
    (block,) = printed.proven_by("test_git_shows_what_one_chapter_changes")
    *written, compared = block.text.splitlines()
    trees = {}
    for line in written:
        assert run(tmp_path, line).returncode == 0
        *_, number, folder = shlex.split(line)
        trees[folder] = LESSON.checkpoint(number).tree
    done = printed.run(tmp_path, [program, *shlex.split(compared)[1:]])
    before, after = trees.values()
    assert list(trees) == shlex.split(compared)[-2:]
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    assert set(re.findall(r"^diff --git a/\w+/\S+ b/\w+/(\S+)$", done.stdout, re.M)) == changed
    assert changed


@pytest.mark.parametrize("line", lines_proven_by("test_check_is_asked_as_the_page_says"))
def test_check_is_asked_as_the_page_says(line, tmp_path):
    checkpoints.write(LESSON.checkpoint("1.1"), tmp_path / "learning")
    done = run(tmp_path, line)
    assert done.returncode == 0, done.stdout
    assert "1.1  ok" in done.stdout


@pytest.mark.parametrize("line", lines_proven_by("test_an_exercise_is_asked_as_the_page_says"))
def test_an_exercise_is_asked_as_the_page_says(line, tmp_path):
    # As the command before it on the page has left it: nothing is done yet.
    checkpoints.write(LESSON.checkpoint(STEP_2), tmp_path / shlex.split(line)[-1])
    done = run(tmp_path, line)
    assert (done.returncode, "Traceback" in done.stdout) == (1, False), done.stdout


@pytest.mark.all
def test_three_people_are_made_without_questions(tmp_path):
    (block,) = printed.proven_by("test_three_people_are_made_without_questions")
    (variable,) = re.findall(r"export (\w+=\S+)", printed.read(block.page))
    name, _, password = variable.partition("=")
    project = checkpoints.write(LESSON.checkpoint("3.2"), tmp_path / "learning")
    manage = [sys.executable, "manage.py"]
    assert printed.run(project, [*manage, "migrate"]).returncode == 0
    for line in block.text.splitlines():
        done = printed.run(project, [sys.executable, *shlex.split(line)[1:]], **{name: password})
        assert done.returncode == 0, done.stdout
    asked = (
        "from django.contrib.auth.models import User; print(sorted(user.username "
        f"for user in User.objects.filter(is_staff=True) if user.check_password({password!r})))"
    )
    said = printed.run(project, [*manage, "shell", "-v", "0", "-c", asked]).stdout
    assert said.strip() == "['ada', 'alan', 'grace']"


def test_redis_is_asked_whether_it_answers(tmp_path):
    needs.redis()
    port = free_port()
    (line,) = lines_proven_by("test_redis_is_asked_whether_it_answers")
    other = line.replace("redis.Redis()", f"redis.Redis(port={port})")
    assert other != line
    with redis_server(port):
        assert run(tmp_path, other).stdout.strip() == "True"


def test_redis_names_the_group_of_the_lobby(tmp_path):
    needs.redis()
    port = free_port()
    (line,) = lines_proven_by("test_redis_names_the_group_of_the_lobby")
    (said,) = re.findall(r"In it is `(\w+)`", printed.read("step3/6-redis.md"))
    project = copy_project(STEPS[3], tmp_path / "learning")
    prepare(project)
    address = f"redis://{LOOPBACK}:{port}/0"
    with redis_server(port), Server(project, REDIS_URL=address) as server:
        cookies = sign_in(server.port, "ada")
        with Socket(server.port, "/ws/chat/lobby/", cookies=cookies) as socket:
            assert socket.status == 101
            asked = line.replace("redis.Redis()", f"redis.Redis(port={port})")
            assert f"b'{said}'" in run(tmp_path, asked).stdout


@pytest.mark.all
def test_without_redis_the_last_line_is_the_one_that_is_quoted(tmp_path):
    (quoted,) = lines_proven_by("test_without_redis_the_last_line_is_the_one_that_is_quoted")
    project = copy_project(STEPS[3], tmp_path / "learning")
    prepare(project)
    port = free_port()
    with Server(project, REDIS_URL=f"redis://{LOOPBACK}:{port}/0") as server:
        cookies = sign_in(server.port, "ada")
        with Socket(server.port, "/ws/chat/lobby/", cookies=cookies) as socket:
            assert socket.status == 500
        *_, last = [line for line in server.output().splitlines() if "Connect call" in line]
    # The number is another one on macOS, as the page says.
    number = r"Error \d+"
    assert re.sub(number, "", last.strip()) == re.sub(number, "", quoted.replace("6379", str(port)))


@pytest.mark.all
def test_the_socket_of_the_console_is_still_there(tmp_path, browser):
    (line,) = lines_proven_by("test_the_socket_of_the_console_is_still_there")
    (opened,) = [fence for fence in LESSON.fences if fence.name == "first-socket"]
    project = checkpoints.write(LESSON.checkpoint("2.2"), tmp_path / "learning")
    with Server(project) as server, browser.new_page() as page:
        page.goto(server.url("/chat/"))

        def typed(text, answer):
            with page.expect_console_message(lambda message: message.text == answer):
                page.add_script_tag(content=text)

        typed(opened.body.replace(":8000/", f":{server.port}/"), opened.options["says"])
        typed(line, re.search(r"'(.+)'", line)[1])
        assert server.output().count("WebSocket CONNECT") == 1
        assert "WebSocket DISCONNECT" not in server.output()


@pytest.mark.parametrize(
    "block", printed.proven_by("test_what_is_quoted_is_a_line_of_the_lesson"), ids=str
)
def test_what_is_quoted_is_a_line_of_the_lesson(block):
    lines = {line.strip() for text in read_tree(STEPS[3]).values() for line in text.splitlines()}
    assert {line.strip() for line in block.text.splitlines()} <= lines


def test_asynchronous_code_sends_to_a_group():
    (block,) = printed.proven_by("test_asynchronous_code_sends_to_a_group")
    layer = InMemoryChannelLayer()
    names = {"get_channel_layer": lambda: layer, "group_name": "chat_lobby"}
    names["event"] = {"type": "chat_message", "message": "Hello", "username": "ada"}
    exec("async def view():\n" + indent(block.text, "    "), names)

    async def heard():
        await layer.group_add("chat_lobby", "member")
        await names["view"]()
        return await asyncio.wait_for(layer.receive("member"), 5)

    # In a thread of its own: a browser that another test has open keeps a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(asyncio.run, heard()).result() == names["event"]
