"""The settings for a site whose static files are served by WhiteNoise, not by nginx."""

from production import *  # noqa: F403
from production import MIDDLEWARE

# Behind SecurityMiddleware, before everything that looks into sessions.
MIDDLEWARE = [MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[1:]]
