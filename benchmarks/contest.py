"""Contestants in turn, each in a process of its own: A B A B, so that what disturbs the machine disturbs all alike."""

import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO, Self

from benchmarks import machine

ROOT = Path(__file__).parents[1]
THREADS = 2
HEAD = (
    "| round | who | samples/s | samples / CPU s | stolen | others | load |\n"
    "|---:|---|---:|---:|---:|---:|---:|"
)


@dataclass(frozen=True)
class Contestant:
    """A program that works in rounds (see rounds.py)."""

    name: str
    command: Sequence[str]
    folder: Path = ROOT
    """Where it runs and leaves what it leaves."""


@dataclass(frozen=True)
class Round:
    """How much one contestant did in one round, and what else went on."""

    rate: float
    """Samples a second."""
    cpu_rate: float
    """Samples a second of processor time that it got: fairer where others were at work."""
    stolen: float
    """Share of the cores' time that the host took away."""
    others: float
    """Share of the cores' time that other processes used."""
    load: float


@dataclass
class Running:
    """A contestant's process; it waits wherever it is not asked to work."""

    contestant: Contestant
    process: subprocess.Popen = field(init=False)
    words: IO = field(init=False)

    def __enter__(self) -> Self:
        threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(THREADS))
        # A thread that waits must not keep a core from the process whose turn it is.
        env = os.environ | threads | {"OMP_WAIT_POLICY": "PASSIVE", "PYTHONPATH": str(ROOT)}
        self.words = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            self.contestant.command,
            cwd=self.contestant.folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.words,
            text=True,
        )
        return self

    def __exit__(self, *_error) -> None:
        self.process.kill()
        self.process.communicate()
        self.words.close()

    def work(self, seconds: float) -> Round:
        """One round. Raises RuntimeError with the process's last words where it broke down."""
        before = machine.Clock.now()
        answer = self._ask(seconds)
        after = machine.Clock.now()
        possible = answer["seconds"] * machine.cores()
        return Round(
            rate=answer["count"] / answer["seconds"],
            cpu_rate=answer["count"] / answer["cpu"],
            stolen=(after.stolen - before.stolen) / possible,
            others=max(0.0, after.busy - before.busy - answer["cpu"]) / possible,
            load=machine.load(),
        )

    def _ask(self, seconds: float) -> dict:
        try:
            self.process.stdin.write(f"{seconds}\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())
        except (BrokenPipeError, ValueError):
            self.process.wait()
            self.words.seek(0)
            said = self.words.read().strip().splitlines()
            raise RuntimeError(f"{self.contestant.name} stopped: {said[-1] if said else 'no word'}") from None


def contest(
    contestants: Sequence[Contestant], *, rounds: int, seconds: float, warm_up: float, say: Callable
) -> dict[str, list[Round]]:
    """The rounds of each by name. All are warm before the first round that counts, and each is told as it ends."""
    found: dict[str, list[Round]] = {one.name: [] for one in contestants}
    with ExitStack() as stack:
        running = [stack.enter_context(Running(one)) for one in contestants]
        for one in running:
            one.work(warm_up)
        say(HEAD)
        for number in range(1, rounds + 1):
            for one in running:
                done = one.work(seconds)
                found[one.contestant.name].append(done)
                say(
                    f"| {number} | {one.contestant.name} | {done.rate:,.0f} | {done.cpu_rate:,.0f} "
                    f"| {done.stolen:.1%} | {done.others:.0%} | {done.load:.1f} |"
                )
    return found


def summary(found: dict[str, list[Round]], *, against: str) -> str:
    """A table: median, least and most of each, and how many times `against`, round by round."""
    lines = [
        f"| who | samples/s, median | min | max | times {against}: median | min | max | by CPU time |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, rounds in found.items():
        rates = [one.rate for one in rounds]
        pairs = list(zip(rounds, found[against], strict=True))
        ratios = [one.rate / other.rate for one, other in pairs]
        cells = [f"{value:,.0f}" for value in (median(rates), min(rates), max(rates))]
        cells += [f"{value:.2f}" for value in (median(ratios), min(ratios), max(ratios))]
        cells.append(f"{median(one.cpu_rate / other.cpu_rate for one, other in pairs):.2f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)
