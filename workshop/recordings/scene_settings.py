"""A step's own settings, with a channel layer that writes down what it does.

``DJANGO_SETTINGS_MODULE=workshop.recordings.scene_settings``, run with the step as the working
directory.
"""

from learning.settings import *  # noqa: F403
from learning.settings import CHANNEL_LAYERS

CHANNEL_LAYERS = {
    "default": {
        **CHANNEL_LAYERS["default"],
        "BACKEND": "workshop.recordings.recording_layer.RecordingLayer",
    },
}
