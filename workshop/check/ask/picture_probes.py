"""Questions about the build Files and pictures: each is a probe, bounded in time."""

import re
from dataclasses import replace

from workshop.check.ask.careful_probes import ACTION, POSTS, TOKEN, ask
from workshop.serve.client import request
from workshop.serve.probes import Observation, collect, read, word
from workshop.serve.target import TWIN

FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.I | re.S)
FILE = re.compile(r"<input\b(?=[^>]*\btype=[\"']?file\b)[^>]*\bname=[\"']?([\w-]+)", re.I)
# The smallest GIF: one pixel, and of no colour.
PICTURE = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\0\0\0!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
KIND = "image/gif"
PAGE = b"<!doctype html><script>alert('from the check')</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert("from the check")</script></svg>'
PRETENDED = ((PAGE, "cat.gif", KIND), (SVG, "cat.svg", "image/svg+xml"))
# A room that nobody else asks about: what the terminal says of it is known to be the check's.
PRETENDING = "pretended-pictures"
NO_FORM = "the page has no form that posts a file"
# A file takes longer than a question.
FILE_SECONDS = 10


def multipart(fields, files, boundary="workshop-boundary"):
    """Return the headers and the body of a form with files, as browsers send it.

    ``fields``: name to text; ``files``: a list of (field, file's name, content type, bytes).
    """
    parts = [(f'name="{name}"', "", text.encode()) for name, text in fields.items()]
    parts += [
        (f'name="{field}"; filename="{name}"', f"Content-Type: {kind}\r\n", data)
        for field, name, kind, data in files
    ]
    body = b"".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {head}\r\n{kind}\r\n".encode()
        + data
        + b"\r\n"
        for head, kind, data in parts
    )
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return headers, body + f"--{boundary}--\r\n".encode()


class PictureForm:
    """The form with a field for a file on the page of a room; ``found`` says whether there is one.

    ``person`` is the number of the one of the target's people whose page it is.
    """

    def __init__(self, target, room, person=0):
        self.target = target
        path = target.pages[-1].replace("{room}", room)
        page = ask(target, path, target.people[person])
        self.cookies = {**target.people[person], **page.cookies}
        forms = [form for form in FORM.findall(page.body) if FILE.search(form)]
        form = forms[0] if page.status == 200 and forms else ""
        self.found = bool(form) and bool(POSTS.search(form))
        action, field, token = (one.search(form) for one in (ACTION, FILE, TOKEN))
        self.path = action[1] if action else path
        self.field, self.token = field[1] if field else "", token[1] if token else ""

    def send(self, data, name="cat.gif", kind=KIND, cookies=None):
        """POST a file as the form does; return the ``Reply``."""
        fields = {"csrfmiddlewaretoken": self.token}
        headers, body = multipart(fields, [(self.field, name, kind, data)])
        return request(
            self.target.port,
            self.path,
            body=body,
            headers=headers,
            cookies=self.cookies if cookies is None else cookies,
            host=self.target.host,
            seconds=max(self.target.seconds, FILE_SECONDS),
        )


def _address(frame):
    """Return the address of the picture that a frame tells of, "" for anything else."""
    told = None if frame is None else read(frame)[1].get("picture")
    return told if isinstance(told, str) and told.startswith("/") else ""


def _until_own_message(target, socket):
    """Return the addresses that come before a message of the socket's own."""
    said = word()
    socket.send(target.frame(said))
    frames = collect(socket, said, target.seconds, target.word_for_word)
    return [address for frame in frames if (address := _address(frame))]


def picture(target):
    """Does a picture come to everybody in its room, at both consumers, and to nobody else?"""
    room, tried = word(), "the form of the page with a picture"
    form = PictureForm(target, room)
    if not form.found:
        return Observation(False, tried, NO_FORM)
    twin = replace(target, socket=TWIN)
    with (
        target.open(word(), person=1) as elsewhere,
        target.open(room) as sender,
        target.open(room, person=1) as other,
        twin.open(room, person=1) as second,
    ):
        reply = form.send(PICTURE)
        tried = f"POST {form.path} with a picture"
        # A project may do without the second consumer.
        for socket in [sender, other] + [second] * second.opened:
            address = _address(socket.receive(target.seconds))
            if not address:
                which = "the asynchronous consumer: " * (socket is second)
                happened = f"{reply.happened}, {which}{socket.happened}"
                return Observation(False, tried, happened)
        if _until_own_message(target, elsewhere):
            return Observation(False, tried, "another room was told of it, too")
    shown = ask(target, address, target.people[1])
    same = shown.kind == KIND and shown.body == PICTURE.decode("utf-8", "replace")
    happened = f"its address is answered with {shown.happened} {shown.kind}".strip()
    return Observation(shown.status == 200 and same, tried, happened)


def pretended(target):
    """Is what is no picture refused, whatever its name and its content type say?"""
    tried = "files that say that they are pictures and are none"
    form = PictureForm(target, PRETENDING)
    if not form.found:
        return Observation(False, tried, NO_FORM)
    for data, name, kind in PRETENDED:
        reply = form.send(data, name, kind)
        if reply.status is None or not 400 <= reply.status < 500:
            tried = f"POST {form.path} with HTML or SVG that is called {name}"
            return Observation(False, tried, reply.happened)
    return Observation(True, tried, reply.happened)


def inside(target):
    """Does nobody who is not signed in send a picture, or see one?"""
    room, tried = word(), "a picture, and somebody who is not signed in"
    form = PictureForm(target, room)
    with target.open(room) as socket:
        reply = form.send(PICTURE)
        address = _address(socket.receive(target.seconds))
        if not address:
            return Observation(False, tried, f"{reply.happened}, {socket.happened}")
        seen = ask(target, address, {})
        if seen.status == 200 and seen.kind == KIND:
            return Observation(False, f"GET {address} without signing in", seen.happened)
        # With the token of a page that anybody gets.
        token = {key: one for key, one in form.cookies.items() if key == "csrftoken"}
        reply = form.send(PICTURE, cookies=token)
        if _until_own_message(target, socket):
            return Observation(False, f"POST {form.path} without signing in", reply.happened)
    return Observation(True, tried, "neither was possible")


ASKS = {"picture": picture, "pretended": pretended, "pictures-inside": inside}
