"""A contestant's side of a contest: it works for as many seconds as a line on its standard input says, and answers.

Needs nothing but Python, so that it also runs where only RecBole is installed.
"""

import json
import os
import sys
import time


class Rounds:
    """Tell `did` after each piece of work; between two rounds it waits there."""

    def __init__(self) -> None:
        # What libraries print must not be taken for an answer: it goes where errors go.
        self._answers = os.fdopen(os.dup(1), "w", buffering=1)
        os.dup2(2, 1)
        self._waiting = True

    def did(self, count: float) -> None:
        """`count` samples are done since the last call. What was done before the first round does not count."""
        if self._waiting:
            self._wait()
            return
        self._count += count
        seconds = time.perf_counter() - self._started
        if seconds >= self._length:
            cpu = time.process_time() - self._cpu
            self._answers.write(json.dumps({"count": self._count, "seconds": seconds, "cpu": cpu}) + "\n")
            self._wait()

    def _wait(self) -> None:
        line = sys.stdin.readline()
        if not line:  # nobody will ask again
            raise SystemExit
        self._waiting, self._length, self._count = False, float(line), 0.0
        self._started, self._cpu = time.perf_counter(), time.process_time()
