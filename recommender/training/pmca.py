"""PMCA-BiLSTM as an algorithm: two stages, one network; the interest vector retrieves, the click head re-ranks the best."""

import numpy as np
import torch

from recommender.algorithms.pmca_bilstm import PmcaConfig, PmcaNetwork
from recommender.dataset.sequences import Dataset, Histories, Samples
from recommender.training.neural import AttentiveAlgorithm
from recommender.training.objective import TwoStageObjective
from recommender.training.pretraining import pretrain
from recommender.training.validation import choose_blend, two_stage_scores


class PmcaBilstm(AttentiveAlgorithm):
    """PMCA-BiLSTM with its pretraining and both stages."""

    name = "pmca_bilstm"
    network_class = PmcaNetwork
    config_class = PmcaConfig
    table_parts = ("behavior", "content", "known")
    blend: float = 0.0  # without validation nothing vouches for the click head

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

    def batch_scores(self, encoded) -> torch.Tensor:
        return two_stage_scores(self.network, encoded, self._table, blend=self.blend)

    def retrieval_scores(self, histories: Histories) -> np.ndarray:
        """(B, V+1): the first stage alone."""
        return self._scored(histories, lambda encoded: self.network.retrieval_logits(encoded, self._table))

    @torch.inference_mode()
    def click_probabilities(self, histories: Histories, items: np.ndarray) -> np.ndarray:
        """(B, K): the click head's opinion of `items` (B, K), relative to the negatives it was taught with."""
        wanted = torch.from_numpy(items.astype(np.int64)).to(self.device)
        logits = self.network.click_logits(self._encoded(histories), wanted, self._table)
        return logits.sigmoid().float().cpu().numpy()
