"""Plain code and coroutines in one thread, as on a server with two. Each runs in a process."""

import subprocess
import sys

import pytest

from workshop.base.steps import ROOT
from workshop.serve.server import environment

START = """
import asyncio, contextvars
from asgiref.sync import async_to_sync, sync_to_async
from workshop.lab.bridge import one_thread
one_thread.install()
loop = one_thread.Loop()
def run(coroutine):
    task = loop.create_task(coroutine)
    while loop.pump() == 0:
        pass
    return task
"""
PROMISES = {
    "plain code runs where no loop seems to run": """
def plain():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return "none"
task = run(sync_to_async(plain)())
assert task.result() == "none"
""",
    "a coroutine runs inside plain code inside a coroutine": """
async def inner():
    await asyncio.sleep(0)
    return await sync_to_async(lambda: 42)()
task = run(sync_to_async(lambda: async_to_sync(inner)())())
assert task.result() == 42
""",
    "async_to_sync refuses inside a coroutine, as on a server": """
async def wrong():
    async_to_sync(asyncio.sleep)(0)
task = run(wrong())
assert "cannot use AsyncToSync" in str(task.exception())
""",
    "a queue carries messages between the two": """
queue = asyncio.Queue()
async def outer():
    getter = asyncio.ensure_future(queue.get())
    await asyncio.sleep(0)
    await sync_to_async(lambda: async_to_sync(queue.put)("hello"))()
    return await getter
assert run(outer()).result() == "hello"
""",
    "what plain code sets in a context variable stays set": """
who = contextvars.ContextVar("who", default="nobody")
async def set_it():
    who.set("ada")
async def outer():
    await sync_to_async(lambda: async_to_sync(set_it)())()
    return who.get()
assert run(outer()).result() == "ada"
""",
    "an error comes through both": """
async def fails():
    raise KeyError("it")
task = run(sync_to_async(lambda: async_to_sync(fails)())())
assert repr(task.exception()) == "KeyError('it')"
""",
    "waiting for what can never come is an error and no standstill": """
async def never():
    await asyncio.Event().wait()
task = run(sync_to_async(lambda: async_to_sync(never)())())
assert isinstance(task.exception(), one_thread.NeverComes)
""",
    "pumping tells when there is something to do again": """
assert loop.pump() is None
loop.call_later(10, print)
assert 9 < loop.pump() <= 10
""",
    "sys.exit comes out of the pump": """
import sys
async def end():
    sys.exit("enough")
try:
    run(end())
except SystemExit as end:
    assert str(end) == "enough"
else:
    raise AssertionError
""",
}


@pytest.mark.parametrize("promise", PROMISES)
def test_promise(promise):
    done = subprocess.run(
        [sys.executable, "-c", START + PROMISES[promise]],
        cwd=ROOT,
        env=environment(PYTHONPATH=str(ROOT), PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
