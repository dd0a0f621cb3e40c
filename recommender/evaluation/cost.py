"""What an algorithm costs: seconds to fit, milliseconds to answer, memory while it fits, size of what it leaves (paper 5, 5.2)."""

import gc
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Self

from recommender.algorithms.interface import Algorithm

_STATM = Path("/proc/self/statm")
_EVERY = 0.005  # seconds between two looks


class PeakMemory:
    """Resident memory of this process while a block runs, against before it; NaN where the system has no /proc."""

    def __enter__(self) -> Self:
        gc.collect()
        self.before = self.peak = resident_bytes()
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._watch.join()
        self.peak = max(self.peak, resident_bytes())

    @property
    def grown(self) -> float:
        """Bytes."""
        return self.peak - self.before

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            self.peak = max(self.peak, resident_bytes())


def costed(fit: Callable[[], Algorithm]) -> tuple[Algorithm, dict[str, float]]:
    """The fitted algorithm; its seconds on the clock and of the processor (all threads), its megabytes at the peak."""
    with PeakMemory() as memory:
        clock, processor = time.perf_counter(), time.process_time()
        algorithm = fit()
        seconds, busy = time.perf_counter() - clock, time.process_time() - processor
    cost = {"fit_seconds": seconds, "fit_processor_seconds": busy, "peak_mb": memory.grown / 1e6}
    return algorithm, cost


def milliseconds(calls: list[Callable[[], object]]) -> float:
    """The median of the calls: on a shared machine a few of them wait for others."""
    spent = []
    for call in calls:
        began = time.perf_counter()
        call()
        spent.append(1_000 * (time.perf_counter() - began))
    return median(spent)


def checkpoint_bytes(algorithm: Algorithm) -> int:
    """Of all files of its checkpoint."""
    with TemporaryDirectory() as folder:
        algorithm.save(Path(folder), facts={})
        return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def resident_bytes() -> float:
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return float("nan")
