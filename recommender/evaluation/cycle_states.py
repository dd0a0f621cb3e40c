"""What each strategy has learned after its newest week, in a folder, so that a killed run of weekly cycles goes on there."""

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from recommender.algorithms.checkpoint import MANIFEST
from recommender.training.neural import NeuralAlgorithm
from recommender.training.registry import load_algorithm
from recommender.training.updates import Learner

STATIC = "static"
FULL = "full_retraining"
# They learn nothing, or all anew: no week needs the one before.
MEMORYLESS = (STATIC, FULL)


@dataclass(frozen=True)
class Start:
    """A strategy goes on with this week, from this learner."""

    week: int
    learner: Learner


class CycleStates:
    """FOLDER/first is what all strategies start from; FOLDER/STRATEGY/WEEK/live and serving what one has learned by then."""

    def __init__(self, folder: Path, *, device: str = "auto") -> None:
        self.folder, self.device = folder, device

    @property
    def unfinished_fit(self) -> Path:
        """Where the first fit leaves its state after each epoch."""
        return self.folder / "first.state"

    def first(self, fit: Callable[[], NeuralAlgorithm]) -> NeuralAlgorithm:
        """What all start from; made by `fit` where it is not there."""
        folder = self.folder / "first"
        if not (folder / MANIFEST).exists():
            fit().save(folder, facts={})
            self.unfinished_fit.unlink(missing_ok=True)
        return load_algorithm(
            folder, device=self.device
        )  # one that was just fitted too: all runs start alike

    def leave(self, strategy: str, week: int, learner: Learner) -> None:
        """Beside the old state first, and moved into place when it is whole; then the old one goes."""
        folder = self.folder / strategy / str(week)
        unfinished = folder.with_suffix(".part")
        learner.live.save(unfinished / "live", facts={})
        if learner.serving is not learner.live:
            learner.serving.save(unfinished / "serving", facts={})
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
        for other in set(self.weeks(strategy)) - {week}:
            shutil.rmtree(self.folder / strategy / str(other))

    def weeks(self, strategy: str) -> list[int]:
        """Weeks after which a state is there."""
        return [int(path.name) for path in (self.folder / strategy).glob("*") if path.name.isdigit()]

    def learner(self, strategy: str, week: int) -> Learner:
        folder = self.folder / strategy / str(week)
        live = load_algorithm(folder / "live", device=self.device)
        averaged = (folder / "serving").exists()
        return (
            Learner(live, load_algorithm(folder / "serving", device=self.device))
            if averaged
            else Learner.of(live)
        )


def starts(
    strategies: Sequence[str],
    weeks: Sequence[int],
    *,
    done: Collection[tuple[str, int]],
    states: CycleStates,
    fit: Callable[[], NeuralAlgorithm],
) -> dict[str, Start]:
    """Where each strategy goes on, those left out whose weeks are all `done` (strategy, week).

    Without a state of its newest done week, a strategy learns from the first week on again; what is done is not judged again.
    """
    return dict(_starts(strategies, weeks, done, states, fit))


def _starts(strategies, weeks, done, states, fit) -> Iterator[tuple[str, Start]]:
    for name in strategies:
        missing = [week for week in weeks if (name, week) not in done]
        if not missing:
            continue
        held = [week for week in states.weeks(name) if week == missing[0] - 1]
        if held:
            yield name, Start(missing[0], states.learner(name, held[0]))
        else:
            begin = missing[0] if name in MEMORYLESS else weeks[0]
            yield name, Start(begin, Learner.of(states.first(fit)))
