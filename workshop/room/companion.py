"""A learner's side of the board: what is sent while ``check --watch`` runs, and what comes back."""

import json
import logging
import sys
import threading
import time
import unicodedata
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect

from workshop.base.problems import Problem
from workshop.room.board import PORT
from workshop.room.keys import pressed
from workshop.room.tokens import forget, token_for

# An outage is told in a sentence; the traceback that the library logs is not for learners.
QUIET = logging.Logger("board", logging.CRITICAL + 1)
OPEN_SECONDS = 5
# A Wi-Fi that is gone says nothing: without an answer to a Ping in this time, connect again.
PING_SECONDS = 5
DELIVER_SECONDS = 15
MOST_PAUSE = 5
KEY_SECONDS = 0.2
HELP, LEAVE = "h", "q"
JOINING = """You join the board at {0} as “{1}”.
Sent are: this name, the last checkpoint that works, the name of the mistake that was found and
since when, whether you need help, and the minutes of a bug hunt. No code, and no names of files."""
KEYS = f"Keys: {HELP} = I need help (again: no more), {LEAVE} = leave the board (your line goes).\n"


def parsed(address):
    """Return host and port of ``192.168.1.20``, with a port, or as a URL. Raises ``Problem``."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
        host, port = parts.hostname, parts.port or PORT
    except ValueError:
        host = None
    if not host or parts.scheme not in {"", "http"}:
        raise Problem(
            f"{address} is no address of a board. It looks like 192.168.1.20:{PORT}: the teacher's "
            "command prints it, and the projector shows it."
        )
    return host, port


def printable(text):
    """Return what the board sent without anything that could move a terminal's cursor."""
    return "".join(sign for sign in str(text) if unicodedata.category(sign)[0] != "C")[:300]


def _print(text):
    print(text, file=sys.stderr, flush=True)


class Companion:
    """Keeps a learner on the board; a context manager. Whatever the board does, ``check`` goes on.

    ``say(text)`` prints for the learner. The connection is made in a thread; after an outage
    everything is sent again. ``token`` is the secret by which the board knows the learner again: by
    default the one that this machine keeps for the board and the name.
    """

    def __init__(self, address, name, say=_print, keys=True, token=None):
        self.host, self.port = parsed(address)
        if not name or not name.strip():
            raise Problem(
                'Say who you are on the board: --name "Ada", or --name "seat 12". '
                "A pseudonym is fine."
            )
        self.name, self.say = name.strip(), say
        self.token = token or token_for(f"{self.host}:{self.port} {self.name}")
        self._told = {}
        self._since = {}
        self._connection = None
        self._lock = threading.RLock()
        self._over, self._delivered = threading.Event(), threading.Event()
        self._with_keys = keys
        work = (self._stay, self._keys) if keys else (self._stay,)
        self._threads = [threading.Thread(target=one, daemon=True) for one in work]

    def __enter__(self):
        self.say(JOINING.format(f"http://{self.host}:{self.port}/", self.name))
        if self._with_keys:
            self.say(KEYS)
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        self._over.set()
        with self._lock:
            if self._connection:
                self._connection.close()
        for thread in self._threads:
            thread.join(2)

    def looking(self, guess=""):
        """Tell that a save was seen and a check begins; ``guess`` is the mistake it looks like."""
        reached, mistake = self._told.get("state", ("", ""))
        self._state(reached, guess or mistake, True)

    def found(self, reached, mistake):
        """Tell what a check found: the last checkpoint and the first mistake's id, "" for none."""
        self._state(reached, mistake, False)

    def solved(self, hunt, seconds, help_level):
        """Tell that the mistake of a hunt was found, after how long and with how much help."""
        self._tell("hunt", (hunt, seconds, help_level))

    def delivered(self, seconds=DELIVER_SECONDS):
        """Wait until the board has what was told last, or say that it does not answer."""
        if not self._delivered.wait(seconds):
            self.say("The board does not answer, so it does not know.")

    def _state(self, reached, mistake, checking):
        self._since = {mistake: self._since.get(mistake, time.monotonic())}
        self._checking = checking
        self._tell("state", (reached, mistake))

    def _tell(self, kind, value):
        with self._lock:
            self._told[kind] = value
            if self._connection:
                self._send(kind)

    def _send(self, kind):
        """Send what is known of one kind; a connection that is lost sends it later."""
        value = self._told[kind]
        if kind == "state":
            since = time.monotonic() - self._since.get(value[1], time.monotonic())
            frame = {"reached": value[0], "mistake": value[1], "since": round(since)}
            frame["checking"] = self._checking
        elif kind == "hand":
            frame = {"up": value}
        else:
            frame = {"hunt": value[0], "seconds": value[1], "help": value[2]}
        try:
            self._connection.send(json.dumps({"kind": kind, **frame}))
        except (ConnectionClosed, OSError):
            return

    def _stay(self):
        failures = 0
        while not self._over.is_set():
            try:
                with connect(
                    f"ws://{self.host}:{self.port}/ws/join/",
                    open_timeout=OPEN_SECONDS,
                    close_timeout=1,
                    ping_interval=PING_SECONDS,
                    ping_timeout=PING_SECONDS,
                    max_size=65536,
                    proxy=None,
                    logger=QUIET,
                ) as connection:
                    join = {"kind": "join", "token": self.token, "name": self.name}
                    connection.send(json.dumps(join))
                    for frame in connection:
                        failures = 0
                        self._heard(connection, json.loads(frame))
            except (WebSocketException, OSError, EOFError, ValueError, AttributeError):
                failures += 1
            finally:
                with self._lock:
                    self._connection = None
            if failures == 1 and not self._over.is_set():
                self.say(f"The board at {self.host}:{self.port} does not answer. Trying again …")
            self._over.wait(min(0.5 * 2**failures, MOST_PAUSE))

    def _heard(self, connection, frame):
        kind, said = frame.get("kind"), frame.get("said")
        if kind == "joined":
            with self._lock:
                self._connection = connection
                for one in list(self._told):
                    self._send(one)
            self._delivered.set()
            self.say(f"You are on the board as “{printable(frame.get('name'))}”.")
        elif kind == "hand":
            self._told.pop("hand", None)
            self.say("Your hand is down: somebody comes.")
        elif kind == "error":
            self.say(f"The board refuses: {printable(frame.get('error'))}")
            if self._connection is None:
                # It does not want this name: another try would end in the same way.
                self._over.set()
                connection.close()
        if said:
            self.say(f"\n*** The teacher says: {printable(said)} ***\n")

    def _keys(self):
        with pressed() as key:
            while not self._over.is_set():
                sign = key(KEY_SECONDS).lower()
                if sign == HELP:
                    up = not self._told.get("hand", False)
                    self._tell("hand", up)
                    self.say("Your hand is up." if up else "Your hand is down.")
                elif sign == LEAVE:
                    self.leave()
                    self.say("You have left the board. Watching goes on.")

    def leave(self):
        """Take oneself off the board, for good."""
        forget(f"{self.host}:{self.port} {self.name}")
        with self._lock:
            self._over.set()
            if self._connection:
                try:
                    self._connection.send(json.dumps({"kind": "leave"}))
                except (ConnectionClosed, OSError):
                    return
