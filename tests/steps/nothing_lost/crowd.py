"""A crowd in one room: every message is numbered, every member writes down what arrives."""

import asyncio
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass

from websockets.asyncio.client import connect

from workshop.serve.client import cookie_header

# Generous, for a machine that does other things too; nothing waits for it to pass.
SECONDS = 300
# So that a healthy machine's listening queue is never full.
HANDSHAKES_AT_ONCE = 20
END = "the end"


@dataclass(frozen=True)
class Load:
    """How many people send how many messages each, and how many others only listen."""

    senders: int
    messages: int
    listeners: int = 0

    @property
    def members(self):
        return self.senders + self.listeners

    @property
    def deliveries(self):
        return self.senders * self.messages * self.members

    def __str__(self):
        others = f" before {self.listeners} listeners" if self.listeners else ""
        return f"{self.senders} x {self.messages}{others}"


@dataclass(frozen=True)
class Outcome:
    """Of ``tried`` deliveries so many never came, came again, or came before an earlier one."""

    tried: int
    lost: int
    doubled: int
    disordered: int


def chat(ports, path, load, cookies):
    """Let the crowd chat at ``path``, spread over the servers; return the ``Outcome``."""
    # In a thread of its own: a browser that another test has open keeps a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, _in_time(ports, path, load, cookies)).result()


async def _in_time(ports, path, load, cookies):
    async with asyncio.timeout(SECONDS):
        return await _chat(ports, path, load, cookies)


async def _chat(ports, path, load, cookies):
    gate = asyncio.Semaphore(HANDSHAKES_AT_ONCE)
    async with AsyncExitStack() as stack:
        sockets = await asyncio.gather(
            *(
                _join(stack, gate, ports[number % len(ports)], path, cookies)
                for number in range(load.members)
            )
        )
        members = [Member(socket) for socket in sockets]
        reading = [asyncio.create_task(member.read()) for member in members]
        senders = members[: load.senders]
        await asyncio.gather(*(one.say(n, load.messages) for n, one in enumerate(senders)))
        # Comes after everything that was sent. Where queues are full, it may be lost as well.
        while not all(task.done() for task in reading):
            await members[0].send({"message": END})
            await asyncio.wait(reading, timeout=1)
        await asyncio.gather(*reading)
        return outcome(load, [member.heard for member in members])


async def _join(stack, gate, port, path, cookies):
    address = f"127.0.0.1:{port}"
    async with gate:
        return await stack.enter_async_context(
            connect(
                f"ws://{address}{path}",
                origin=f"http://{address}",
                additional_headers={"Cookie": cookie_header(cookies)},
                compression=None,
                ping_interval=None,
                max_queue=None,
                open_timeout=SECONDS,
            )
        )


class Member:
    """One connection; ``heard`` holds the messages (str) in the order of their arrival."""

    def __init__(self, socket):
        self.socket = socket
        self.heard = []
        self.all_sent = asyncio.Event()

    async def send(self, data):
        await self.socket.send(json.dumps(data))

    async def say(self, name, messages):
        """Send as fast as the socket takes it; return when the consumer has handled it all."""
        for number in range(messages):
            await self.send({"message": f"{name} {number}"})
        # Refused, which is answered in turn and to the sender only, past every queue.
        await self.send({})
        await self.all_sent.wait()

    async def read(self):
        async for frame in self.socket:
            data = json.loads(frame)
            if "error" in data:
                self.all_sent.set()
            elif data["message"] == END:
                return
            else:
                self.heard.append(data["message"])
        raise ConnectionError("the server closed a connection")


def outcome(load, heard):
    """Return the ``Outcome``, given what each member heard."""
    sent = {f"{name} {number}" for name in range(load.senders) for number in range(load.messages)}
    lost = doubled = disordered = 0
    for messages in heard:
        counted = Counter(messages)
        assert counted.keys() <= sent
        lost += len(sent - counted.keys())
        doubled += counted.total() - len(counted)
        newest = {}
        for message in messages:
            name, number = message.split()
            disordered += int(number) < newest.get(name, -1)
            newest[name] = int(number)
    return Outcome(load.deliveries, lost, doubled, disordered)
