"""What is measured side by side: each a consumer, a channel layer and a server program."""

from dataclasses import dataclass

RUNGS = "workshop.measure.rungs"
OTHERS = "workshop.measure.others"
STEP = "chat.consumers.ChatConsumer"
TWIN = "chat.async_consumers.AsyncChatConsumer"


@dataclass(frozen=True)
class Variant:
    """One chat: ``program`` is "daphne", "uvicorn", or "script" for a program of its own.

    ``application``: a consumer's dotted name, or where it has no Channels, its module or ASGI
    application. ``file`` holds its code, from the repository's root. ``price`` is what a rung of
    the ladder gives up, in a sentence.
    """

    id: str
    title: str
    application: str = TWIN
    layer: str = "memory"
    program: str = "daphne"
    channels: bool = True
    file: str = "step3_channel_layer/chat/async_consumers.py"
    price: str = ""


def _rung(name):
    return f"workshop/measure/rungs/{name}.py"


def _other(name):
    return f"workshop/measure/others/{name}.py"


VARIANTS = (
    Variant(
        "sync",
        "ordinary",
        STEP,
        file="step3_channel_layer/chat/consumers.py",
        price="Nothing: this is step 3.",
    ),
    Variant("async", "asynchronous", price="Nothing slow may be done without await."),
    Variant("core", "asynchronous, Redis core layer", layer="core"),
    Variant("pubsub", "asynchronous, Redis pub/sub layer", layer="pubsub"),
    Variant(
        "async-uvicorn",
        "asynchronous, on uvicorn",
        f"{RUNGS}.on_uvicorn.AsyncOnUvicorn",
        program="uvicorn",
        file=_rung("on_uvicorn"),
    ),
    Variant(
        "no-hop",
        "no visit to the database's thread",
        f"{RUNGS}.no_hop.NoHopChatConsumer",
        file=_rung("no_hop"),
        price="A method that is listed there may not use the database.",
    ),
    Variant(
        "lean",
        "and a leaner in-memory layer",
        f"{RUNGS}.no_hop.NoHopChatConsumer",
        layer="lean",
        file=_rung("lean_layer"),
        price=(
            "One process only, as before. A message no longer expires, and a handler may not "
            "change its event: all members get the same one."
        ),
    ),
    Variant(
        "once",
        "and JSON made once",
        f"{RUNGS}.encode_once.EncodeOnceChatConsumer",
        layer="lean",
        file=_rung("encode_once"),
        price="One more kind of event. What other code sends is still encoded for each member.",
    ),
    Variant(
        "top",
        "and uvicorn instead of Daphne",
        f"{RUNGS}.on_uvicorn.TopOnUvicorn",
        layer="lean",
        program="uvicorn",
        file=_rung("on_uvicorn"),
        price=(
            "Another server program, without runserver. Only for asynchronous consumers: an "
            "ordinary one on it lets one frozen reader stop everybody."
        ),
    ),
    Variant(
        "starlette",
        "Starlette on uvicorn",
        f"{OTHERS}.starlette_chat:application",
        program="uvicorn",
        channels=False,
        file=_other("starlette_chat"),
    ),
    Variant(
        "websockets",
        "the websockets library",
        f"{OTHERS}.websockets_chat",
        program="script",
        channels=False,
        file=_other("websockets_chat"),
    ),
    Variant(
        "bare",
        "bare sockets",
        f"{OTHERS}.bare_chat",
        program="script",
        channels=False,
        file=_other("bare_chat"),
    ),
)
BY_ID = {variant.id: variant for variant in VARIANTS}
# What everything is compared with.
BASE = "async"
LADDER = ("sync", "async", "no-hop", "lean", "once", "top")
REDIS = ("core", "pubsub")
