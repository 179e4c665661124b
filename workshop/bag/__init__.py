"""One zip for a room without Internet."""
