"""BPR-MF: matrix factorization that ranks what a visitor chose above what they did not, fitted by the `implicit` library.

Rendle et al., BPR: Bayesian personalized ranking from implicit feedback (UAI 2009).
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from recommender.algorithms.factorization import Factorization


@dataclass(frozen=True)
class BPRConfig:
    factors: int = 128
    iterations: int = 60
    learning_rate: float = 0.1
    regularization: float = 0.002
    decay: float = 0.8
    """Weight of an event in the history against the one after it, when a visitor is folded in."""


class BPR(Factorization):
    """score(i) = x · y_i + b_i, with x = scale · Σ w y_j / Σ w over the items j of the history.

    `scale` is the least-squares one over the visitors of the fit, so that the mean is as long as what the library learned
    for them: scale = Σ x_u · mean_u / Σ |mean_u|². Without it the biases would outweigh the taste.
    """

    name: ClassVar[str] = "bpr"
    config_type = BPRConfig
    array_names: ClassVar[tuple[str, ...]] = (*Factorization.array_names, "scale")

    def factorized(self, taste: sparse.csr_matrix) -> dict[str, np.ndarray]:
        from implicit.cpu.bpr import BayesianPersonalizedRanking

        with threadpool_limits(1, "blas"):  # the library warns of BLAS threads otherwise
            model = BayesianPersonalizedRanking(
                factors=self.config.factors,
                iterations=self.config.iterations,
                learning_rate=self.config.learning_rate,
                regularization=self.config.regularization,
                random_state=self.options.seed,
                num_threads=1,  # its threads write over each other, and no two fits would be alike
            )
            model.fit(taste, show_progress=False)
        vectors, biases = model.item_factors[:, :-1].copy(), model.item_factors[:, -1].copy()
        learned, means = model.user_factors[:, :-1], _mean(taste, vectors)
        scale = (learned * means).sum() / max((means * means).sum(), np.finfo(np.float32).tiny)
        return {"vectors": vectors, "biases": biases, "scale": np.array(scale, dtype=np.float32)}

    def folded_in(self, history: sparse.csr_matrix) -> np.ndarray:
        return self.arrays["scale"] * _mean(history, self.arrays["vectors"])


def _mean(weights: sparse.csr_matrix, vectors: np.ndarray) -> np.ndarray:
    """(B, F) weighted means of item vectors; nothing has the mean 0."""
    total = np.asarray(weights.sum(axis=1))
    return (weights @ vectors) / np.where(total > 0, total, 1)
