"""One contestant through T1 … T5: learn what came before, choose on a period's validation part, be judged on its test part."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from recommender.algorithms.interface import Algorithm, FitOptions, Progress, silent
from recommender.evaluation.drift.click_task import ClickModel, PeriodCases, Shown, ranks_of_shown
from recommender.evaluation.drift.contestants import DYNAMIC, RETRAINED, STATIC, Contestant
from recommender.evaluation.drift.periods import Study
from recommender.training.registry import algorithm_class
from recommender.training.updates import Learner, update

# fit(ends): an algorithm fitted on the study's cases before `ends`, and how many of them it learned from.
Fit = Callable[[int], tuple[Algorithm, int]]

STOPPING_SHARE = 0.1  # of what a network is fitted on: its newest part says when to stop


@dataclass(frozen=True)
class Predictions:
    """Of a period's test cases, in their order: ranks and probabilities (S, 1+N), and the threshold of a click."""

    ranks: np.ndarray
    probabilities: np.ndarray
    threshold: float


@dataclass(frozen=True)
class PeriodResult:
    """What the serving weights said, and the live ones where they are not the same; and the learner as the period left it.

    updates: how often it learned for this period or within it, and the seconds that took.
    """

    cases: PeriodCases
    learner: Learner
    serving: Predictions
    live: Predictions | None
    updates: int
    seconds: float


def fitted(
    study: Study, contestant: Contestant, ends: int, *, device: str, progress: Progress = silent
) -> tuple[Algorithm, int]:
    """Fitted on the study's cases before `ends`; and how many of them it learned from, the others told it when to stop."""
    begins = max(0, ends - (contestant.learns or ends))
    learned = ends if contestant.is_baseline else ends - round((ends - begins) * STOPPING_SHARE)
    options = FitOptions(seed=contestant.seed, device=device, extra=contestant.settings, progress=progress)
    algorithm = algorithm_class(contestant.algorithm)()
    algorithm.fit(study.dataset, study.part(begins, learned), study.part(learned, ends), options)
    return algorithm, learned


def roll(
    study: Study,
    contestant: Contestant,
    cases: list[PeriodCases],
    *,
    fit: Fit,
    device: str,
    progress: Progress = silent,
) -> Iterator[PeriodResult]:
    """One result for each period, oldest first."""
    algorithm, learned = fit(study.periods[0].begins)
    walk = _Walk(study, contestant, fit, Learner.of(algorithm), learned, device)
    for number, one in enumerate(cases, start=1):
        walk.updates, walk.seconds = 0, 0.0
        walk.enter(one)
        serving, live = walk.judged(one.test, one.period.cut, one.period.ends)
        yield PeriodResult(one, walk.learner, serving, live, walk.updates, walk.seconds)
        progress(number, len(cases), {})


@dataclass
class _Walk:
    """A model on its way. learned: how many of the study's cases it has learned from."""

    study: Study
    contestant: Contestant
    fit: Fit
    learner: Learner
    learned: int
    device: str
    updates: int = 0
    seconds: float = 0.0
    clicks: tuple[ClickModel, ClickModel] | None = None

    @property
    def averaged(self) -> bool:
        return self.learner.live is not self.learner.serving

    def enter(self, one: PeriodCases) -> None:
        """Learn what came before the period, then choose by its validation part. Before T1 all has been learned."""
        if self.clicks is not None and self.contestant.mode == RETRAINED:
            self._retrain(one.period.begins)
        if self.clicks is not None and self.contestant.mode == DYNAMIC:
            self._update(one.period.begins)
        if self.clicks is None or self.contestant.mode != STATIC:
            popularity = self.study.popularity(one.period.begins, one.period.cut)
            self.clicks = tuple(
                ClickModel.fitted(ranks, one.validation.items, popularity=popularity)
                for ranks in self._ranks(one.validation)
            )

    def judged(self, test: Shown, begins: int, ends: int) -> tuple[Predictions, Predictions | None]:
        """Case by case in time; where enough new ones have come meanwhile, the model learns them before it goes on."""
        every = self.contestant.updating.every if self.contestant.mode == DYNAMIC else None
        parts = []
        while begins < ends:
            if every and begins - self.learned >= every:
                self._update(begins)
            until = min(ends, self.learned + every) if every else ends
            parts.append(self._ranks(test.take(test.between(begins, until))))
            begins = until
        serving, live = (np.concatenate(ranks) for ranks in zip(*parts, strict=True))
        found = [
            self._predictions(ranks, test, click)
            for ranks, click in zip((serving, live), self.clicks, strict=True)
        ]
        return found[0], found[1] if self.averaged else None

    def _ranks(self, cases: Shown) -> tuple[np.ndarray, np.ndarray]:
        """Of the serving and of the live weights."""
        serving = ranks_of_shown(self.learner.serving, self.study, cases)
        return serving, ranks_of_shown(self.learner.live, self.study, cases) if self.averaged else serving

    @staticmethod
    def _predictions(ranks: np.ndarray, test: Shown, click: ClickModel) -> Predictions:
        return Predictions(ranks, click.probabilities(ranks, test.items), click.threshold)

    def _retrain(self, ends: int) -> None:
        started = time.perf_counter()
        algorithm, self.learned = self.fit(ends)
        self.learner = Learner.of(algorithm)
        self._counted(started)

    def _update(self, ends: int) -> None:
        started, how = time.perf_counter(), self.contestant.updating
        self.learner = update(
            self.learner,
            self.study.dataset,
            new=self.study.part(max(self.learned, ends - (self.contestant.learns or ends)), ends),
            past=self.study.part(0, self.learned),
            strategy=how.strategy,
            options=FitOptions(seed=self.contestant.seed + ends, device=self.device),
            changes=how.changes,
        )
        self.learned = ends
        self._counted(started)

    def _counted(self, started: float) -> None:
        self.updates += 1
        self.seconds += time.perf_counter() - started
