"""How far the packing of a bag is: a number for each part, and the minutes that are left."""

import time

# The pages, and the zip file.
LAST_PARTS = 2


def parts_of(systems, pythons):
    """Return how many parts a bag has; ``this`` system has one Python alone."""
    kinds = dict.fromkeys(systems)
    return sum(1 if name == "this" else len(pythons) for name in kinds) + LAST_PARTS


class Progress:
    """Counts parts. ``clock()`` returns seconds."""

    def __init__(self, parts, clock=time.monotonic):
        self.parts, self.clock = parts, clock
        self.done, self.began = 0, clock()

    def next(self):
        """Return the number of the part that begins now, such as ``3 of 14``."""
        self.done += 1
        return f"{self.done:{len(str(self.parts))}} of {self.parts}"

    def left(self):
        """Return the time that is left as the end of a sentence, from the parts so far, or ""."""
        parts = self.parts - self.done
        seconds = (self.clock() - self.began) / max(self.done, 1) * parts
        if not parts:
            return ""
        if seconds < 60:
            return ", less than a minute left"
        return f", about {round(seconds / 60)} minutes left"
