"""Runs in a process of its own: a project in the lab's Python half, under ordinary Python.

``python -m tests.lab.inside FOLDER`` reads JSON from its input, does what ``do`` says and prints
JSON. A process can hold one project, as a worker of the browser can.
"""

import json
import sys
from pathlib import Path

from tests.serve.hostile import INPUTS
from workshop.lab.bridge import claims_asked, lab_client
from workshop.lab.bridge.lab import Lab

# Before anybody imports the questions: they take the client that is there then.
claims_asked.probes()

from workshop.serve.probes import read  # noqa: E402


def claims(lab, given):
    """Ask the claims; return what was seen of each."""
    lab.take({"do": "ask", "target": given["target"], "claims": given["claims"]})
    return {event["id"]: event for event in lab.events if event["event"] == "claim"}


def _opened(given, person, room):
    path = given["path"].replace("{room}", room)
    return lab_client.Socket(8000, path, cookies=given["people"][person], seconds=5)


def _heard(socket, word):
    """Return the frames before the message ``word``, and whether it came."""
    frames = []
    while (frame := socket.receive()) is not None:
        if read(frame)[0] == word:
            return frames, True
        frames.append(frame)
    return frames, False


def _word(given, word):
    return json.dumps({"message": word}) if given["envelope"] else word


def _shown(frame):
    return frame if isinstance(frame, str) else frame.hex()


def hostile(lab, given):
    """Send every hostile message that a page can send; return what came of each."""
    lab_client.Asked.lab = lab
    seen = {}
    for number, sent in enumerate(sent for sent in INPUTS if sent.frame is not None):
        room = f"room-{number}"
        with _opened(given, 1, room) as neighbour, _opened(given, 0, room) as sender:
            sender.send(sent.frame)
            sender.send(_word(given, "good"))
            frames, goes_on = _heard(sender, "good")
            neighbour.send(_word(given, "mine"))
            others, neighbour_goes_on = _heard(neighbour, "mine")
            seen[sent.name] = {
                "sender": [_shown(frame) for frame in frames],
                "neighbour": [_shown(frame) for frame in others if read(frame)[0] != "good"],
                "goes on": [goes_on, neighbour_goes_on, sender.code],
            }
    return seen


def messages(lab, given):
    """Take messages one after the other, as the page sends them; return all that was told."""
    for message in given["messages"]:
        lab.take(message)
        while lab.pump() == 0:
            pass
    return [event for event in lab.events if event["event"] != "terminal"]


def main():
    """Do it."""
    given = json.load(sys.stdin)
    events = []
    lab = Lab(events.append, Path(sys.argv[1]).resolve())
    lab.events = events
    lab.take({"do": "start", "files": given["files"]})
    answer = {"claims": claims, "hostile": hostile, "messages": messages}[given["do"]](lab, given)
    terminal = "".join(event["text"] for event in events if event["event"] == "terminal")
    print(json.dumps({"answer": answer, "terminal": terminal}, default=repr))


if __name__ == "__main__":
    main()
