"""PMCA-BiLSTM as an algorithm: two stages, one network; the interest vector retrieves, the click head re-ranks the best.

Where the config asks for it, a third stage puts the best in order by what earlier sessions tell, too.
"""

from typing import Self

import numpy as np
import torch

from recommender.algorithms.interest import Repeats
from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.algorithms.pmca_bilstm import PmcaConfig, PmcaNetwork
from recommender.dataset.sequences import Dataset, Histories, Samples
from recommender.dataset.vocabulary import PADDING
from recommender.training.click_scoring import ReadyClickHead
from recommender.training.device import fast_type
from recommender.training.neural import AttentiveAlgorithm
from recommender.training.objective import TwoStageObjective
from recommender.training.pretraining import pretrain
from recommender.training.retrieving import Catalog, joined
from recommender.training.validation import choose_blend, mixed_scores, two_stage_scores
from recommender.training.weighed import Weighing, evidence_of

WEIGHING = "weighing."  # before the names of its arrays in a checkpoint


class PmcaBilstm(AttentiveAlgorithm):
    """PMCA-BiLSTM with its pretraining and both stages."""

    name = "pmca_bilstm"
    network_class = PmcaNetwork
    config_class = PmcaConfig
    table_parts = ("behavior", "content", "known")
    blend: float = 0.0  # without validation nothing vouches for the click head
    weighing: Weighing | None = None  # nor for what sessions tell

    def fit(self, dataset: Dataset, training: Samples, validation: Samples, options: FitOptions) -> Self:
        super().fit(dataset, training, validation, options)
        if self.config.evidence and len(validation):
            self.weighing = Weighing.taught(
                super().scores, dataset, training, validation, seed=options.seed, most=self.config.teaching
            )
        return self

    def objective(self, network: PmcaNetwork, *, counts: torch.Tensor) -> TwoStageObjective:
        return TwoStageObjective(network, self.training_config, counts=counts)

    def fixed_table(self, dataset: Dataset, training: Samples, *, seed: int) -> dict[str, np.ndarray]:
        return vars(pretrain(dataset, training, size=self.config.vector_size, seed=seed))

    def settle(self, dataset: Dataset, validation: Samples) -> None:
        self.blend = self.config.blend or 0.0
        if self.config.blend is None and len(validation):
            self.blend, _ = choose_blend(self.network, dataset, validation, self.device)

    def settled(self) -> dict:
        return {"blend": self.blend}

    def kept(self) -> dict[str, torch.Tensor]:
        weighing = self.weighing.arrays() if self.weighing else {}
        return super().kept() | {WEIGHING + name: torch.from_numpy(value) for name, value in weighing.items()}

    def restore_kept(self, weights: dict[str, torch.Tensor]) -> None:
        super().restore_kept(weights)
        names = [name for name in weights if name.startswith(WEIGHING)]
        arrays = {name.removeprefix(WEIGHING): weights.pop(name).numpy() for name in names}
        if arrays:
            self.weighing = Weighing.of_arrays(arrays, size=self.trained_on.vocabulary.size)

    def take_over(self, before: Self, dataset: Dataset, known: Samples) -> None:
        if before.weighing:
            self.weighing = before.weighing.over(evidence_of(dataset, known))

    def settle_anew(self, dataset: Dataset, new: Samples, *, seed: int) -> None:
        if self.weighing:
            self.weighing = self.weighing.taught_again(
                super().scores, dataset, new, seed=seed, most=self.config.teaching
            )

    def scores(self, histories: Histories) -> np.ndarray:
        scores = super().scores(histories)
        told = np.flatnonzero((histories.items != PADDING).any(axis=1))
        if self.weighing is not None and len(told):  # who tells nothing is shown what is popular
            scores[told] = self.weighing.applied_to(scores[told], histories.take(told))
        return scores

    def top(self, histories: Histories, **wanted) -> tuple[np.ndarray, np.ndarray]:
        """What sessions tell is looked up for every item, so nothing is gained by scoring only the best."""
        if self.weighing is None:
            return super().top(histories, **wanted)
        return Algorithm.top(self, histories, **wanted)

    def met_together(self, items: np.ndarray, others: np.ndarray) -> np.ndarray:
        """items (A,), others (B,) → (A, B): what sessions tell of each pair; 0 where they are not asked."""
        if self.weighing is None:
            return np.zeros((len(items), len(others)), dtype=np.float32)
        return self.weighing.evidence.met_together(items, others)

    @torch.inference_mode()
    def ready(self) -> Self:
        super().ready()
        dtype = fast_type(self.device, self.training_config.precision)
        self._catalog = Catalog(self._table, dtype=dtype)
        self._clicks = ReadyClickHead(self.network.click, self._table, dtype=dtype)
        return self

    def batch_scores(self, encoded) -> torch.Tensor:
        return two_stage_scores(self.network, encoded, self._table, blend=self.blend, clicks=self._clicks)

    def batch_top(self, encoded, *, k: int, barred: torch.Tensor, refused: Repeats | None) -> tuple:
        """The click head puts the best of those in order that may be shown."""
        rerank = min(self.config.rerank, len(self._table) - 1) if self.blend else 0
        query, added = self.network.query(encoded), joined(encoded.repeats, refused)
        scores, items = self._catalog.best(query, k=max(k, rerank), barred=barred, added=added)
        if rerank:
            clicks = self._clicks(encoded, items[:, :rerank])
            mixed = mixed_scores(scores[:, :rerank], clicks, blend=self.blend).sort(dim=1, descending=True)
            scores[:, :rerank] = mixed.values
            items[:, :rerank] = items[:, :rerank].gather(1, mixed.indices)
        return scores[:, :k], items[:, :k]

    def retrieval_scores(self, histories: Histories) -> np.ndarray:
        """(B, V+1): the first stage alone."""
        return self._scored(histories, lambda encoded: self.network.retrieval_logits(encoded, self._table))

    @torch.inference_mode()
    def click_probabilities(self, histories: Histories, items: np.ndarray) -> np.ndarray:
        """(B, K): the click head's opinion of `items` (B, K), relative to the negatives it was taught with."""
        wanted = torch.from_numpy(items.astype(np.int64)).to(self.device)
        logits = self.network.click_logits(self._encoded(histories), wanted, self._table)
        return logits.sigmoid().float().cpu().numpy()
