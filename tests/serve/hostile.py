"""Messages and bytes that nobody's page sends, and what is to be seen of them."""

import json
from dataclasses import dataclass

NOT_JSON = "This is not JSON text."
NO_TEXT = 'Send an object with a text: {"message": "your text"}.'
LENGTH = "A message has 1 to 1,000 characters."
HALF = "A message has whole characters only."
MEBIBYTE = 1024 * 1024
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def raw(opcode, payload=b"", fin=True, rsv=0, masked=True):
    """Return the bytes of one WebSocket frame, a wrong one too (the mask is four zeros)."""
    length = len(payload)
    mask_bit = 0x80 if masked else 0
    if length < 126:
        size = bytes([mask_bit | length])
    elif length < 65536:
        size = bytes([mask_bit | 126]) + length.to_bytes(2, "big")
    else:
        size = bytes([mask_bit | 127]) + length.to_bytes(8, "big")
    first = (0x80 if fin else 0) | (rsv << 4) | opcode
    return bytes([first]) + size + (bytes(4) if masked else b"") + payload


def message(text, **more):
    """Return step 3's JSON for a text."""
    return json.dumps({"message": text, **more})


@dataclass(frozen=True)
class Input:
    """One hostile message. Step 2 echoes ``frame``; step 3 gives ``reason`` or passes ``text``.

    ``wire`` are the raw bytes to send when a client library would not send them; ``frame`` is
    then the message that they carry, None for none.
    """

    name: str
    frame: str | bytes | None
    reason: str | None = None
    text: str | None = None
    wire: bytes | None = None


def _refused(reason, **frames):
    return [Input(name.replace("_", " ").strip(), frame, reason) for name, frame in frames.items()]


def _passed(name, text, **more):
    return Input(name, message(text, **more), text=text)


INPUTS = [
    *_refused(
        NOT_JSON,
        not_JSON="hello",
        half_of_JSON='{"message": "hel',
        two_objects='{"message": "a"}{"message": "b"}',
        empty_text="",
        empty_binary=b"",
        binary=b"\x00\xff\xfe",
        digits_without_end='{"message": ' + "9" * 5000 + "}",
        deep_lists="[" * 100_000,
        deep_objects='{"message":' * 50_000,
        # Every Python ends here in RecursionError; 3.14 still reads 50,000.
        deep_and_closed="[" * 200_000 + "]" * 200_000,
        one_MiB="x" * MEBIBYTE,
        one_MiB_binary=b"x" * MEBIBYTE,
    ),
    *_refused(
        NO_TEXT,
        a_text='"hello"',
        a_number="5",
        not_a_number="NaN",
        null="null",
        true="true",
        a_list='[{"message": "hello"}]',
        lists_in_lists="[" * 500 + "]" * 500,
        an_empty_object="{}",
        another_key='{"Message": "hello"}',
        message_is_null='{"message": null}',
        message_is_a_number='{"message": 1}',
        message_is_a_list='{"message": ["hello"]}',
        message_is_an_object='{"message": {"message": "hello"}}',
        an_event_of_the_layer='{"type": "websocket.close", "code": 4000}',
        an_error_of_its_own='{"error": "you lose"}',
    ),
    *_refused(
        LENGTH,
        empty_message=message(""),
        _1001_characters=message("x" * 1001),
        _1001_emoji=message("😀" * 1001),
        one_MiB_message=message("x" * (MEBIBYTE - 20)),
    ),
    *_refused(
        HALF,
        lone_surrogate='{"message": "\\ud800"}',
        lone_low_surrogate='{"message": "a\\udfffb"}',
    ),
    _passed("unknown keys", "hi", type="chat.close", username="root", group="x", code=1011),
    Input("the same key twice", '{"message": 1, "message": "b"}', text="b"),
    _passed("1000 characters", "x" * 1000),
    _passed("1000 emoji", "😀" * 1000),
    _passed("a NUL", "a\0b"),
    _passed("a blank", " "),
    _passed("HTML", "<script>alert(1)</script>"),
    _passed("a line's end", "a\r\n\u2028b"),
    _passed("right to left", "\u202eabc"),
    Input(
        "fragments",
        message("hello"),
        text="hello",
        wire=raw(TEXT, message("hello").encode()[:5], fin=False)
        + raw(0, b"", fin=False)
        + raw(0, message("hello").encode()[5:]),
    ),
    Input(
        "fragments within a character, a Ping between",
        '{"message": "é"}',
        text="é",
        wire=raw(TEXT, '{"message": "é"}'.encode()[:14], fin=False)
        + raw(PING, b"?")
        + raw(0, '{"message": "é"}'.encode()[14:]),
    ),
    Input("a Ping", None, wire=raw(PING, b"x" * 125)),
    Input("a Pong that nobody asked for", None, wire=raw(PONG, b"x")),
]

# How the connection ends: 1006 stands for "without a Close frame". Daphne leaves Autobahn's
# option failByDrop as it is, and so the codes of RFC 6455 (1002, 1007, 1009) are never sent.
DROPPED, CLOSED = 1006, 1000

# Each of them ends the sender's own connection.
VIOLATIONS = {
    "one byte over 1 MiB": (raw(TEXT, b"x" * (MEBIBYTE + 1)), DROPPED),
    "fragments over 1 MiB": (
        raw(TEXT, b"x" * MEBIBYTE, fin=False) + raw(0, b"x" * MEBIBYTE),
        DROPPED,
    ),
    "a length of 2 to the 62": (b"\x81\xff" + (2**62).to_bytes(8, "big") + bytes(4), DROPPED),
    "text that is not UTF-8": (raw(TEXT, b"\xff\xfe"), DROPPED),
    "half a character of UTF-8": (raw(TEXT, "é".encode()[:1]), DROPPED),
    "a surrogate in UTF-8": (raw(TEXT, b"\xed\xa0\x80"), DROPPED),
    "no mask": (raw(TEXT, b"hello", masked=False), DROPPED),
    "an unknown opcode": (raw(3, b"hello"), DROPPED),
    "a reserved bit": (raw(TEXT, b"hello", rsv=4), DROPPED),
    "a continuation of nothing": (raw(0, b"hello"), DROPPED),
    "a message within a message": (raw(TEXT, b"a", fin=False) + raw(TEXT, b"b"), DROPPED),
    "a Ping of 126 bytes": (raw(PING, b"x" * 126), DROPPED),
    "a Ping in fragments": (raw(PING, b"x", fin=False), DROPPED),
    "a Close with a code that is none": (raw(CLOSE, (999).to_bytes(2, "big")), DROPPED),
    "a Close with half a code": (raw(CLOSE, b"\x03"), DROPPED),
    "a Close": (raw(CLOSE, (1000).to_bytes(2, "big")), CLOSED),
    "a Close without a code": (raw(CLOSE), CLOSED),
    "HTTP": (b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", DROPPED),
}
