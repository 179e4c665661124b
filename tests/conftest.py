"""The three steps use the same package names, so each step's tests run in a process of its own.

Everything else of pytest works as ever: the tests are collected, chosen and reported by name.
"""

import signal
import threading
from itertools import chain

import pytest

from tests.step_nodes import StepDirectory, StepItem, processes
from workshop.base.steps import STEPS

PROJECTS = {project.name: project for project in STEPS.values()}
# Folders that take minutes: each tuple is run beside all others, its folders one after the other.
# More at the same time would only wait for two cores.
BESIDE = (("docs",), ("workshop", "collector", "mistakes"))


def pytest_configure(config):
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        # Started in the background of a script; what tests start and interrupt would inherit it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.add_cleanup(lambda: [process.stop() for process in processes(config).values()])


def pytest_report_header(config):
    if config.option.usepdb or config.option.trace:
        return "steps: no debugger there, their tests run in processes of their own"


def pytest_collect_directory(path, parent):
    if path.parent.name == "tests" and path.name in PROJECTS:
        return StepDirectory.from_parent(parent, path=path, project=PROJECTS[path.name])
    if path.parent.name == "tests" and path.name in chain(*BESIDE) and _side_by_side(path, parent):
        return StepDirectory.from_parent(parent, path=path, project=None)


def _side_by_side(path, parent):
    """Return whether the folder is only a part of what is asked for, and nobody wants to watch."""
    option = parent.config.option
    watched = option.usepdb or option.capture == "no"
    return not watched and not parent.session.isinitpath(path, with_parents=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    # To wait for the slow ones in the middle would hold up the rest.
    items.sort(key=lambda item: isinstance(item, StepItem) and item.project is None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session):
    option = session.config.option
    if option.collectonly or (session.testsfailed and not option.continue_on_collection_errors):
        return
    chosen = {}
    for item in session.items:
        if isinstance(item, StepItem):
            chosen.setdefault(item.process, []).append(item.nodeid)
    for process, nodeids in chosen.items():
        if process.project:
            process.run(nodeids)
    for names in BESIDE:
        some = [
            (process, ids)
            for name in names
            for process, ids in chosen.items()
            if process.name == name
        ]
        threading.Thread(target=_one_after_the_other, args=(some,), daemon=True).start()


def _one_after_the_other(chosen):
    for process, nodeids in chosen:
        process.run(nodeids)
        process.wait()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item):
    if not isinstance(item, StepItem):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    item.report()
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
