"""Runs the demo's processes together: starts them, notices when one ends, stops them all."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

# First politely: a worker finishes its task. Then firmly: the task goes back to the queue. At last by force.
PATIENCE = ((signal.SIGTERM, 5.0), (signal.SIGQUIT, 3.0))


class Processes:
    """Child processes by name, each with a log of its own."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: dict[str, subprocess.Popen] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, name: str, command: list[str], *, niceness: int = 0) -> None:
        def prepare() -> None:
            os.nice(niceness)
            die_with_parent()

        with self.log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop them in order
                preexec_fn=prepare,  # noqa: PLW1509  the caller has no threads
            )

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def ended(self) -> str | None:
        """The name of a process that should still run but does not."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def last_words(self, name: str, *, lines: int = 15) -> str:
        return "\n".join(self.log(name).read_text(errors="replace").splitlines()[-lines:])

    def stop(self) -> None:
        for stop_signal, seconds in PATIENCE:
            self._signal(stop_signal)
            if self._all_end(seconds):
                break
        for process in self.running.values():
            # The group, since a worker that had to be killed leaves children.
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue
        for process in self.running.values():
            process.wait()

    def _signal(self, number: signal.Signals) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(number)

    def _all_end(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while any(process.poll() is None for process in self.running.values()):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


def die_with_parent() -> None:
    """Linux tells the child when its parent dies, even by kill -9, so that nothing is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
