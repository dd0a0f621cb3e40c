"""A network as an algorithm: fit, score, save and load, the same for every network."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from recommender.algorithms.checkpoint import (
    CheckpointError,
    TrainedOn,
    read_manifest,
    write_manifest,
)
from recommender.algorithms.interest import Repeats
from recommender.algorithms.interface import Algorithm, FitOptions
from recommender.dataset.sequences import Dataset, Histories, Samples
from recommender.dataset.split import part_known_to
from recommender.dataset.vocabulary import PADDING
from recommender.training.batches import in_order, to_tensors, wanted
from recommender.training.config import TrainingConfig
from recommender.training.device import choose_device
from recommender.training.objective import RetrievalObjective
from recommender.training.retrieving import NEVER, refusals
from recommender.training.trainer import Trainer

WEIGHTS = "weights.safetensors"
SCORING_BATCH = 128
AT_ONCE = 256  # histories of like length whose best are found together


class NeuralAlgorithm(Algorithm):
    """The interest vector meets every item's vector. A subclass names its network; one with more stages adds steps."""

    network_class: ClassVar[type[nn.Module]]
    config_class: ClassVar[type]
    table_parts: ClassVar[tuple[str, ...]] = ("known",)
    """Fixed parts of the network's item table: what its constructor takes beside the config."""
    training_defaults: ClassVar[TrainingConfig] = TrainingConfig()
    network: nn.Module | None = None

    def objective(self, network: nn.Module, *, counts: torch.Tensor):
        """The loss of a batch; counts (V+1,): how often each item is a training target."""
        return RetrievalObjective(network, self.training_config, counts=counts)

    def fixed_table(self, dataset: Dataset, training: Samples, *, seed: int) -> dict[str, np.ndarray]:
        """The arrays (V+1, …) of `table_parts`, from training samples alone."""
        touched = part_known_to(dataset.sequences, training).items
        known = np.bincount(touched, minlength=dataset.vocabulary.size) > 0
        known[PADDING] = False
        return {"known": known}

    def settle(self, dataset: Dataset, validation: Samples) -> None:
        """What is chosen on validation once the network is trained."""

    def settled(self) -> dict:
        """The same as a checkpoint keeps it."""
        return {}

    def kept(self) -> dict[str, torch.Tensor]:
        """What a checkpoint keeps beside the network's weights, by name."""
        return {"popularity": torch.from_numpy(self.popularity)}

    def restore_kept(self, weights: dict[str, torch.Tensor]) -> None:
        """The same from a checkpoint's; takes it out of `weights`. Raises KeyError where it is not there."""
        self.popularity = weights.pop("popularity").numpy()

    def take_over(self, before: Self, dataset: Dataset, known: Samples) -> None:
        """What was settled once for the one before holds for its successor, which knows these samples."""

    def settle_anew(self, dataset: Dataset, new: Samples, *, seed: int) -> None:
        """What was settled by held-out cases goes on from there by `new` ones, before they are learned."""

    def batch_scores(self, encoded) -> torch.Tensor:
        """(B, V+1). A network that knows an item by its behavior alone puts those without any last."""
        logits = self.network.retrieval_logits(encoded, self._table)
        known = self.network.items.known
        last = logits[:, known].amin(dim=1, keepdim=True) - 1
        return torch.where(known, logits, last)

    def batch_top(
        self, encoded, *, k: int, barred: torch.Tensor, refused: Repeats | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The best scores (B, k) and their items (B, k). barred: items that nobody is shown; `refused` is added: -inf or 0."""
        scores = self.batch_scores(encoded).index_fill_(1, barred, NEVER)
        if refused is not None:
            scores = refused.added_to(scores)
        return scores.topk(k, dim=1)

    def fit(
        self,
        dataset: Dataset,
        training: Samples,
        validation: Samples,
        options: FitOptions,
    ) -> Self:
        self.config, self.training_config = self._configs(options.extra)
        self.device = choose_device(options.device)
        self.trained_on = TrainedOn.of(dataset)
        training = wanted(dataset, training)
        if not len(training):
            raise ValueError(f"{self.name} has nothing to learn from: there is no training sample.")
        with torch.random.fork_rng():
            torch.manual_seed(options.seed)
            table = self.fixed_table(dataset, training, seed=options.seed)
            parts = (torch.from_numpy(table[name]) for name in self.table_parts)
            self.network = self.network_class(self.config, *parts).to(self.device)
            trainer = Trainer(
                self.network,
                dataset,
                objective=self.objective,
                training=training,
                validation=validation,
                config=self.training_config,
                options=options,
                device=self.device,
            )
            self.history = trainer.run()
        self.popularity = np.log1p(trainer.counts).astype(np.float32)
        self.settle(dataset, trainer.validation)
        return self.ready()

    def scores(self, histories: Histories) -> np.ndarray:
        return self._scored(histories, self.batch_scores)

    @torch.inference_mode()
    def top(
        self,
        histories: Histories,
        *,
        k: int,
        allowed: np.ndarray | None = None,
        refused: Sequence[np.ndarray] | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Without a score for everything: histories of like length go together, and only their best leave the device."""
        k = min(k, len(self._table) - 1)
        allowed = np.ones(len(self._table), dtype=bool) if allowed is None else allowed
        unwanted_by_all = ~allowed
        unwanted_by_all[PADDING] = True
        barred = torch.from_numpy(np.flatnonzero(unwanted_by_all)).to(self.device)
        items, scores = np.empty((len(histories), k), np.int32), np.empty((len(histories), k), np.float32)
        by_length = np.argsort((histories.items != PADDING).sum(axis=1), kind="stable")
        for part in in_order(len(by_length), batch_size=AT_ONCE):
            rows = by_length[part]
            unwanted = refusals([refused[row] for row in rows], self.device) if refused is not None else None
            encoded = self._encoded(histories.take(rows))
            found = self.batch_top(encoded, k=k, barred=barred, refused=unwanted)
            scores[rows], items[rows] = (block.float().cpu().numpy() for block in found)
        empty = np.flatnonzero((histories.items == PADDING).all(axis=1))
        if len(empty):  # who tells nothing is shown what is popular
            unwanted = [refused[row] for row in empty] if refused is not None else None
            items[empty], scores[empty] = super().top(
                histories.take(empty), k=k, allowed=allowed, refused=unwanted
            )
        return items, scores

    def item_vectors(self) -> np.ndarray:
        """(V+1, E) float32 of length 1: near means alike; padding is 0."""
        return nn.functional.normalize(self._table, dim=-1).cpu().numpy()

    def save(self, folder: Path, *, facts: dict) -> None:
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        weights = {k: v.contiguous() for k, v in self.network.state_dict().items()}
        save_file(weights | self.kept(), folder / WEIGHTS)
        write_manifest(
            folder,
            algorithm=self.name,
            config={
                "network": asdict(self.config),
                "training": asdict(self.training_config),
                "history": self.history,
                **self.settled(),
            },
            dataset=self.trained_on,
            files=[WEIGHTS],
            facts=facts,
        )

    @classmethod
    def load(cls, folder: Path, *, device: str = "auto") -> Self:
        manifest = read_manifest(folder, expected_algorithm=cls.name)
        self = cls()
        try:
            self._restore(manifest, load_file(Path(folder) / WEIGHTS), device)
        except (SafetensorError, OSError, AttributeError, KeyError, TypeError, RuntimeError) as error:
            raise CheckpointError(f"The weights in {folder} do not fit their own description.") from error
        return self.ready()

    def _restore(self, manifest: dict, weights: dict[str, torch.Tensor], device: str) -> None:
        config = manifest["config"]
        self.device = choose_device(device)
        self.trained_on = manifest["trained_on"]
        self.config = self.config_class(**_tuples(config["network"]))
        self.training_config = TrainingConfig(**config["training"])
        self.history = config["history"]
        for name in self.settled():
            setattr(self, name, config[name])
        self.restore_kept(weights)
        if len(self.popularity) != self.trained_on.vocabulary.size:
            raise KeyError("The weights are of another vocabulary.")
        parts = (weights[f"items.{name}"] for name in self.table_parts)
        self.network = self.network_class(self.config, *parts)
        self.network.load_state_dict(weights)
        self.network.to(self.device)

    def _configs(self, extra: dict) -> tuple:
        of_network = {field.name for field in fields(self.config_class)}
        of_training = {field.name for field in fields(TrainingConfig)}
        if unknown := sorted(set(extra) - of_network - of_training):
            raise ValueError(
                f"{self.name} has no setting {', '.join(unknown)}; it has "
                f"{', '.join(sorted(of_network | of_training))}."
            )
        return tuple(
            replace(defaults, **_tuples({k: v for k, v in extra.items() if k in names}))
            for defaults, names in (
                (self.config_class(), of_network),
                (self.training_defaults, of_training),
            )
        )

    @torch.inference_mode()
    def ready(self) -> Self:
        """Scoring starts warm: the item table is made once."""
        self.network.eval()
        self._table = self.network.table().detach()
        return self

    def _encoded(self, histories: Histories):
        if self.network is None:
            raise RuntimeError(f"{self.name} was asked for scores before it was fitted.")
        batch = to_tensors(histories, self.device, max_length=self.config.max_length)
        return self.network.encode(*batch, self._table)

    @torch.inference_mode()
    def _scored(self, histories: Histories, score) -> np.ndarray:
        parts = [
            score(self._encoded(histories.take(part))).float().cpu().numpy()
            for part in in_order(max(1, len(histories)), batch_size=SCORING_BATCH)
        ]
        out = np.concatenate(parts)
        out[(histories.items == PADDING).all(axis=1)] = self.popularity
        out[:, PADDING] = -np.inf
        return out


class AttentiveAlgorithm(NeuralAlgorithm):
    """A network that tells how much each event counted."""

    @torch.inference_mode()
    def attention(self, histories: Histories) -> np.ndarray:
        """(B, L): how much each event of the history counted; padding and what is too old have 0."""
        encoded = self._encoded(histories)
        weights = torch.zeros_like(encoded.attention)
        weights.scatter_(1, encoded.order, encoded.attention)
        weights = weights.float().cpu().numpy()
        shape = histories.items.shape
        out = np.zeros(shape, dtype=np.float32)
        out[:, shape[1] - weights.shape[1] :] = weights
        return np.where(histories.items == PADDING, 0, out)


def _tuples(values: dict) -> dict:
    """JSON and callers write lists where a config has tuples."""
    return {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
