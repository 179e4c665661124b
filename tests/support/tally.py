"""What became of the tests of each part, and one line for all of them."""

import json
import os
import time

FILE = "WORKSHOP_TEST_TALLY"
WORDS = ("failed", "error", "passed", "skipped", "deselected", "xfailed", "xpassed")


def write(reporter, config):
    """Write the counts of this process's tests to the file that the environment names, if any."""
    if FILE not in os.environ or hasattr(config, "workerinput"):
        return
    counts = {word: len(reporter.stats.get(word, ())) for word in WORDS}
    failed = [
        report.nodeid for word in ("failed", "error") for report in reporter.stats.get(word, ())
    ]
    told = {"counts": counts, "failed": failed, "started": reporter._session_start.time}
    with open(os.environ[FILE], "w", encoding="utf-8") as file:
        json.dump(told, file)


def together(told, silent=()):
    """Return the lines for all parts: each failed test, then one line that counts.

    ``silent`` are parts that ended with an error before they could count.
    """
    told = list(told)
    failed = [f"FAILED {name}" for part in told for name in part["failed"]]
    failed += [f"DID NOT RUN {part}" for part in silent]
    counts = {word: sum(part["counts"][word] for part in told) for word in WORDS}
    some = [f"{count} {word}" for word, count in counts.items() if count]
    seconds = time.time() - min((part["started"] for part in told), default=time.time())
    line = f" {', '.join(some) or 'no tests ran'} in {seconds // 60:.0f} min {seconds % 60:.0f} s "
    return "\n".join([*failed, f"{line:=^80}"])
