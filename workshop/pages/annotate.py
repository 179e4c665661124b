"""Recorded bytes as HTML: every line of an HTTP message, every field of a frame, with its meaning.

Sources: RFC 9110 (HTTP), RFC 6265 (cookies), RFC 6455 (WebSocket), the Fetch standard.
"""

from html import escape

from workshop.lesson.chapters import LessonError

HEADERS = {
    "Host": "Which site is meant: several can share one address and port.",
    "Date": "When the server made the answer.",
    "Server": "The program that answers.",
    "Content-Type": "What kind of content follows the empty line.",
    "Content-Length": "How many bytes follow the empty line, so that the reader knows the end.",
    "Cookie": "What the server asked this browser to keep, sent back with each request.",
    "Set-Cookie": "Asks the browser to keep this value; here Django's token against forged forms.",
    "Vary": "Caches: the answer depends on this header of the request.",
    "X-Frame-Options": "No other page may show this one inside a frame.",
    "X-Content-Type-Options": "The browser is not to guess another kind of content.",
    "Referrer-Policy": "Other sites are not told where a link was clicked.",
    "Cross-Origin-Opener-Policy": "Pages of other sites get no handle on this page's window.",
    "Origin": "The site of the page that asks. The browser writes it; the page cannot change it.",
    "Upgrade": "The protocol to continue with on this connection.",
    "Connection": "Says that Upgrade is about this one connection, between these two programs.",
    "Sec-WebSocket-Key": "A random value, new for each handshake; not a secret, not a password.",
    "Sec-WebSocket-Version": "The version of the protocol: 13, the only one in use.",
    "Sec-WebSocket-Accept": (
        "Calculated from the key: only a server that has read the handshake can send it."
    ),
}
STATUSES = {
    "200": "The status line: all went well.",
    "101": "The status line: agreed. From the next byte on, this connection carries frames.",
    "403": "The status line: understood, and refused. There is no WebSocket.",
    "404": "The status line: there is nothing at this path. There is no WebSocket.",
}
OPCODES = {
    "continuation": "continues the message begun before",
    "text": "in UTF-8",
    "binary": "any bytes",
    "close": "the last frame of this side",
    "ping": "“are you there?”",
    "pong": "“I am”, the answer to a ping",
}
FIRST_BYTES = 12


def _list(pairs, css_class="lines"):
    items = ""
    for code, text in pairs:
        shown = f"<code>{escape(code)}</code>" if code else "(empty)"
        items += f"<div><dt>{shown}</dt><dd>{text}</dd></div>"
    return f'<dl class="{css_class}">{items}</dl>'


def _short(code):
    """Return spaced hexadecimal bytes, a long row of them only from its beginning."""
    parts = code.split(" ")
    return code if len(parts) <= FIRST_BYTES else " ".join([*parts[:FIRST_BYTES], "…"])


def _start(event):
    first, rest = event["start"].split(" ", 1)
    if event["kind"] == "response":
        return STATUSES[rest[:3]]
    path = rest.split(" ")[0]
    what = {"GET": "send me", "POST": "take this, for"}[first]
    return f"The request line: {what} <code>{escape(path)}</code>."


def message(event):
    """Return an HTTP message line by line. Raises ``LessonError`` for an unexplained header."""
    pairs = [(event["start"], _start(event))]
    for name, value in event["headers"]:
        if name not in HEADERS:
            raise LessonError(f"workshop/pages/annotate.py has no sentence for the header {name}")
        pairs.append((f"{name}: {value}", HEADERS[name]))
    html = _list([*pairs, ("", "The empty line: the end of the headers.")])
    body = event.get("body", "")
    if body.count("\n") > 2:
        code = f"<pre><code>{escape(body)}</code></pre>"
        return f"{html}<details><summary>The body: the page</summary>{code}</details>"
    return html + (_list([(body, "The body.")]) if body else "")


def _bits(byte):
    return f'<code class="bits">{byte >> 4:04b} {byte & 15:04b}</code>'


def frame(event):
    """Return a frame field by field: its bytes in hexadecimal, what each of them says."""
    data = bytes.fromhex(event["hex"])
    masked = "mask" in event
    fin = "the message ends here" if event["fin"] else "more of this message follows"
    opcode = data[0] & 15
    pairs = [
        (
            data[:1].hex(),
            f"{_bits(data[0])} FIN {data[0] >> 7}: {fin}. "
            f"Opcode {opcode}: {event['opcode']}, {OPCODES[event['opcode']]}.",
        )
    ]
    size = data[1] & 127
    said = {126: "126: it stands in the next two bytes", 127: "127: in the next eight bytes"}
    length = said.get(size, f"{size} byte{'s' * (size != 1)}")
    mask = "1: the payload is masked" if masked else "0: the payload is not masked"
    pairs.append((data[1:2].hex(), f"{_bits(data[1])} MASK {mask}. Length {length}."))
    at = 2 + {126: 2, 127: 8}.get(size, 0)
    if at > 2:
        pairs.append((data[2:at].hex(" "), f"The length: {event['length']} bytes."))
    if masked:
        pairs.append((data[at : at + 4].hex(" "), "The mask: four bytes."))
        at += 4
    if data[at:]:
        pairs.append((_short(data[at:].hex(" ")), _payload(event, masked)))
    whole = f'<p><code class="bytes">{_short(data.hex(" "))}</code></p>' if len(pairs) > 1 else ""
    return whole + _list(pairs, "fields")


def _payload(event, masked):
    text = "The payload, masked: without the mask " if masked else "The payload: "
    if event["opcode"] == "close":
        code = event["payload"][:5]
        return f"{text}<code>{code}</code>, the close code {int(code.replace(' ', ''), 16)}."
    payload = event["payload"]
    shown = payload if len(payload) <= 40 else payload[:20] + "…"
    return f"{text}<code>{escape(shown)}</code>."


def exchange(events):
    """Return the HTML of recorded events, each with its direction."""
    html = ""
    for event in events:
        way = "Server to client" if event["from"] == "server" else "Client to server"
        html += f'<p class="who">{way}</p>'
        if event["kind"] == "end":
            html += "<p>The server ends the TCP connection.</p>"
        elif event["kind"] == "frame":
            html += frame(event)
        else:
            html += message(event)
    return f'<div class="wire">{html}</div>'
