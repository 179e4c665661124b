"""A step of this repository, served until Ctrl+C: its folder stays as it is."""

import os
import subprocess
import sys

from workshop.base.problems import Problem, from_os_error, from_output
from workshop.base.processes import group, lines
from workshop.base.steps import DATA, ROOT, STEPS
from workshop.serve import codespace, ports
from workshop.serve.server import environment
from workshop.setup.environment import damaged
from workshop.setup.pip_output import tail


class Served(Exception):
    """Somebody ended a server that ran."""


def variables():
    """Return what the environment of a step's process has besides: the database is in .workshop."""
    extra = {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DJANGO_SETTINGS_MODULE": "workshop.serve.demo_settings",
        **codespace.own_secrets(DATA),
    }
    if "REDIS_URL" in os.environ:
        # Who runs the chat on two ports wants the two to share a Redis.
        extra["REDIS_URL"] = os.environ["REDIS_URL"]
    return extra


def prepare(step):
    """Migrate the step's database in .workshop and create ada, grace and alan in it.

    Raises ``Problem`` when that fails.
    """
    try:
        DATA.mkdir(exist_ok=True)
    except OSError as error:
        raise from_os_error(error, DATA) from None
    with group(
        [sys.executable, "-m", "workshop.serve.people"],
        cwd=STEPS[step],
        env=environment(**variables()),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        output = "".join(lines(process.stdout))
        code = process.wait()
    if code:
        database = DATA / f"{STEPS[step].name}.sqlite3"
        raise (
            damaged(output)
            or from_output(output, DATA)
            or Problem(
                f"The database of step {step} could not be prepared:\n    {database}\n"
                f"{tail(output)}\nDelete that file, then call the command again."
            )
        )


def serve(server, when_ready):
    """Run a ``Server`` in this terminal until it ends; return its exit code.

    Calls ``when_ready()`` once it listens. Raises ``Served`` at Ctrl+C. However this is left, the
    server and its reloader are stopped.
    """
    ready = False
    try:
        server.launch()
        process = server.process
        while process.poll() is None:
            if not ready and ports.answers(server.host, server.port):
                ready = True
                when_ready()
            try:
                process.wait(0.5 if ready else 0.1)
            except subprocess.TimeoutExpired:
                continue
            except KeyboardInterrupt:
                # Daphne lets connections end first, which takes up to five seconds.
                print("\nStopping ...", flush=True)
                raise Served from None
        return process.returncode
    finally:
        server.stop()
