"""Association rules: who had these one or two items in a session had that one too; mined by the `mlxtend` library.

Agrawal & Srikant, Fast algorithms for mining association rules (VLDB 1994), with the itemsets found by FP-growth (Han, Pei &
Yin, SIGMOD 2000). B histories, V items, R rules.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import sparse

from recommender.algorithms.baseline import Baseline
from recommender.algorithms.item_knn import visits_of
from recommender.algorithms.popularity import popularity_of
from recommender.dataset.sequences import Histories, Sequences
from recommender.dataset.vocabulary import PADDING

_TIE_BREAK = 1e-6  # popularity orders what no rule speaks of


@dataclass(frozen=True)
class AssociationRulesConfig:
    measure: str = "confidence"
    """What a rule is worth: confidence, the share of sessions with its antecedent that hold the consequent too; or lift,
    that share over the consequent's share of all sessions."""
    together: int = 5
    """Sessions that must hold all items of a rule."""
    most_items: int = 10_000
    """So many of the most popular items take part; the library keeps itemsets and rules as Python objects."""
    recent: int = 10
    """Newest events of the history that antecedents are looked for in."""


class AssociationRules(Baseline):
    """score(i) = the best rule for i whose antecedent lies in the recent history."""

    name: ClassVar[str] = "association_rules"
    config_type = AssociationRulesConfig
    array_names = ("antecedents", "consequents", "values", "popularity")

    def learn(self, known: Sequences, *, size: int) -> dict[str, np.ndarray]:
        visits = visits_of(known, size=size).astype(bool)
        counts = np.bincount(visits.indices, minlength=size)
        popular = np.argsort(-counts, kind="stable")[: self.config.most_items]
        popular = np.sort(popular[counts[popular] >= self.config.together])
        antecedents, consequents, values = _rules(visits[:, popular], self.config)
        numbers = np.concatenate([popular, [PADDING]])  # -1 is the missing second item
        return {
            "antecedents": numbers[antecedents].astype(np.int32),
            "consequents": numbers[consequents].astype(np.int32),
            "values": values,
            "popularity": popularity_of(known, size=size, half_life_days=None),
        }

    def scored(self, histories: Histories) -> np.ndarray:
        rows, rules = self._fired(histories)
        scores = np.zeros((len(histories), len(self.arrays["popularity"])), dtype=np.float32)
        np.maximum.at(scores, (rows, self.arrays["consequents"][rules]), self.arrays["values"][rules])
        scores += np.float32(_TIE_BREAK) * self.arrays["popularity"]
        return scores

    def _fired(self, histories: Histories) -> tuple[np.ndarray, np.ndarray]:
        """Pairs (rows, rules) whose antecedent lies in the recent part of the history."""
        antecedents, size = self.arrays["antecedents"], len(self.arrays["popularity"])
        real = antecedents != PADDING
        rule, _ = np.nonzero(real)
        needs = sparse.csr_matrix(
            (np.ones(len(rule), dtype=np.int8), (antecedents[real], rule)), shape=(size, len(antecedents))
        )
        found = (_present(histories, recent=self.config.recent, size=size) @ needs).tocoo()
        whole = found.data == real.sum(axis=1)[found.col]
        return found.row[whole], found.col[whole]


def _rules(visits: sparse.csr_matrix, config: AssociationRulesConfig) -> tuple[np.ndarray, ...]:
    """antecedents (R, 2), consequents (R,) as columns of `visits`, values (R,); -1 where there is no second item."""
    import pandas as pd
    from mlxtend.frequent_patterns import association_rules, fpgrowth

    total = visits.shape[0]
    if min(visits.shape) == 0:
        return np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    frame = pd.DataFrame.sparse.from_spmatrix(visits)
    share = (config.together - 0.5) / total  # a count as the library wants it, away from rounding
    itemsets = fpgrowth(frame, min_support=share, max_len=3)
    found = association_rules(
        itemsets,
        num_itemsets=total,
        metric=config.measure,
        min_threshold=0,
        return_metrics=[config.measure],
    )
    found = found[found["consequents"].map(len) == 1]
    pairs = [(*sorted(items), -1)[:2] for items in found["antecedents"]]
    return (
        np.array(pairs, dtype=np.int64).reshape(-1, 2),
        np.array([next(iter(items)) for items in found["consequents"]], dtype=np.int64),
        found[config.measure].to_numpy(dtype=np.float32),
    )


def _present(histories: Histories, *, recent: int, size: int) -> sparse.csr_matrix:
    """(B, V+1) int8: 1 where the item is among the newest `recent` events."""
    items = histories.items[:, -recent:]
    real = items != PADDING
    rows = np.broadcast_to(np.arange(len(items))[:, None], real.shape)[real]
    present = sparse.csr_matrix(
        (np.ones(len(rows), dtype=np.int8), (rows, items[real])), shape=(len(items), size)
    )
    present.data[:] = 1
    return present
