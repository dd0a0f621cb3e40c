"""A part of a data set that is small enough to try things on, and still tells whole stories."""

import numpy as np

from recommender.dataset.sequences import Sequences


def drawn_rows(sequences: Sequences, *, interactions: int, seed: int) -> Sequences:
    """Rows drawn at random, each whole, until there are so many interactions; the last one is cut to its earliest.

    All of them where there are no more than that. Rows stay in their order.
    """
    order = np.random.default_rng(seed).permutation(len(sequences))
    before = np.cumsum(sequences.lengths[order]) - sequences.lengths[order]
    kept = np.zeros(len(sequences), dtype=np.int64)
    kept[order] = np.clip(interactions - before, 0, sequences.lengths[order])
    rows = np.flatnonzero(kept)
    lengths = kept[rows]
    first = np.cumsum(lengths) - lengths
    place = np.repeat(sequences.offsets[rows] - first, lengths) + np.arange(lengths.sum())
    return Sequences(
        offsets=np.append(first, lengths.sum()).astype(np.int64),
        items=sequences.items[place],
        kinds=sequences.kinds[place],
        times=sequences.times[place],
        weights=sequences.weights[place],
        keys=sequences.keys[rows],
    )
