"""People with real sockets, all in one event loop: they come, talk, listen and leave."""

import asyncio
import json
import random
from contextlib import suppress
from time import perf_counter

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException

from workshop.base.problems import Problem
from workshop.serve.client import cookie_header
from workshop.serve.server import LOOPBACK

AT_ONCE = 20
OPEN_SECONDS = 20
CLOSE_SECONDS = 2
QUIET_SECONDS = 3
LATE_SECONDS = 180
OTHER_FILES = 100


def allow_sockets(count):
    """Let this process have ``count`` sockets. Raises ``Problem`` when the system refuses."""
    try:
        import resource
    except ImportError:
        # Windows has no such limit.
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count + OTHER_FILES
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (ValueError, OSError):
        raise Problem(
            f"This system lets a program have {soft} open files; {count} people need {wanted}.\n"
            f"Choose fewer with --people, or allow more: ulimit -n {wanted}"
        ) from None


class Crowd:
    """The people of one measurement; an asynchronous context manager: inside, they are there.

    ``failures`` counts the reasons (str) why somebody could not connect. What is said and heard
    goes into the ``Tally``.
    """

    def __init__(self, subject, tally):
        self.subject, self.tally = subject, tally
        self.failures = {}
        self._sockets = {}
        self._listeners = []

    async def __aenter__(self):
        gate = asyncio.Semaphore(AT_ONCE)
        try:
            await asyncio.gather(*(self._come(n, gate) for n in range(self.tally.people)))
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(self, *exception):
        await self._leave()

    async def _come(self, person, gate):
        subject = self.subject
        address = f"{subject.host}:{subject.port}"
        room = f"{self.tally.token}-{person % self.tally.rooms}"
        cookies = subject.cookies[person % len(subject.cookies)] if subject.cookies else {}
        async with gate:
            try:
                socket = await connect(
                    f"ws://{address}{subject.path.replace('{room}', room)}",
                    host=LOOPBACK,
                    port=subject.port,
                    origin=f"http://{address}",
                    additional_headers={"Cookie": cookie_header(cookies)} if cookies else {},
                    compression=None,
                    proxy=None,
                    open_timeout=OPEN_SECONDS,
                    close_timeout=CLOSE_SECONDS,
                    ping_interval=None,
                )
            except InvalidStatus as error:
                self._fail(f"HTTP {error.response.status_code}")
                return
            except (WebSocketException, OSError, EOFError) as error:
                self._fail(type(error).__name__)
                return
        self._sockets[person] = socket
        self.tally.present[person] = True
        self._listeners.append(asyncio.create_task(self._listen(person, socket)))

    def _fail(self, reason):
        self.failures[reason] = self.failures.get(reason, 0) + 1

    async def _listen(self, person, socket):
        tally, envelope = self.tally, self.subject.envelope
        with suppress(WebSocketException):
            async for frame in socket:
                if not envelope:
                    tally.hear(person, frame)
                    continue
                try:
                    message = json.loads(frame)
                except ValueError:
                    continue
                if isinstance(message, dict) and isinstance(message.get("message"), str):
                    tally.hear(person, message["message"])
                elif isinstance(message, dict) and "error" in message:
                    tally.refuse(person)
        if person in self._sockets:
            tally.closed += 1

    async def talk(self, rate, seconds):
        """Let everybody say their messages, ``rate`` a second, beginning at random moments.

        Returns when every delivery has arrived, or when none has for three seconds. A server that
        takes nothing any more is not waited for longer than ``seconds`` and three minutes.
        """
        start, pause = perf_counter(), min(1 / rate, seconds)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds + LATE_SECONDS):
                speaking = (self._speak(person, start, pause) for person in self._sockets)
                await asyncio.gather(*speaking)
        end = perf_counter() + LATE_SECONDS
        while self.tally.lost and perf_counter() < end:
            if perf_counter() - self.tally.last_arrival > QUIET_SECONDS:
                break
            if all(listener.done() for listener in self._listeners):
                break
            await asyncio.sleep(0.05)

    async def _speak(self, person, start, pause):
        phase = random.Random(person).random()
        with suppress(WebSocketException):
            for number in range(self.tally.messages):
                await asyncio.sleep(max(0, start + (number + phase) * pause - perf_counter()))
                await self.say(person)

    async def say(self, person):
        """Let one person send their next message."""
        text = self.tally.say(person)
        frame = json.dumps({"message": text}) if self.subject.envelope else text
        await self._sockets[person].send(frame)

    async def _leave(self):
        sockets, self._sockets = self._sockets, {}
        await asyncio.gather(*(socket.close() for socket in sockets.values()))
        await asyncio.gather(*self._listeners, return_exceptions=True)
