"""The same ranks by kinds of cases: short and long histories, repeats and explorations, cold and warm targets."""

from collections.abc import Mapping

import numpy as np

from recommender.dataset.sequences import Dataset, Samples, Sequences, targets_of
from recommender.dataset.sessionize import row_of_each
from recommender.dataset.split import part_known_to
from recommender.evaluation.accuracy import accuracy

CUT = 20
COLD_BELOW = 10  # training interactions
# From and up to, both among them.
LENGTHS = {"1": (1, 1), "2": (2, 2), "3-5": (3, 5), "6-10": (6, 10), "over 10": (11, np.inf)}

Groups = dict[str, dict[str, dict[str, float]]]


def by_group(ranks: np.ndarray, samples: Samples, dataset: Dataset, *, learned: Samples) -> Groups:
    """{grouping: {group: {"cases", "HR@20", "NDCG@20", "MRR@20"}}}; `learned` are the samples that could be learned from."""
    kinds = {
        "length": of_length(samples),
        "target": of_repeats(samples, dataset.sequences),
        "training": of_warmth(samples, dataset, learned=learned),
    }
    return {
        kind: {name: _measured(ranks[chosen]) for name, chosen in members.items()}
        for kind, members in kinds.items()
    }


def of_length(samples: Samples) -> Mapping[str, np.ndarray]:
    """By events before the target."""
    return {name: (low <= samples.ends) & (samples.ends <= high) for name, (low, high) in LENGTHS.items()}


def of_repeats(samples: Samples, sequences: Sequences) -> Mapping[str, np.ndarray]:
    """Whether the target stands earlier in its own sequence."""
    pairs = row_of_each(sequences) * (int(sequences.items.max()) + 1) + sequences.items
    _, first = np.unique(pairs, return_index=True)
    new = np.zeros(len(pairs), dtype=bool)
    new[first] = True
    explored = new[sequences.offsets[samples.rows] + samples.ends]
    return {"repeat": ~explored, "explore": explored}


def of_warmth(samples: Samples, dataset: Dataset, *, learned: Samples) -> Mapping[str, np.ndarray]:
    """By how often the target stands in what could be learned from."""
    known = part_known_to(dataset.sequences, learned).items
    counts = np.bincount(known, minlength=dataset.vocabulary.size)[targets_of(dataset.sequences, samples)]
    return {
        "unseen": counts == 0,
        "cold": (counts > 0) & (counts < COLD_BELOW),
        "warm": counts >= COLD_BELOW,
    }


def _measured(ranks: np.ndarray) -> dict[str, float]:
    return {"cases": len(ranks)} | accuracy(ranks, ks=(CUT,), names=("HR", "NDCG", "MRR"))
