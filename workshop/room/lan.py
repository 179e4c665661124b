"""``run --lan``: the finished chat for the people in a room, each with an account of their own."""

import contextlib
import ipaddress
import json
import secrets
import socket
import sys
from pathlib import Path

from workshop.base.problems import Problem, from_os_error
from workshop.base.processes import finish
from workshop.base.steps import DATA, ROOT, STEPS
from workshop.room import guests, own_addresses
from workshop.serve.server import Server, environment

STEP = 3


def _listed():
    return f"This machine has {own_addresses.told(own_addresses.found())}."


def own_address():
    """Return this machine's IPv4 address in its network, as text. Raises ``Problem``."""
    found = own_addresses.best(own_addresses.found(), own_addresses.on_the_way_out())
    if found is None:
        raise Problem(
            "This machine has no address in a network, so nobody else can reach it.\n"
            f"{_listed()}\n"
            "Join the room's Wi-Fi, or name the address yourself:\n"
            "    run --lan --address 192.168.1.20"
        )
    return found


def checked(address):
    """Return the address if it is an IPv4 address of this machine. Raises ``Problem``."""
    try:
        ipaddress.IPv4Address(address)
        with socket.socket() as probe:
            probe.bind((address, 0))
    except (OSError, ValueError):
        raise Problem(
            f"{address} is no IPv4 address of this machine.\n{_listed()}\n"
            "Leave --address out, and the workshop finds one by itself."
        ) from None
    return address


def qr(text):
    """Return a QR code for a terminal: black on white, whatever the terminal's own colours are."""
    import segno

    rows = [list(row) for row in segno.make(text).matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    # Two rows of the code in one of the terminal: a character is twice as high as wide.
    signs = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
    lines = (
        "".join(signs[bool(one), bool(two)] for one, two in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
    return "\n".join(f"\x1b[38;5;16;48;5;231m{line}\x1b[0m" for line in lines)


class Room:
    """A database and a sheet with guests; a context manager that removes both in the end.

    With ``file`` (a path) the guests are those of that sheet, which is written where it is absent
    and stays.
    """

    def __init__(self, address, port, people, file=None):
        self.address, self.port = address, port
        self.kept = file is not None
        self.guests = (
            guests.kept(Path(file).resolve(), people) if self.kept else guests.invent(people)
        )
        if len(self.guests) < people:
            print(
                f"{file} has {len(self.guests)} guests, not {people}. "
                "For more, name a file that is not there yet."
            )
        self.database = DATA / f"lan-{port}.sqlite3"
        self.sheet = Path(file).resolve() if self.kept else DATA / f"lan-{port}-guests.html"
        self.key = secrets.token_urlsafe(50)

    @property
    def url(self):
        """The address that the people in the room open."""
        return f"http://{self.address}:{self.port}/"

    def variables(self):
        """Return what the environment of a process of this room has besides."""
        return {
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "workshop.room.lan_settings",
            "WORKSHOP_LAN_ADDRESS": self.address,
            "WORKSHOP_LAN_DATABASE": str(self.database),
            "WORKSHOP_LAN_KEY": self.key,
        }

    def server(self):
        """Return the ``Server`` of this room, not started."""
        # Without DEBUG, only "--insecure" makes runserver serve the static files.
        options = ("--insecure", "--noreload")
        place = self.address, self.port
        return Server(STEPS[STEP], place=place, options=options, **self.variables())

    def __enter__(self):
        """Make the guests and their sheet. Raises ``Problem``."""
        try:
            self._make()
        except BaseException:
            # Nothing with a password stays, whatever went wrong.
            with contextlib.suppress(OSError):
                self._remove()
            raise
        return self

    def _make(self):
        try:
            DATA.mkdir(exist_ok=True)
            self._remove()
            if not self.kept:
                where = f"<p>{self.url}</p>{self._picture()}"
                self.sheet.touch(0o600)
                text = guests.sheet(self.guests, where)
                self.sheet.write_text(text, encoding="utf-8", newline="\n")
            self.database.touch(0o600)
        except OSError as error:
            raise from_os_error(error, DATA) from None
        self._create()

    def _picture(self):
        import segno

        return segno.make(self.url).svg_inline(scale=4)

    def _create(self):
        print(f"Making {len(self.guests)} accounts ...", flush=True)
        finish(
            [sys.executable, "-m", "workshop.room.guests"],
            "The accounts could not be made:",
            told=json.dumps(self.guests),
            cwd=STEPS[STEP],
            env=environment(**self.variables()),
        )

    def __exit__(self, *exception):
        self._remove()

    def _remove(self):
        journal = self.database.with_name(self.database.name + "-journal")
        for file in (self.database, journal, *([] if self.kept else [self.sheet])):
            file.unlink(missing_ok=True)

    def announce(self):
        """Print what is opened, to whom, and how people get in."""
        print(f"Step {STEP} for the room: {self.url}\n\n{qr(self.url)}\n", flush=True)
        print(
            f"Everybody who reaches {self.address} can open the page where one signs in. Only the"
        )
        print(f"{len(self.guests)} people on this sheet get further (the first is you); print it:")
        print(f"    {self.sheet}")
        print("Nothing is encrypted: whoever listens to this network can read what is written.")
        if self.kept:
            print("The sheet stays: with the same --guests, its names are good again.")
        else:
            print("The accounts and the sheet are removed when you stop.")
        print(f"\n{own_addresses.choice(own_addresses.found(), self.address)}", end="")
        print("Nobody gets the page? Two things are likely:")
        print("- This machine's firewall asks, or refuses: allow Python to be reached.")
        print(
            "- The Wi-Fi keeps its guests apart (client isolation): use a router of your own, or a"
        )
        print("  phone's hotspot.")
        print("\nStop with Ctrl+C.\n", flush=True)
