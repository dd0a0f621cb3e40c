"""The click task: of what was shown to a visitor, what is clicked? (Li & Jiang, sections 4 and 5.1)

Their impressions are not public. Ours: the item that was opened next, and beside it N items that others opened in the same
period and this visitor did not open then. They are drawn by popularity, so that "it is popular" tells nothing.
S cases, N items beside the clicked one, V items; column 0 of an (S, 1+N) block is the clicked item.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from recommender.algorithms.interface import Algorithm
from recommender.dataset.sequences import histories_of, targets_of
from recommender.evaluation.drift.periods import Period, Study
from recommender.evaluation.metrics import ranks_of

_BATCH = 256


@dataclass(frozen=True)
class Judging:
    """What is judged: the same for all contestants of a study."""

    beside: int = 1
    """N. One makes the base rate 50 %; the paper's accuracy, precision and recall imply 44 %."""
    most: int | None = None
    """Cases drawn from each part of a period; None judges all."""
    draw: int = 0
    """Seed of all drawing."""


@dataclass(frozen=True)
class Shown:
    """Cases by their places (S,) in the study, ascending, and what was shown in each: items (S, 1+N), the clicked one first."""

    places: np.ndarray
    items: np.ndarray

    def __len__(self) -> int:
        return len(self.places)

    def between(self, begins: int, ends: int) -> slice:
        """Which of them lie in begins:ends of the study."""
        return slice(*np.searchsorted(self.places, [begins, ends]))

    def take(self, index) -> "Shown":
        return Shown(self.places[index], self.items[index])


@dataclass(frozen=True)
class PeriodCases:
    """A period's cases with what was shown in them; the same for all contestants."""

    period: Period
    validation: Shown
    test: Shown


def period_cases(study: Study, period: Period, judging: Judging) -> PeriodCases:
    """Popularity is that of the validation part, which lies before the test part."""
    rng = np.random.default_rng([judging.draw, period.begins])
    chance = study.popularity(period.begins, period.cut).astype(np.float64)
    if (chance > 0).sum() < 2:
        raise ValueError(f"{period.name} has no second item that could have been shown.")
    chance /= chance.sum()

    def part(begins: int, ends: int) -> Shown:
        places = np.arange(begins, ends)
        if judging.most is not None and judging.most < len(places):
            places = np.sort(rng.choice(places, size=judging.most, replace=False))
        clicked = targets_of(study.dataset.sequences, study.cases.take(places))
        others = _drawn(chance, clicked, judging.beside, rng)
        return Shown(places, np.column_stack([clicked, others]).astype(np.int64))

    return PeriodCases(period, validation=part(period.begins, period.cut), test=part(period.cut, period.ends))


def ranks_of_shown(algorithm: Algorithm, study: Study, cases: Shown) -> np.ndarray:
    """(S, 1+N) rank of each shown item among all that can be recommended; what the model does not know stands last."""
    samples = study.cases.take(cases.places)
    ranks = np.empty(cases.items.shape)
    order = np.argsort(samples.ends, kind="stable")  # of like length, so that little is padding
    for start in range(0, len(order), _BATCH):
        part = order[start : start + _BATCH]
        histories = histories_of(
            study.dataset.sequences, samples.take(part), max_length=study.rules.max_length
        )
        scores = algorithm.scores(histories)
        scores[:, ~study.items] = -np.inf
        for column in range(ranks.shape[1]):
            ranks[part, column] = ranks_of(scores, cases.items[part, column])
    return np.minimum(ranks, study.items.sum())


@dataclass(frozen=True)
class ClickModel:
    """From a rank to the probability of a click: a logistic regression of three numbers, and a threshold.

    logit = bias + slope · -log(rank) + correction · log(1 + popularity). Ranks, because scores of one history do not compare
    with those of another. The correction, because a model rightly ranks popular items high, and what was shown beside
    the click is popular too. popularity (V+1,): of the validation part, by which the others are drawn.
    """

    bias: float
    slope: float
    correction: float
    threshold: float
    popularity: np.ndarray

    @classmethod
    def fitted(cls, ranks: np.ndarray, items: np.ndarray, *, popularity: np.ndarray) -> Self:
        """From validation cases. The threshold is where accuracy is best there."""
        clicked = clicks_of(ranks)
        line = LogisticRegression(C=1e3).fit(_features(ranks, items, popularity), clicked.ravel())
        weights = (float(line.intercept_[0]), *map(float, line.coef_[0]))
        untuned = cls(*weights, threshold=0.5, popularity=popularity)
        threshold = best_threshold(untuned.probabilities(ranks, items), clicked)
        return cls(*weights, threshold=threshold, popularity=popularity)

    def probabilities(self, ranks: np.ndarray, items: np.ndarray) -> np.ndarray:
        """(S, 1+N)."""
        logit = self.bias + _features(ranks, items, self.popularity) @ [self.slope, self.correction]
        return expit(logit).reshape(ranks.shape)


def clicks_of(block: np.ndarray) -> np.ndarray:
    """(S, 1+N) bool: the first column was clicked."""
    clicked = np.zeros(block.shape, dtype=bool)
    clicked[:, 0] = True
    return clicked


def best_threshold(probabilities: np.ndarray, clicked: np.ndarray) -> float:
    """Where accuracy is best; of equals the one nearest to the middle."""
    order = np.argsort(probabilities, axis=None)
    sorted_p, sorted_c = probabilities.ravel()[order], clicked.ravel()[order]
    places = np.append(True, np.diff(sorted_p) > 0)  # a threshold lies below the first of equal values
    right = np.append(0, np.cumsum(~sorted_c))[:-1] + sorted_c[::-1].cumsum()[::-1]
    best = np.flatnonzero(places & (right == right[places].max()))
    return float(sorted_p[best[np.argmin(np.abs(sorted_p[best] - 0.5))]])


def _features(ranks: np.ndarray, items: np.ndarray, popularity: np.ndarray) -> np.ndarray:
    return np.stack([-np.log(ranks).ravel(), np.log1p(popularity[items]).ravel()], axis=1)


def _drawn(chance: np.ndarray, clicked: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """(S, count) items by `chance` (V+1,), never the clicked one of the row."""
    drawn = rng.choice(len(chance), size=(len(clicked), count), p=chance)
    while (same := drawn == clicked[:, None]).any():
        drawn[same] = rng.choice(len(chance), size=int(same.sum()), p=chance)
    return drawn
