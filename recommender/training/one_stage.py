"""The networks of one stage as algorithms: each names its network, and how its paper teaches it where that differs."""

import torch

from recommender.algorithms.bilstm_transformer import BilstmTransformerConfig, BilstmTransformerNetwork
from recommender.algorithms.dir_backbone import DirConfig, DirNetwork
from recommender.algorithms.gru4rec import Gru4RecConfig, Gru4RecNetwork
from recommender.algorithms.gru_tam import GruTamConfig, GruTamNetwork
from recommender.algorithms.sasrec import SasRecConfig, SasRecNetwork
from recommender.algorithms.sr_gnn import SrGnnConfig, SrGnnNetwork, SrGnnWithoutAttentionNetwork
from recommender.training.config import TrainingConfig
from recommender.training.neural import AttentiveAlgorithm, NeuralAlgorithm
from recommender.training.objective import BprMaxObjective, RetrievalObjective


class Gru4Rec(NeuralAlgorithm):
    name = "gru4rec"
    network_class = Gru4RecNetwork
    config_class = Gru4RecConfig
    # Its states stay below 1, so that scores can only grow with the item vectors: at 1e-3 they take too long.
    training_defaults = TrainingConfig(learning_rate=1e-2)

    def objective(self, network: Gru4RecNetwork, *, counts: torch.Tensor) -> RetrievalObjective:
        taught = {"softmax": RetrievalObjective, "bpr_max": BprMaxObjective}[self.config.loss]
        return taught(network, self.training_config, counts=counts)


class SrGnn(NeuralAlgorithm):
    name = "sr_gnn"
    network_class = SrGnnNetwork
    config_class = SrGnnConfig
    training_defaults = TrainingConfig(batch_size=100)  # Wu et al., 4.1


class SrGnnWithoutAttention(SrGnn):
    name = "sr_gnn_no_attention"
    network_class = SrGnnWithoutAttentionNetwork


class SasRec(NeuralAlgorithm):
    name = "sasrec"
    network_class = SasRecNetwork
    config_class = SasRecConfig


class GruTam(AttentiveAlgorithm):
    name = "gru_tam"
    network_class = GruTamNetwork
    config_class = GruTamConfig
    # Li & Jiang, Table 5.
    training_defaults = TrainingConfig(batch_size=64, epochs=100, patience=10, decay=1.0)


class BilstmTransformer(NeuralAlgorithm):
    name = "bilstm_transformer"
    network_class = BilstmTransformerNetwork
    config_class = BilstmTransformerConfig


class Dir(NeuralAlgorithm):
    name = "dir"
    network_class = DirNetwork
    config_class = DirConfig
