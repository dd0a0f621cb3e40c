"""Which of the held-out interactions are cases. Both walk forward in time; numbers of one are not those of the other."""

import numpy as np

from recommender.dataset.sequences import Samples


def successive(samples: Samples) -> Samples:
    """Every held-out interaction in turn, each predicted from all before it."""
    return samples


def last(samples: Samples) -> Samples:
    """The last held-out interaction of each row, so that every visitor counts once."""
    newest_first = np.lexsort((-samples.ends, samples.rows))
    _, first = np.unique(samples.rows[newest_first], return_index=True)
    return samples.take(newest_first[first])


PROTOCOLS = {"successive": successive, "last": last}

# How the epoch of a network was chosen.
VALIDATION = "validation"  # by the newest part of what came before the test period
BEST_ON_TEST = "best_on_test"  # by the test period itself: for comparison with papers only
SELECTIONS = (VALIDATION, BEST_ON_TEST)

# What a network learned where that was not the training part alone: its epochs and settings were chosen before.
WHOLE = "training and validation part"

FAST_SHARE = 1 / 16
FAST = "the last 1/16 of the training sessions"
