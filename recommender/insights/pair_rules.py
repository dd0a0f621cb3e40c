"""Association rules for one consequent: "has A, or has A and B, therefore buys".

Two conditions at most, so that all rules are two matrix products, and a table of rules can be read by people.
"""

from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from typing import Self

import numpy as np

LEVELS = 3


@dataclass(frozen=True)
class Rule:
    """support: share of all cases that fulfil the conditions and buy · confidence: of those that fulfil them, who buys."""

    conditions: tuple[str, ...]
    support: float
    confidence: float
    lift: float


@dataclass
class PairRules:
    """Features cut at their training thirds; a case gets the confidence of the strongest rule that it fulfils.

    Support and confidence as in Agrawal et al. (1993). A rule of few cases is drawn toward the base rate.
    """

    min_support: float = 0.01
    prior_cases: float = 10.0
    names: list[str] = field(default_factory=list)

    def fit(self, values: np.ndarray, buys: np.ndarray) -> Self:
        """values (S, F) without gaps · buys (S,) bool."""
        self.edges = np.quantile(values, np.linspace(0, 1, LEVELS + 1)[1:-1], axis=0)  # (LEVELS-1, F)
        held = self._held(values)  # (S, F·LEVELS)
        self.base_rate = float(buys.mean())
        fulfilled = held.T @ held  # how many cases fulfil each pair; singles on the diagonal
        bought = held[buys].T @ held[buys]
        self.support = bought / len(values)
        seen = np.maximum(fulfilled + self.prior_cases, 1e-12)
        self.confidence = (bought + self.prior_cases * self.base_rate) / seen
        self.is_rule = (self.support >= self.min_support) & (bought > 0)
        return self

    def predict_proba(self, values: np.ndarray) -> np.ndarray:
        """(S, 2) float64; the base rate where no rule applies."""
        held = self._held(values).astype(bool)
        found = np.full(len(values), -1.0)
        for first, second in zip(*np.nonzero(np.triu(self.is_rule)), strict=True):
            applies = held[:, first] & held[:, second]
            found[applies] = np.maximum(found[applies], self.confidence[first, second])
        found[found < 0] = self.base_rate
        return np.column_stack([1 - found, found])

    def strongest(self, count: int = 10) -> list[Rule]:
        """The rules of most confidence, named; of equals the shorter one."""
        names = [f"{name} {level}" for name in self.names for level in ("low", "middle", "high")]
        pairs = combinations_with_replacement(range(len(self.confidence)), 2)
        rules = [pair for pair in pairs if self.is_rule[pair]]
        rules.sort(key=lambda pair: (-self.confidence[pair], pair[0] != pair[1]))
        return [
            Rule(
                tuple(names[place] for place in sorted(set(pair))),
                float(self.support[pair]),
                float(self.confidence[pair]),
                float(self.confidence[pair] / max(self.base_rate, 1e-12)),
            )
            for pair in rules[:count]
        ]

    def _held(self, values: np.ndarray) -> np.ndarray:
        """(S, F·LEVELS) float64: 1 at the level of each feature."""
        level = (values[None] > self.edges[:, None]).sum(axis=0)  # (S, F)
        return np.eye(LEVELS)[level].reshape(len(values), -1)
