"""Thompson sampling in batches: an arm's share of the next period is the probability that it is the best.

A click of a seen slate is a coin with a side for each arm; of its bias we know Beta(1 + clicked, 1 + not clicked). See
Chapelle & Li, "An Empirical Evaluation of Thompson Sampling", NIPS 2011 (algorithm 2), and Scott, "A modern Bayesian look
at the multi-armed bandit", Applied Stochastic Models in Business and Industry 26 (2010), for shares in place of single draws.
"""

from collections.abc import Sequence

import numpy as np

DRAWS = 20_000  # the standard error of a share is at most 0.0036


def shares(clicked: Sequence[int], seen: Sequence[int], *, seed: int, draws: int = DRAWS) -> list[float]:
    """For each arm, the probability that its rate is the highest; they add up to 1."""
    successes, trials = np.asarray(clicked), np.asarray(seen)
    if (successes > trials).any():
        raise ValueError("More slates were clicked than seen.")
    rng = np.random.default_rng(seed)
    rates = rng.beta(1 + successes, 1 + trials - successes, size=(draws, len(trials)))
    best = np.bincount(rates.argmax(axis=1), minlength=len(trials))
    return (best / draws).tolist()
