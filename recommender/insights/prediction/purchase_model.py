"""The purchase networks that serve: one for each question, each with its preparation and its calibration, as a checkpoint."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from recommender.algorithms.checkpoint import (
    CheckpointError,
    TrainedOn,
    read_arrays,
    read_manifest,
    write_manifest,
)
from recommender.dataset.vocabulary import Vocabulary
from recommender.insights.behavior_table import BehaviorTable
from recommender.insights.calibration import PlattLine, platt
from recommender.insights.case_features import case_features
from recommender.insights.cases import SESSION, Cases, purchase_cases, split_by_time
from recommender.insights.prediction.moments import WEEK, moment_features, weekly_cases
from recommender.insights.prepared_cases import Preparation, PreparedCases, prepare
from recommender.insights.purchase_comparison import PurchaseResult, compare_predictors, judged
from recommender.insights.purchase_network import NetworkConfig, PurchaseNetwork, PurchaseRNN
from recommender.insights.scaling import RangeScaler

NAME = "purchase_gru"
NETWORK = "gru"
RIVALS = ("base_rate", "association_rules", "decision_tree", "logistic_regression", "gradient_boosting")
FEATURES = {SESSION: case_features, WEEK: moment_features}
# Fewer buyers in any part teach nothing and judge nothing.
LEAST_BUYERS = 20
MOST_CASES = 12_000  # the newest; with so many epochs a night's work has an end
CONFIG = NetworkConfig(epochs=20, patience=4)


class TooLittle(ValueError):
    """The log does not hold enough to learn and to judge by; the message says what is missing."""


@dataclass(frozen=True)
class PurchaseModel:
    """One question's network. `probabilities` are calibrated."""

    network: PurchaseRNN
    preparation: Preparation
    line: PlattLine

    def probabilities(self, table: BehaviorTable, cases: Cases) -> np.ndarray:
        """(S,) float64."""
        if not len(cases):
            return np.zeros(0)
        return self.line(self.network.predict(self.preparation(table, cases)))


def cases_of(table: BehaviorTable, horizon: str, *, until: int, seed: int, active_seconds: int) -> Cases:
    """Of the question, the newest of them if there are very many."""
    if horizon == WEEK:
        found = weekly_cases(table, until=until, active_seconds=active_seconds)
    else:
        found = purchase_cases(table, horizon=horizon, until=until, seed=seed)
    newest = np.sort(np.argsort(found.moments, kind="stable")[-MOST_CASES:])
    return found.take(newest)


def prepared(table: BehaviorTable, cases: Cases, horizon: str) -> PreparedCases:
    """Raises TooLittle, in words."""
    if not len(cases):
        raise TooLittle("No visit is long enough ago for its answer to be known.")
    split = split_by_time(cases)
    for name in ("training", "validation", "test"):
        part = getattr(split, name)
        buyers = int(part.buys.sum())
        if min(buyers, len(part) - buyers) < LEAST_BUYERS:
            raise TooLittle(
                f"Of the {len(part)} {name} cases {buyers} buy; at least {LEAST_BUYERS} of either kind are needed."
            )
    return prepare(table, split, features=FEATURES[horizon])


def fitted(cases: PreparedCases, *, seed: int) -> PurchaseModel:
    """Learned from training, stopped and calibrated by validation; the same cases and seed give the same model."""
    network = PurchaseRNN(CONFIG, seed=seed).fit_cases(cases)
    line = platt(network.predict(cases.validation), cases.validation.buys)
    return PurchaseModel(network, cases.preparation, line)


def compared(
    cases: PreparedCases, model: PurchaseModel, *, horizon: str, seed: int
) -> Iterator[PurchaseResult]:
    """The network that serves, and after it all others, on the same newest cases."""
    who = {"dataset": "shop", "horizon": horizon}
    yield judged(cases, model.network.predict, predictor=NETWORK, seed=seed, **who)
    yield from compare_predictors(cases, [(name, seed) for name in RIVALS], **who)


def save(models: Mapping[str, PurchaseModel], folder: Path, *, fingerprint: str, facts: dict) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for horizon, model in models.items():
        np.savez_compressed(folder / f"{horizon}.npz", **_arrays(model))
    write_manifest(
        folder,
        algorithm=NAME,
        config=asdict(CONFIG),
        dataset=TrainedOn("shop", fingerprint, Vocabulary.of([])),  # it names no products
        files=[f"{horizon}.npz" for horizon in models],
        facts=facts,
    )


def load(folder: Path) -> dict[str, PurchaseModel]:
    """By horizon. Raises CheckpointError where anything is missing or changed."""
    manifest = read_manifest(folder, expected_algorithm=NAME)
    config = NetworkConfig(**manifest["config"])
    horizons = [horizon for horizon in FEATURES if f"{horizon}.npz" in manifest["files"]]
    try:
        return {
            horizon: _model(read_arrays(folder, f"{horizon}.npz"), config, horizon) for horizon in horizons
        }
    except (KeyError, RuntimeError, ValueError) as error:
        raise CheckpointError(f"{folder} does not hold the networks that this code expects.") from error


_RANGE = ("filling", "x_min", "x_max")


def _arrays(model: PurchaseModel) -> dict[str, np.ndarray]:
    preparation = model.preparation
    ranges = {
        f"{name}.{field}": getattr(scaler, field)
        for name, scaler in (("features", preparation.feature_range), ("channels", preparation.channel_range))
        for field in _RANGE
    }
    weights = {
        f"weights.{name}": values.numpy() for name, values in model.network.network.state_dict().items()
    }
    return ranges | weights | {"line": np.array([model.line.slope, model.line.intercept])}


def _model(arrays: dict[str, np.ndarray], config: NetworkConfig, horizon: str) -> PurchaseModel:
    import torch

    features, channels = (
        RangeScaler(*(arrays[f"{name}.{field}"] for field in _RANGE)) for name in ("features", "channels")
    )
    network = PurchaseRNN(config)
    network.network = PurchaseNetwork(config, features=len(features.filling))
    weights = {
        name.removeprefix("weights."): torch.from_numpy(values)
        for name, values in arrays.items()
        if name.startswith("weights.")
    }
    network.network.load_state_dict(weights)
    return PurchaseModel(
        network, Preparation(features, channels, FEATURES[horizon]), PlattLine(*arrays["line"].tolist())
    )
