"""Where the tests of each step run, which tests are the quick ones, and what a machine may lack.

The three steps use the same package names, so each needs a process: a call that names more than
one of them is divided into a plain call of pytest for each (``tests/support/divided.py``).
"""

import faulthandler
import signal

import pytest

from tests.support import divided, tally
from tests.support.checkouts import bare, checkout, env, ready_python

__all__ = ["bare", "checkout", "env", "ready_python"]
# What a process may take to end once its tests are told; a thread that goes on is named then.
LAST_SECONDS = 60


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="the tests marked “all”, too")


def pytest_configure(config):
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        # Started in the background of a script; what tests start and interrupt would inherit it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
        # Under nohup: these go on, and what they start hears of it again.
        signal.signal(signal.SIGHUP, lambda *_: None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Return one more than there are cores: tests wait a lot."""
    from xdist.plugin import pytest_xdist_auto_num_workers as cores

    return cores(config) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Return the scheduler in which tests that share something expensive stay together."""
    if config.option.dist != "loadfile":
        return None
    from tests.support.together import Together

    return Together(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    return divided.run(config)


def pytest_ignore_collect(collection_path):
    return divided.elsewhere(collection_path) or None


def pytest_collection_modifyitems(config, items):
    if config.option.all:
        return
    # A test that is named by itself is run in any case.
    named = {argument.split("::", 1)[1] for argument in config.args if "::" in argument}
    left_out = [
        item
        for item in items
        if item.get_closest_marker("all")
        and not any(item.nodeid.split("::", 1)[1].startswith(name) for name in named)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_terminal_summary(terminalreporter, config):
    tally.write(terminalreporter, config)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    if hasattr(config, "workerinput"):
        # It waits for all others, however long they take.
        return
    faulthandler.dump_traceback_later(LAST_SECONDS, exit=True)
