"""A copy's settings, with the channel layer that ``MEASURE_LAYER`` names.

``memory`` is what step 3 has; ``core`` and ``pubsub`` are Redis at ``MEASURE_REDIS``.
"""

import os

from workshop.check.ask.trial_settings import *  # noqa: F403

CAPACITY = 10000
_hosts = [os.environ["MEASURE_REDIS"]]
_layers = {
    "core": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": _hosts, "capacity": CAPACITY},
    },
    "pubsub": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": _hosts},
    },
    "lean": {
        "BACKEND": "workshop.measure.rungs.lean_layer.LeanChannelLayer",
        "CONFIG": {"capacity": CAPACITY},
    },
}
if os.environ["MEASURE_LAYER"] in _layers:
    CHANNEL_LAYERS = {"default": _layers[os.environ["MEASURE_LAYER"]]}
