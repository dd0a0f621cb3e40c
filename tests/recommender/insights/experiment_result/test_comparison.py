import numpy as np
import pytest

from recommender.experiments.statistics.ratios import Moments
from recommender.insights.experiment_result.comparison import Comparison, Guarded


def buyers(count: int, *, of: int) -> Moments:
    return Moments.of(np.arange(of) < count, np.ones(of))


@pytest.mark.parametrize(
    ("control", "arm"),
    [((3, 29), (9, 500)), ((0, 500), (9, 500)), ((3, 500), (0, 500))],
)
def test_too_few_visitors_or_nothing_to_count_say_nothing(control, arm):
    found = Comparison(buyers(control[0], of=control[1]), buyers(arm[0], of=arm[1]), planned=10)
    assert found.at_any_look is found.at_the_planned_look is found.settled is None


def test_a_large_difference_is_settled_at_any_look():
    found = Comparison(buyers(100, of=2000), buyers(200, of=2000))
    assert found.settled == found.at_any_look
    assert found.settled.is_up
    assert found.settled.value == pytest.approx(1.0)
    assert found.at_the_planned_look is None  # none was planned


def test_a_middling_one_only_at_the_planned_look():
    sides = buyers(200, of=2000), buyers(250, of=2000)
    assert Comparison(*sides, planned=2500).settled is None
    ripe = Comparison(*sides, planned=2000)
    assert not ripe.at_any_look.is_up
    assert ripe.settled == ripe.at_the_planned_look


def test_several_rivals_need_more():
    alone, among_five = (Comparison(buyers(200, of=2000), buyers(250, of=2000), rivals=n) for n in (1, 5))
    assert among_five.at_any_look.low < alone.at_any_look.low


def test_visitors_needed_by_hand():
    """(1.96 + 0.84)² · 2 · 0.9 / 0.1 / log(1.1)²: the relative variance of a rate of 10 % is 9."""
    found = Comparison(buyers(1000, of=10_000), buyers(1000, of=10_000))
    assert found.visitors_needed(0.1) == pytest.approx(
        (1.95996 + 0.84162) ** 2 * 2 * 9 / 0.0953102**2, rel=1e-3
    )
    assert Comparison(buyers(0, of=100), buyers(1, of=100)).visitors_needed(0.1) is None


@pytest.mark.parametrize(
    ("arm", "loss", "holds"),
    [(4000, 0.1, True), (3000, 0.1, False), (3900, 0.05, None), (0, 0.1, None)],
)
def test_a_guardrail_holds_is_broken_or_is_not_known_yet(arm, loss, holds):
    found = Comparison(buyers(4000, of=10_000), buyers(arm, of=10_000))
    assert Guarded.of(found, largest_loss=loss).holds is holds
