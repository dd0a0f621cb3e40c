"""Strategies of updating over weekly cycles: learn all up to a week, be judged on the next (ADER, DIR, GRU-TAM)."""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean
from typing import Self

from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.sequences import NOTHING, Samples, joined
from recommender.dataset.weekly import Cycle
from recommender.evaluation.cycle_states import FULL, MEMORYLESS, STATIC, CycleStates, Start
from recommender.evaluation.evaluator import evaluate
from recommender.evaluation.translation import Translated
from recommender.evaluation.weighed import Weighed
from recommender.training.neural import NeuralAlgorithm
from recommender.training.registry import algorithm_class
from recommender.training.strategies import STRATEGIES, Strategy
from recommender.training.updates import Learner, update
from recommender.training.weighed import Weighing, evidence_of

SHOWN = ("HR@20", "MRR@20", "HR@10", "MRR@10")
TEACHING = 5_000  # cases of a week that tell how much the evidence counts: more take longer than the update


@dataclass(frozen=True)
class CycleRow:
    """What a strategy was worth in the week after `week`, and the seconds it took to get there.

    metrics are those of the serving weights; live of the learning ones, None where they serve themselves; weighed those
    of the serving ones with the evidence of all sessions up to the week, which took weighing seconds more to look up
    and to weigh. samples: how many were new · cases: how many were judged.
    """

    week: int
    strategy: str
    seed: int
    metrics: dict[str, float]
    live: dict[str, float] | None
    seconds: float
    samples: int
    cases: int
    weighed: dict[str, float] | None = None
    weighing: float = 0.0

    def as_json(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class StrategyMean:
    """A strategy over all its cycles. fraction: its time by that of full retraining, None where that was not run."""

    strategy: str
    cycles: int
    metrics: dict[str, float]
    seconds: float
    fraction: float | None


def first_fit(
    name: str, cycle: Cycle, *, options: FitOptions, most: int | None = None
) -> tuple[NeuralAlgorithm, float]:
    """The network that every strategy starts from, taught all up to the cycle's week; and the seconds that took."""
    started = time.perf_counter()
    learned = newest(cycle.training, most)
    algorithm = algorithm_class(name)().fit(cycle.dataset, learned, NOTHING, options)
    return algorithm, time.perf_counter() - started


def known_strategy(name: str) -> str:
    """The name. Raises ValueError for one that no strategy has."""
    if name not in (STATIC, *STRATEGIES):
        raise ValueError(f"There is no strategy {name}; known are {', '.join((STATIC, *STRATEGIES))}.")
    return name


def run_cycles(
    starts: Mapping[str, Start],
    cycles: Iterable[Cycle],
    *,
    options: FitOptions,
    states: CycleStates,
    done: Collection[tuple[str, int]] = (),
    changes: Mapping | None = None,
    table: Mapping[str, Strategy] = STRATEGIES,
    most: int | None = None,
    cases: int | None = None,
    evidence: bool = False,
) -> Iterator[CycleRow]:
    """One row for each cycle and strategy that is not `done`; each strategy goes on from its own last cycle.

    "static" never learns again, and nobody updates in week 0: all have learned it at the start. `changes` are those of
    updates to the training config. `most` keeps the newest samples of a week and of the past alike, `cases` draws some of
    the test cases: a quick look, to be labelled as such. `evidence`: what earlier sessions tell is weighed in too.
    After each cycle what a strategy has learned is left in `states`.
    """
    learners = {name: start.learner for name, start in starts.items()}
    for cycle in cycles:
        past, new = newest(cycle.past, most), newest(cycle.new, most)
        for name, start in starts.items():
            judged = (name, cycle.week) not in done
            if cycle.week < start.week or (name in MEMORYLESS and not judged):
                continue
            told = (
                _Told.of(learners[name], cycle, past, new, seed=options.seed) if evidence and judged else None
            )
            started = time.perf_counter()
            if name != STATIC and cycle.week:
                learners[name] = update(
                    learners[name],
                    cycle.dataset,
                    new=new,
                    past=past,
                    strategy=table[name],
                    options=replace(options, seed=options.seed + cycle.week),
                    changes=changes,
                )
            seconds = time.perf_counter() - started
            if judged:
                row = _row(
                    name, learners[name], cycle, seconds=seconds, new=new, options=options, cases=cases
                )
                yield row if told is None else told.added_to(row, learners[name].serving, cases)
            if name not in MEMORYLESS:
                states.leave(name, cycle.week, learners[name])


def means(rows: Sequence[CycleRow]) -> list[StrategyMean]:
    """One line for each strategy, over the cycles it has; the first one of a strategy stands first."""
    by_strategy: dict[str, list[CycleRow]] = {}
    for row in rows:
        by_strategy.setdefault(row.strategy, []).append(row)
    whole = {row.week: row.seconds for row in by_strategy.get(FULL, [])}
    return [
        StrategyMean(
            strategy=name,
            cycles=len(own),
            metrics={metric: fmean(row.metrics[metric] for row in own) for metric in SHOWN},
            seconds=fmean(row.seconds for row in own),
            fraction=_fraction(own, whole),
        )
        for name, own in by_strategy.items()
    ]


def newest(samples: Samples, most: int | None) -> Samples:
    """The last `most` samples; their order is that of time."""
    return samples if most is None else samples.take(slice(max(0, len(samples) - most), None))


def _fraction(rows: list[CycleRow], whole: dict[int, float]) -> float | None:
    """Of the time of full retraining, over the cycles that both have."""
    both = [row for row in rows if row.week in whole]
    if not both:
        return None
    return sum(row.seconds for row in both) / sum(whole[row.week] for row in both)


def _row(name, learner, cycle, *, seconds, new, options, cases) -> CycleRow:
    serving = _judged(_translated(learner.serving, cycle), cycle, cases)
    averaged = learner.live is not learner.serving
    return CycleRow(
        week=cycle.week,
        strategy=name,
        seed=options.seed,
        metrics=serving,
        live=_judged(_translated(learner.live, cycle), cycle, cases) if averaged else None,
        seconds=seconds,
        samples=len(new),
        cases=min(len(cycle.test), cases or len(cycle.test)),
    )


@dataclass(frozen=True)
class _Told:
    """What sessions up to the cycle's week tell, and how much that counts: as the week itself, not learned yet, has taught."""

    cycle: Cycle
    weighing: Weighing
    seconds: float

    @classmethod
    def of(cls, learner: Learner, cycle: Cycle, past: Samples, new: Samples, *, seed: int) -> Self:
        """Before the learner learns `new`. In the first week nothing is held out: the plain mixture."""
        started = time.perf_counter()
        before, dataset = _translated(learner.serving, cycle), cycle.dataset
        evidence = evidence_of(dataset, joined(past, new))
        if len(past):
            taught = Weighing.taught(before.scores, dataset, past, new, seed=seed, most=TEACHING)
            weighing = taught.over(evidence)
        else:
            weighing = Weighing.untaught(evidence)
        return cls(cycle, weighing, time.perf_counter() - started)

    def added_to(self, row: CycleRow, serving: NeuralAlgorithm, cases: int | None) -> CycleRow:
        weighed = Weighed(_translated(serving, self.cycle), self.weighing)
        return replace(row, weighed=_judged(weighed, self.cycle, cases), weighing=self.seconds)


def _translated(algorithm: NeuralAlgorithm, cycle: Cycle) -> Algorithm:
    """In the words of the cycle's vocabulary."""
    if algorithm.trained_on.fingerprint == cycle.dataset.fingerprint:
        return algorithm
    known, vocabulary = algorithm.trained_on.vocabulary, cycle.dataset.vocabulary
    return Translated(algorithm, name=algorithm.name, known=known, vocabulary=vocabulary)


def _judged(algorithm: Algorithm, cycle: Cycle, cases: int | None) -> dict[str, float]:
    report = evaluate(algorithm, cycle.dataset, cycle.test, max_samples=cases)
    return {metric: report.metrics[metric] for metric in SHOWN}
