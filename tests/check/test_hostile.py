"""Whatever a project does, the check ends in time, leaves no process, and writes nothing there."""

import hashlib
import subprocess
import sys
import time

import pytest

from tests.support import alive
from tests.support.lesson import LESSON
from tests.support.quick import SWEEP, chosen
from workshop.base.steps import ROOT
from workshop.lesson import checkpoints

LONGEST = 60
MARK = "workshop-hostile-{}"
CONSUMER = "chat/consumers.py"
SETTINGS = "learning/settings.py"
HOSTILE = {
    "an endless loop when it is imported": (CONSUMER, "while True:\n    pass\n"),
    "an endless loop in the settings": (SETTINGS, "while True:\n    pass\n"),
    "sys.exit when it is imported": (CONSUMER, "import sys\nsys.exit('done')\n"),
    "os._exit in the settings": (SETTINGS, "import os\nos._exit(0)\n"),
    "reading from the keyboard": (SETTINGS, "input('Your name? ')\n"),
    "100 MB of output": (SETTINGS, "for _ in range(100):\n    print('x' * 1_000_000)\n"),
    "a child that stays": (
        SETTINGS,
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)', '{mark}'])\n",
    ),
    "a child in a session of its own": (
        SETTINGS,
        "import subprocess, sys\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)', '{mark}'],\n"
        "                 start_new_session=True)\n",
    ),
}
# Each takes seconds; `test --all` does the rest.
QUICK = ("a child in a session of its own",)
CHOSEN = chosen(HOSTILE, lambda name: name in QUICK, SWEEP)


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("what", CHOSEN)
def test_it_ends_and_leaves_nothing(what, tmp_path):
    project = checkpoints.write(LESSON.checkpoint("2.4"), tmp_path / "learning")
    (project / "db.sqlite3").write_bytes(b"precious")
    path, code = HOSTILE[what]
    mark = MARK.format(abs(hash(str(tmp_path))))
    file = project / path
    text = file.read_text(encoding="utf-8") + code.replace("{mark}", mark)
    file.write_text(text, encoding="utf-8", newline="\n")
    before = contents(project)

    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "workshop", "check", str(project)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=2 * LONGEST,
        check=False,
    )
    assert time.monotonic() - started < LONGEST
    assert done.returncode in (0, 1), done.stderr
    assert "Traceback" not in done.stderr
    assert contents(project) == before
    assert alive.mentioning(mark) == []
