"""Rolling periods T1 … T5: learn what came before a period, be judged within it (Li & Jiang, section 4.1).

C cases of the study, S of any part of them, V items. Rows are visitors, or sessions where the log knows no visitors.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from recommender.dataset.build import make_dataset, no_features, sequences_of
from recommender.dataset.clean import EventTable
from recommender.dataset.sequences import KIND_CODE, Dataset, Samples, Sequences, targets_of
from recommender.dataset.split import all_samples
from recommender.dataset.vocabulary import PADDING, Vocabulary
from recommender.evaluation.drift.preparation import PreparationRules, prepared

VALIDATION_SHARE = 12 / 32  # of a period's cases: the paper's 12,000 beside 20,000


@dataclass(frozen=True)
class PeriodLog:
    """A log and where its periods begin.

    moments (P+1,): when T1, T2, … begin, and when the last of them ends · goals: kinds of events that are clicks to be
    predicted; the others are context · context (products) are no items: nobody recommends them.
    """

    name: str
    events: EventTable
    moments: np.ndarray
    goals: tuple[str, ...] = ("view",)
    context: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    knows_visitors: bool = True
    """Whether a row is a visitor who comes again; otherwise it is one session."""


@dataclass(frozen=True)
class Period:
    """Its cases are begins:ends of the study's, the first of them, up to `cut`, to choose on, the others to be judged by.

    moment: when it begins.
    """

    name: str
    moment: int
    begins: int
    cut: int
    ends: int


@dataclass(frozen=True)
class Study:
    """One dataset for all periods, and its cases (C,) in order of time; those before the first period's come first.

    What a model knows is told by the cases that it is given, not by the vocabulary. items (V+1,) bool: what can be
    recommended · read, dropped: events, and those that no rule lets pass, by reason.
    """

    dataset: Dataset
    cases: Samples
    items: np.ndarray
    periods: list[Period]
    rules: PreparationRules
    knows_visitors: bool
    read: int
    dropped: Counter

    @property
    def facts(self) -> dict:
        """How many there are after each step, and in each part."""
        return {
            "read": self.read,
            "dropped": dict(self.dropped),
            "kept": len(self.dataset.sequences.items),
            "sequences": len(self.dataset.sequences),
            "items": int(self.items.sum()),
            "cases": len(self.cases),
            "before": self.periods[0].begins,
            "periods": {one.name: [one.cut - one.begins, one.ends - one.cut] for one in self.periods},
        }

    def part(self, begins: int, ends: int) -> Samples:
        return self.cases.take(slice(begins, ends))

    def popularity(self, begins: int, ends: int) -> np.ndarray:
        """(V+1,) how often each item is the target of these cases."""
        targets = targets_of(self.dataset.sequences, self.part(begins, ends))
        return np.bincount(targets, minlength=self.dataset.vocabulary.size)

    def is_new(self, period: Period, samples: Samples) -> np.ndarray:
        """(S,) whether the visitor was first seen in this period."""
        sequences = self.dataset.sequences
        return sequences.times[sequences.offsets[samples.rows]] >= period.moment


def study_of(log: PeriodLog, rules: PreparationRules) -> Study:
    """Raises ValueError where a period, or what lies before the first, has no case."""
    events, dropped = prepared(log.events, rules)
    events = events.take(events.times < log.moments[-1])
    vocabulary = Vocabulary.of(events.products)
    sequences = sequences_of(events, vocabulary)
    items = np.ones(vocabulary.size, dtype=bool)
    items[[PADDING, *vocabulary.encode(log.context)]] = False
    cases, times = _cases(sequences, items, log.goals, rules)
    edges = np.searchsorted(times, log.moments)
    if not edges[0] or (np.diff(edges) < 2).any():
        raise ValueError(f"{log.name} is too small: each period needs cases, and so does the time before T1.")
    return Study(
        dataset=make_dataset(log.name, sequences, vocabulary, no_features(vocabulary)),
        cases=cases,
        items=items,
        periods=[
            Period(
                name=f"T{number}",
                moment=int(log.moments[number - 1]),
                begins=int(begins),
                cut=int(begins + max(1, (ends - begins) * VALIDATION_SHARE)),
                ends=int(ends),
            )
            for number, (begins, ends) in enumerate(pairwise(edges), start=1)
        ],
        rules=rules,
        knows_visitors=log.knows_visitors,
        read=len(log.events),
        dropped=dropped,
    )


def _cases(
    sequences: Sequences, items: np.ndarray, goals: tuple[str, ...], rules: PreparationRules
) -> tuple[Samples, np.ndarray]:
    """Samples whose target is a goal with enough before it, in order of time, and that time."""
    samples = all_samples(sequences)
    place = sequences.offsets[samples.rows] + samples.ends
    wanted = np.isin(sequences.kinds[place], [KIND_CODE[kind] for kind in goals])
    wanted &= items[sequences.items[place]] & (samples.ends + 1 >= rules.least_events)
    samples, times = samples.take(wanted), sequences.times[place[wanted]]
    order = np.argsort(times, kind="stable")
    return samples.take(order), times[order]
