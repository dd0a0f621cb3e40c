"""What each algorithm may learn from, decided in one place."""

from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.sequences import Dataset, Samples
from recommender.dataset.split import TemporalSplit
from recommender.training.registry import BASELINES, algorithm_class

CATCH_UP_RATE = 5e-4  # of a network that has found its place and shall not leave it


def fitted(name: str, dataset: Dataset, split: TemporalSplit, options: FitOptions) -> Algorithm:
    """An algorithm that knows nothing of the test period."""
    return algorithm_class(name)().fit(dataset, learned_by(name, split), split.validation, options)


def learned_by(name: str, split: TemporalSplit) -> Samples:
    """A network stops early by the validation period, so it must not learn from it; a baseline has no other use for it."""
    return split.before_test if name in BASELINES else split.training


def fitted_to_serve(name: str, dataset: Dataset, split: TemporalSplit, options: FitOptions) -> Algorithm:
    """The same, and once a network has stopped it meets the validation period too: whoever serves should know all that
    came before the test period, and what is newest above all."""
    algorithm = fitted(name, dataset, split, options)
    if name in BASELINES or not len(split.validation):
        return algorithm
    from recommender.training.updates import caught_up

    served = caught_up(
        algorithm,
        dataset,
        new=split.validation,
        past=split.training,
        rate=CATCH_UP_RATE,
        seed=options.seed,
    )
    served.history = algorithm.history  # of the epochs, among which validation has chosen
    return served
