"""What each algorithm may learn from, decided in one place."""

from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.sequences import Dataset, Samples
from recommender.dataset.split import TemporalSplit
from recommender.training.registry import BASELINES, algorithm_class


def fitted(name: str, dataset: Dataset, split: TemporalSplit, options: FitOptions) -> Algorithm:
    """An algorithm that knows nothing of the test period."""
    return algorithm_class(name)().fit(dataset, learned_by(name, split), split.validation, options)


def learned_by(name: str, split: TemporalSplit) -> Samples:
    """A network stops early by the validation period, so it must not learn from it; a baseline has no other use for it."""
    return split.before_test if name in BASELINES else split.training
