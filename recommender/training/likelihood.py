"""What a network thinks of the labels: log-probabilities over the catalog, and the loss of each sample."""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn

from recommender.dataset.sequences import Dataset, Samples
from recommender.training.batches import in_order, load
from recommender.training.neural import NeuralAlgorithm

BATCH = 256


def log_probabilities(logits: Tensor, known: Tensor) -> Tensor:
    """(B, V+1): softmax over the items that take part; the others are -inf. known (V+1,) bool."""
    return logits.float().masked_fill(~known, float("-inf")).log_softmax(dim=1)


def losses_of(
    network: nn.Module,
    items: Tensor,
    kinds: Tensor,
    times: Tensor,
    targets: Tensor,
    *,
    table: Tensor | None = None,
) -> Tensor:
    """(B,): -log P(target). table (V+1, E): the network's own, where it is at hand; making it costs as much as a batch."""
    table = network.table() if table is None else table
    logits = network.retrieval_logits(network.encode(items, kinds, times, table), table)
    return -log_probabilities(logits, network.items.known).gather(1, targets[:, None]).squeeze(1)


@torch.inference_mode()
def sample_losses(network: nn.Module, dataset: Dataset, samples: Samples, device: torch.device) -> np.ndarray:
    """(S,) in the order of the samples. A target the network does not know costs a blind guess, log V."""
    network.eval()
    table = network.table()
    guess = float(np.log(max(2, len(dataset.vocabulary))))
    losses = np.empty(len(samples), dtype=np.float32)
    order = np.argsort(samples.ends, kind="stable")
    for part in in_order(len(order), batch_size=BATCH):
        batch = load(dataset, samples.take(order[part]), device, max_length=network.config.max_length)
        losses[order[part]] = losses_of(network, *batch, table=table).nan_to_num(posinf=guess).cpu().numpy()
    return losses


def losses_on(algorithm: NeuralAlgorithm, dataset: Dataset, samples: Samples) -> np.ndarray:
    """(S,) of a trained network, on a dataset that may know another catalog than it does."""
    known = algorithm.trained_on.vocabulary
    items = known.encode(dataset.vocabulary.decode(dataset.sequences.items))
    translated = replace(dataset, sequences=replace(dataset.sequences, items=items), vocabulary=known)
    return sample_losses(algorithm.network, translated, samples, algorithm.device)
