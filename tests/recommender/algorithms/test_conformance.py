"""The shared tests are for all algorithms: none may be added without them."""

from importlib import import_module
from pathlib import Path

from recommender.training.registry import ALGORITHM_NAMES
from tests.recommender.algorithms.conformance import AlgorithmConformance


def test_every_algorithm_must_pass_the_shared_tests():
    for path in Path(__file__).parent.glob("test_*.py"):
        import_module(f"{__package__}.{path.stem}")
    tested = {case.algorithm_class.name for case in AlgorithmConformance.__subclasses__()}
    assert tested == set(ALGORITHM_NAMES)
