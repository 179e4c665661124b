"""The very files of ``deploy/``, with this machine's paths and ports, and what they start."""

import os
import re
import shlex
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from tests.support import printed
from tests.support.waiting import become
from workshop.base import processes
from workshop.base.steps import ROOT, STEPS
from workshop.serve.ports import listening
from workshop.serve.server import LOOPBACK, Server, copy_project, environment, free_port

NAME = "chat.example.org"
CERTIFICATES = f"/etc/letsencrypt/live/{NAME}"
DEPLOY = ROOT / "deploy"
PAGE = "further/production.md"
REFERENCE = "further/production-reference.md"
SECONDS = 20
# What the page adds to the file around the sites.
MORE = "worker_connections"


def rendered(name, changes):
    """Return the text of a file of ``deploy/``, the keys of ``changes`` replaced, all of them."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, (name, old)
        text = text.replace(old, str(new))
    return text


class Site:
    """A folder that stands for ``/srv/chat``: the project, its data, static files, certificate."""

    def __init__(self, folder, redis_url, openssl):
        self.folder = Path(folder)
        self.project = copy_project(STEPS[3], self.folder / "learning")
        (self.folder / "data").mkdir()
        self.env = self._environment(redis_url)
        self.ports = {"80": free_port(), "443": free_port()}
        self._certificate(openssl)
        self._manage("python manage.py collectstatic")
        self.run([sys.executable, "-m", "workshop.serve.people"])

    def _environment(self, redis_url):
        text = rendered("chat.env", {"/srv/chat/deploy": DEPLOY, "/srv/chat": self.folder})
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        env = dict(line.split("=", 1) for line in lines)
        made = printed.arguments(PAGE, 'python -c "import secrets')
        assert env["SECRET_KEY"] == ""
        env["SECRET_KEY"] = self.run(made).strip()
        env["REDIS_URL"] = redis_url
        # For workshop.serve.people, which makes the people.
        env["PYTHONPATH"] += os.pathsep + str(ROOT)
        return env

    def _certificate(self, openssl):
        """Make a certificate with the command of the page."""
        (line,) = [line for line in printed.commands(PAGE) if line.startswith("openssl req")]
        self.run([openssl, *shlex.split(line)[1:]], cwd=self.folder, env={})
        self.certificate = self.folder / "fullchain.pem"

    def run(self, command, cwd=None, env=None):
        """Run a command to its end; return what it printed. A failure is an error."""
        done = subprocess.run(
            command,
            cwd=cwd or self.project,
            env=environment(**(getattr(self, "env", {}) if env is None else env)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def _manage(self, beginning):
        return self.run(printed.arguments(PAGE, beginning))

    def check(self):
        """Return what ``check --deploy`` prints, with the command of the page."""
        return self._manage("python manage.py check --deploy")

    def daphne(self, number):
        """Return the ``Server``, not started, that the systemd unit describes."""
        return Daphne(self.project, "daphne", self.folder / f"daphne-{number}.log", **self.env)

    def nginx_conf(self, daphnes, **changes):
        """Write nginx's files, which lead to these servers; return the path of the main one."""
        ports = self.ports
        site = rendered(
            "nginx.conf",
            {
                "127.0.0.1:8001": f"{LOOPBACK}:{daphnes[0].port}",
                "127.0.0.1:8002": f"{LOOPBACK}:{daphnes[1].port}",
                # Not every machine has IPv6.
                "    listen [::]:80 default_server;\n": "",
                "    listen [::]:443 ssl default_server;\n": "",
                "    listen [::]:80;\n": "",
                "    listen [::]:443 ssl;\n": "",
                "listen 80": f"listen {LOOPBACK}:{ports['80']}",
                "listen 443": f"listen {LOOPBACK}:{ports['443']}",
                CERTIFICATES: self.folder,
                "/srv/chat": self.folder,
                **changes,
            },
        )
        (self.folder / "site.conf").write_text(site, encoding="utf-8", newline="\n")
        main = self.folder / "main.conf"
        (more,) = [block.text for block in printed.blocks(REFERENCE) if MORE in block.text]
        text = MAIN.format(user=USER, folder=self.folder, more=more)
        main.write_text(text, encoding="utf-8", newline="\n")
        return main


# Around a site's file; Debian has its own for a server that root starts.
USER = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
MAIN = """\
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{more}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{ text/css css; text/javascript js; image/svg+xml svg; }}
    include {folder}/site.conf;
}}
"""


class Daphne(Server):
    """A server that runs the command of the systemd unit, with ``options`` added."""

    def command(self):
        unit = rendered("chat@.service", {"%i": self.port})
        (line,) = re.findall(r"^ExecStart=(.+)$", unit, re.M)
        program, *options = shlex.split(line)
        assert program == "/srv/chat/.venv/bin/daphne"
        return [sys.executable, "-m", "daphne", *self.options, *options]


@contextmanager
def nginx(program, main, words=()):
    """Run nginx with the main file and more ``words``, after nginx itself has checked it."""
    command = [program, "-e", str(main.with_name("error.log")), "-c", str(main), *words]
    tested = subprocess.run([*command, "-t"], capture_output=True, encoding="utf-8", check=False)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr, tested.stderr
    site = main.with_name("site.conf").read_text(encoding="utf-8")
    ports = [int(port) for port in re.findall(rf"listen {LOOPBACK}:(\d+)", site)]
    with processes.group(command) as process:
        assert become(lambda: process.poll() is not None or all(map(listening, ports)))
        assert process.poll() is None
        yield process
