import numpy as np
import pytest
from scipy.stats import beta

from recommender.experiments import thompson

RATES = (0.05, 0.06, 0.05, 0.09)
HOURS, VISITORS = 40, 500


def test_without_any_click_all_are_alike():
    assert thompson.shares([0, 0, 0], [0, 0, 0], seed=1) == pytest.approx([1 / 3] * 3, abs=0.02)


def test_a_share_is_the_probability_to_be_best():
    """Of two arms it can be had by integration: P(p0 > p1) over the two Beta distributions."""
    grid = np.linspace(0, 1, 20_001)
    exact = np.trapezoid(beta.pdf(grid, 31, 271) * beta.cdf(grid, 26, 276), grid)

    assert thompson.shares([30, 25], [300, 300], seed=3)[0] == pytest.approx(exact, abs=0.015)


def test_the_same_seed_gives_the_same_shares():
    first = thompson.shares([3, 5], [50, 60], seed=9)

    assert first == thompson.shares([3, 5], [50, 60], seed=9)
    assert sum(first) == pytest.approx(1)


def test_more_clicks_than_slates_are_refused():
    with pytest.raises(ValueError, match="More slates were clicked than seen"):
        thompson.shares([2], [1], seed=0)


def regret(*, adapts: bool, seed: int) -> float:
    """Clicks that were lost against always showing the best arm."""
    rng = np.random.default_rng(seed)
    seen, clicked = np.zeros(len(RATES), dtype=int), np.zeros(len(RATES), dtype=int)
    share, lost = [1 / len(RATES)] * len(RATES), 0.0
    for hour in range(HOURS):
        shown = rng.multinomial(VISITORS, share)
        seen += shown
        clicked += rng.binomial(shown, RATES)
        lost += float(shown @ (max(RATES) - np.asarray(RATES)))
        if adapts:
            share = thompson.shares(clicked, seen, seed=seed * 1_000 + hour, draws=2_000)
    return lost


def test_it_loses_far_less_than_an_even_split():
    sampled = np.mean([regret(adapts=True, seed=seed) for seed in range(5)])
    even = np.mean([regret(adapts=False, seed=seed) for seed in range(5)])

    assert sampled < even / 3
