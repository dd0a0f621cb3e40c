import os
import signal
import subprocess
import sys

import pytest

from config import env, processes
from config.engines import command_line, wait_until
from config.processes import Processes

PYTHON = [sys.executable, "-c"]
STUBBORN = (
    "import signal, time\nfor s in (signal.SIGTERM, signal.SIGQUIT): signal.signal(s, signal.SIG_IGN)\n"
)

PARENT = """
import sys, time
from pathlib import Path
from config.processes import Processes
several = Processes(Path(sys.argv[1]))
several.start("child", [sys.executable, "-c", "import time; time.sleep(60)"])
print(several.running["child"].pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def several(tmp_path):
    several = Processes(tmp_path / "logs")
    yield several
    several.stop()


def test_the_one_that_ends_is_named_with_its_last_words(several):
    several.start("steady", [*PYTHON, "import time; time.sleep(60)"])
    several.start("brief", [*PYTHON, "print('no such table'); raise SystemExit(3)"])

    assert wait_until(lambda: several.ended() == "brief", seconds=20)
    assert several.last_words("brief") == "no such table"


def test_stopping_leaves_nothing_even_of_those_that_do_not_listen(several, monkeypatch):
    monkeypatch.setattr(processes, "PATIENCE", ((signal.SIGTERM, 0.2), (signal.SIGQUIT, 0.1)))
    child = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(61)']);"
    several.start("stubborn", [*PYTHON, f"{STUBBORN}{child} print('ready', flush=True); time.sleep(60)"])
    assert wait_until(lambda: several.last_words("stubborn") == "ready", seconds=20)
    group = several.running["stubborn"].pid

    several.stop()

    with pytest.raises(ProcessLookupError):
        wait_until(lambda: os.killpg(group, 0), seconds=5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_children_do_not_outlive_a_killed_parent(tmp_path):
    parent = subprocess.Popen([*PYTHON, PARENT, tmp_path], cwd=env.ROOT, stdout=subprocess.PIPE, text=True)
    with parent:
        child = int(parent.stdout.readline())
        assert "sleep(60)" in command_line(child)
        parent.kill()

    assert wait_until(lambda: "sleep(60)" not in command_line(child), seconds=20)
