"""The process of one step: says which tests there are, runs those that are wanted, reports.

Started by ``step_process.py``. What the two tell each other is one JSON object a line: to the
parent through standard output, from the parent through standard input, whose end means "stop".
"""

import _thread
import json
import os
import signal
import sys
import threading

import pytest


def interrupt():
    """Do to the main thread what Ctrl+C does, so that fixtures still clean up."""
    if hasattr(signal, "pthread_kill"):
        # A real signal also wakes a main thread that waits for a socket.
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    else:
        _thread.interrupt_main()


class Worker:
    """A pytest plugin that takes its orders from, and reports to, the parent process."""

    def __init__(self, orders, answers):
        self.orders = orders
        self.answers = answers
        self.files = {}

    def pytest_configure(self, config):
        self.config = config
        # It was for this process; a pytest that a test starts finds its plugins by itself.
        os.environ.pop("PYTEST_DISABLE_PLUGIN_AUTOLOAD", None)

    def tell(self, **message):
        self.answers.write(json.dumps(message, default=str) + "\n")
        self.answers.flush()

    def pytest_collectreport(self, report):
        path = report.nodeid.partition("::")[0]
        if path.endswith(".py") or report.failed:
            problem = self.files.setdefault(path, {"outcome": "passed", "text": ""})
            if not report.passed:
                skipped = isinstance(report.longrepr, tuple)
                text = report.longrepr[2] if skipped else report.longreprtext
                problem.update(outcome=report.outcome, text=text)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        tests = {item.nodeid: item for item in session.items}
        self.tell(files=self.files, tests=[describe(item) for item in session.items])
        # The parent's order counts: it may have shuffled them.
        order = self.orders.readline()
        session.items[:] = [tests[nodeid] for nodeid in json.loads(order or "[]")]
        threading.Thread(target=self.stop_at_the_end_of_orders, daemon=True).start()

    def stop_at_the_end_of_orders(self):
        # Not through the file object: at exit, its lock must be free.
        while os.read(self.orders.fileno(), 1):
            pass
        interrupt()

    def pytest_runtest_logreport(self, report):
        data = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.tell(report=data)

    def pytest_runtest_logfinish(self, nodeid):
        self.tell(finished=nodeid)


def describe(item):
    """Return what the parent has to know of a test, as a dict for JSON."""
    module = item.getparent(pytest.Module)
    chain = item.listchain()
    names = [node.name for node in chain[chain.index(module) + 1 :]]
    return {
        "id": item.nodeid,
        "names": names,
        "line": item.location[1],
        "title": item.location[2],
        "markers": sorted({mark.name for mark in item.iter_markers()}),
    }


def main(arguments):
    """Run pytest with ``arguments``; return its exit code."""
    orders = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    # What tests print or read must not get between the two processes.
    with open(os.devnull, encoding="utf-8") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return pytest.main(arguments, plugins=[Worker(orders, answers)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
