"""The three steps use the same package names, so each step's tests run in a process of its own.

Everything else of pytest works as ever: the tests are collected, chosen and reported by name.
"""

import pytest

from tests.step_nodes import StepDirectory, StepItem, processes
from workshop.steps import STEPS

PROJECTS = {project.name: project for project in STEPS.values()}


def pytest_configure(config):
    config.add_cleanup(lambda: [process.stop() for process in processes(config).values()])


def pytest_collect_directory(path, parent):
    if path.parent.name == "tests" and path.name in PROJECTS:
        return StepDirectory.from_parent(parent, path=path, project=PROJECTS[path.name])


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
        process.run(nodeids)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item):
    if not isinstance(item, StepItem):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    item.report()
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
