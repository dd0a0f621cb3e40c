"""Whether arms got the visitors that their shares promise. If not, something loses visitors, and no result can be trusted.

Fabijan, Gupchup, Gupta, Omhover, Qin, Vermeer & Dmitriev, "Diagnosing Sample Ratio Mismatch in Online Controlled
Experiments", KDD 2019: a chi-square test, with an alarm that is rarely wrong.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import chisquare

ALARM = 0.001


def sample_ratio(counts: Sequence[int], shares: Sequence[float]) -> float | None:
    """The probability of counts at least as uneven, if shares are weighed against their sum; None without any visitor."""
    total = sum(counts)
    if not total or len(counts) < 2:
        return None
    expected = np.asarray(shares, dtype=float) / sum(shares) * total
    return float(chisquare(counts, expected).pvalue)
