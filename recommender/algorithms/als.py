"""ALS: weighted matrix factorization for implicit feedback, fitted by the `implicit` library.

Hu, Koren & Volinsky, Collaborative filtering for implicit feedback datasets (ICDM 2008).
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy import sparse
from threadpoolctl import threadpool_limits

from recommender.algorithms.factorization import Factorization


@dataclass(frozen=True)
class ALSConfig:
    factors: int = 256
    iterations: int = 10
    regularization: float = 0.1
    """λ of equation 3."""
    alpha: float = 40.0
    """Confidence in an event of weight w is 1 + alpha · w (section 4)."""
    decay: float = 0.6
    """Weight of an event in the history against the one after it, when a visitor is folded in."""


class ALS(Factorization):
    name: ClassVar[str] = "als"
    config_type = ALSConfig

    def factorized(self, taste: sparse.csr_matrix) -> dict[str, np.ndarray]:
        from implicit.cpu.als import AlternatingLeastSquares

        confidence = taste.copy()
        confidence.data = 1 + np.float32(self.config.alpha) * confidence.data
        with threadpool_limits(1, "blas"):  # the library's own threads and those of BLAS would fight
            model = AlternatingLeastSquares(
                factors=self.config.factors,
                iterations=self.config.iterations,
                regularization=self.config.regularization,
                random_state=self.options.seed,
            )
            model.fit(confidence, show_progress=False)
        return {"vectors": model.item_factors, "biases": np.zeros(taste.shape[1], dtype=np.float32)}

    def folded_in(self, history: sparse.csr_matrix) -> np.ndarray:
        """Equation 4, one half step for each visitor: x = (YᵀY + Yᵀ(C − I)Y + λI)⁻¹ Yᵀ C p."""
        Y = self.arrays["vectors"]
        everywhere = Y.T @ Y + np.float32(self.config.regularization) * np.eye(Y.shape[1], dtype=np.float32)
        items, weights = _padded(history)  # (B, K), (B, K)
        own = Y[items]  # (B, K, F)
        extra = np.float32(self.config.alpha) * weights  # C − I
        left = everywhere + (own * extra[:, :, None]).transpose(0, 2, 1) @ own  # (B, F, F)
        right = (own * np.where(weights > 0, 1 + extra, 0)[:, :, None]).sum(axis=1)  # (B, F)
        return np.linalg.solve(left, right[:, :, None])[:, :, 0].astype(np.float32)


def _padded(history: sparse.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """Distinct items (B, K) of each history and their weights (B, K); unused places have item 0 and weight 0."""
    history.sum_duplicates()
    counts = np.diff(history.indptr)
    used = np.arange(max(1, counts.max(initial=1))) < counts[:, None]
    items = np.zeros(used.shape, dtype=np.int64)
    weights = np.zeros(used.shape, dtype=np.float32)
    items[used], weights[used] = history.indices, history.data
    return items, weights
