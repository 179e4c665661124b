"""What pytest collects in place of a step's tests: their names, run by the step's own process."""

import itertools

import pytest

from tests.step_process import StepProcess, StepProcessEnded

PROCESSES = pytest.StashKey()


def processes(config):
    """Return the dict of a folder of tests to the ``StepProcess`` that was started for it."""
    return config.stash.setdefault(PROCESSES, {})


class StepDirectory(pytest.Directory):
    """A folder of tests that run in a process of their own, those of one step for example.

    ``project`` is the step's folder or None. pytest reads the conftest.py here too: that may
    import the step's packages in fixtures only.
    """

    def __init__(self, *, project, **keywords):
        super().__init__(**keywords)
        self.project = project
        wanted = self.session.isinitpath(self.path, with_parents=True)
        if wanted or any(map(self.session.isinitpath, self.path.parents)):
            # Now, and not in collect(): so all of them start up at the same time.
            self.process()

    def process(self):
        started = processes(self.config)
        if self.path not in started:
            started[self.path] = StepProcess(self.config, self.path, self.project)
        return started[self.path]

    def collect(self):
        try:
            found = self.process().found()
        except StepProcessEnded as error:
            raise self.CollectError(str(error)) from None
        root = self.config.rootpath
        for path, result in found["files"].items():
            if not path.endswith(".py"):
                raise self.CollectError(result["text"])
            tests = [test for test in found["tests"] if test["id"].startswith(path + "::")]
            yield StepFile.from_parent(self, path=root / path, result=result, tests=tests)


class StepFile(pytest.File):
    """A file of a step's tests."""

    def __init__(self, *, result, tests, **keywords):
        super().__init__(**keywords)
        self.result = result
        self.tests = tests

    def collect(self):
        if self.result["outcome"] == "failed":
            raise self.CollectError(self.result["text"])
        if self.result["outcome"] == "skipped":
            pytest.skip(self.result["text"], allow_module_level=True)
        return below(self, self.tests, 0)


class StepClass(pytest.Collector):
    """A class in such a file."""

    def __init__(self, *, tests, depth, **keywords):
        super().__init__(**keywords)
        self.tests = tests
        self.depth = depth

    def collect(self):
        return below(self, self.tests, self.depth)


def below(parent, tests, depth):
    """Return the nodes of ``tests`` whose names at ``depth`` are next below ``parent``."""
    nodes = []
    for name, group in itertools.groupby(tests, key=lambda test: test["names"][depth]):
        group = list(group)
        if len(group[0]["names"]) == depth + 1:
            nodes += [StepItem.from_parent(parent, name=name, test=test) for test in group]
        else:
            nodes.append(StepClass.from_parent(parent, name=name, tests=group, depth=depth + 1))
    return nodes


class StepItem(pytest.Item):
    """A test that the step's process runs; ``report`` passes its reports on."""

    def __init__(self, *, test, **keywords):
        super().__init__(nodeid=test["id"], **keywords)
        self.test = test
        for name in test["markers"]:
            # The markers' own plugins are at work in the step's process only.
            self.config.addinivalue_line("markers", name)
            self.add_marker(name)

    @property
    def process(self):
        return self.getparent(StepDirectory).process()

    @property
    def project(self):
        return self.getparent(StepDirectory).project

    def reportinfo(self):
        return self.path, self.test["line"], self.test["title"]

    def runtest(self):
        raise NotImplementedError("This test runs in its step's process.")

    def report(self):
        """Hand the reports of the step's process to this pytest, as its own."""
        when = "call"
        try:
            for report in self.process.reports(self.nodeid):
                self.ihook.pytest_runtest_logreport(report=report)
                when = "teardown"
        except StepProcessEnded as error:
            self.ihook.pytest_runtest_logreport(
                report=pytest.TestReport(
                    nodeid=self.nodeid,
                    location=self.location,
                    keywords=dict.fromkeys(self.keywords, 1),
                    outcome="failed",
                    longrepr=str(error),
                    when=when,
                )
            )
