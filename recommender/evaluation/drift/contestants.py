"""Who takes part in the drift study: a model, and how it lives through the periods."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from recommender.training.config import TrainingConfig
from recommender.training.registry import BASELINES, NETWORKS, algorithm_class
from recommender.training.strategies import STRATEGIES, Strategy

STATIC = "static"
"""Learns all before T1, and never again; its threshold stays that of T1 too."""
DYNAMIC = "dynamic"
"""Goes on learning by small updates."""
RETRAINED = "retrained"
"""Fitted anew before each period, by all that came before it."""
MODES = (STATIC, DYNAMIC, RETRAINED)

CEILING = "ceiling"  # knows how the simulated log is made: what it misses is chance

# Name → algorithm, and what makes it this form. The others are algorithms by their own name.
FORMS: dict[str, tuple[str, dict]] = {
    "gru_tam_no_time": ("gru_tam", {"temporal": False}),  # Li & Jiang, equations 12-15
}

# The paper's own values (100 epochs in batches of 64, width 128) are the defaults of the network; these fit two cores.
_SMALL = {"embedding_size": 64, "epochs": 10, "patience": 3, "batch_size": 256, "learning_rate": 3e-3}
SMALL: dict[str, dict] = {
    "gru_tam": _SMALL | {"hidden": 64, "space": 32},
    "gru4rec": _SMALL | {"learning_rate": 1e-2, "max_length": 30},
}


# An update: few rounds at the paper's rate in the paper's batches.
ROUNDS = {"epochs": 2, "batch_size": 64, "learning_rate": 1e-3}


@dataclass(frozen=True)
class Updating:
    """How a dynamic model learns. changes: of the training config, in updates alone."""

    strategy: Strategy = STRATEGIES["anchored_averaged"]
    changes: dict = field(default_factory=lambda: dict(ROUNDS))
    every: int | None = None
    """Also within a period, whenever so many cases have come (section 3.4: sample size in the window)."""

    @classmethod
    def changed(cls, pairs: Mapping, *, every: int | None) -> "Updating":
        """From FIELD: value, where a field is one of the strategy or of the training config. Raises ValueError otherwise."""
        of_strategy = {one.name for one in fields(Strategy)} & set(pairs)
        of_training = {one.name for one in fields(TrainingConfig)} & set(pairs)
        if unknown := sorted(set(pairs) - of_strategy - of_training):
            raise ValueError(f"An update has no setting {', '.join(unknown)}.")
        strategy = replace(cls.strategy, **{name: pairs[name] for name in of_strategy})
        return cls(strategy, ROUNDS | {name: pairs[name] for name in of_training}, every)


@dataclass(frozen=True)
class Contestant:
    """config holds changes to the algorithm's own defaults."""

    name: str
    mode: str
    seed: int
    config: dict = field(default_factory=dict)
    updating: Updating = field(default_factory=Updating)
    learns: int | None = None
    """The newest cases that a fit or an update may learn from, where a log is too long for the machine; None is all."""

    def __post_init__(self) -> None:
        if self.name != CEILING:
            algorithm_class(self.algorithm)  # refuses a name that nobody has
        if self.mode not in MODES:
            raise ValueError(f"There is no mode {self.mode!r}; known are {', '.join(MODES)}.")
        if self.mode == DYNAMIC and self.algorithm not in NETWORKS:
            raise ValueError(f"{self.name} cannot be updated, only {STATIC} or {RETRAINED}.")

    @property
    def algorithm(self) -> str:
        return FORMS.get(self.name, (self.name, {}))[0]

    @property
    def settings(self) -> dict:
        return FORMS.get(self.name, (self.name, {}))[1] | self.config

    @property
    def is_baseline(self) -> bool:
        return self.algorithm not in NETWORKS

    def __str__(self) -> str:
        return f"{self.name}, {self.mode}, seed {self.seed}"


def modes_of(name: str) -> tuple[str, ...]:
    """How a model stands still, and how it follows: a baseline is cheap enough to be fitted anew."""
    if name == CEILING:
        return (RETRAINED,)
    return (STATIC, RETRAINED if FORMS.get(name, (name, {}))[0] in BASELINES else DYNAMIC)
