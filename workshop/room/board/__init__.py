"""The board of a room: a Channels application of its own, written as the course teaches."""

PORT = 8010
