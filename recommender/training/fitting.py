"""What each algorithm may learn from, decided in one place."""

from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.sequences import Dataset
from recommender.dataset.split import TemporalSplit
from recommender.training.registry import BASELINES, algorithm_class


def fitted(name: str, dataset: Dataset, split: TemporalSplit, options: FitOptions) -> Algorithm:
    """An algorithm that knows nothing of the test period.

    A network stops early by the validation period, so it must not learn from it; a baseline has no use for it otherwise.
    """
    learning = split.before_test if name in BASELINES else split.training
    return algorithm_class(name)().fit(dataset, learning, split.validation, options)
