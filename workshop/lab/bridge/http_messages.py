"""What travels between a window and the server: requests, answers, and the bytes of both."""

import io
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPResponse


@dataclass(frozen=True)
class Request:
    """An HTTP request. ``target`` is the path with its question mark; ``client``: host, port."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    client: tuple[str, int] = ("127.0.0.1", 50000)

    def header(self, name):
        """Return the value of the header called ``name`` (in lower case), or ""."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def raw(self):
        """Return the bytes that a browser would send."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


@dataclass(frozen=True)
class Response:
    """An HTTP answer; ``headers`` are pairs of str, as the server wrote them."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)

    @property
    def reason(self):
        """The words of the status line."""
        known = {status.value for status in HTTPStatus}
        return HTTPStatus(self.status).phrase if self.status in known else ""


class _Bytes:
    """Where the standard library's reader expects a socket."""

    def __init__(self, data):
        self.data = data

    def makefile(self, *_arguments):
        return io.BytesIO(self.data)


def read_response(raw, method="GET"):
    """Return the ``Response`` that a server's bytes are."""
    answer = HTTPResponse(_Bytes(raw), method=method)
    answer.begin()
    return Response(answer.status, tuple(answer.getheaders()), answer.read())
