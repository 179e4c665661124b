"""The lab, built before the pages that link to it."""

from workshop.base.problems import Problem
from workshop.lab import bundle


def build_lab():
    """Build the lab beside the pages, or say why these pages are without it."""
    reason = bundle.missing()
    if reason is None:
        print("Building the lab, where something of it has changed.", flush=True)
        try:
            bundle.build()
        except Problem as problem:
            reason = str(problem)
    if reason:
        print(f"{reason}\n", flush=True)
