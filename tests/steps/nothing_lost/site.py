"""Daphne processes of one project, and people who are signed in."""

from workshop.check.ask.reported import without_gone
from workshop.serve.client import Socket
from workshop.serve.people import sign_in
from workshop.serve.server import Server

SECONDS = 20


class Site:
    """Daphne processes of one project, and somebody who is signed in: ``cookies``."""

    def __init__(self, stack, project, name, processes, **extra):
        self.project, self.extra = project, extra
        logs = [project.with_name(f"{name}-{number}.log") for number in range(processes)]
        self.servers = [
            stack.enter_context(Server(project, "daphne", log, **extra)) for log in logs
        ]
        self.ports = [server.port for server in self.servers]
        self.cookies = sign_in(self.ports[0], "ada")

    def troubles(self):
        """Return the exceptions that the logs tell, each with all that follows it.

        The end of a crowd is sent again where it has not come in a second. Who leaves with the
        first one has another on its way, of which Channels tells: that is no fault of a consumer.
        """
        logs = [without_gone(server.output()) for server in self.servers]
        return [log[log.index("Traceback") :] for log in logs if "Traceback" in log]

    def join(self, number, route, room="lobby"):
        """Open a socket in the room at the server of this number, 0 or 1; it may be refused."""
        path = f"/ws/{route}/{room}/"
        return Socket(self.ports[number], path, cookies=self.cookies, seconds=SECONDS)
