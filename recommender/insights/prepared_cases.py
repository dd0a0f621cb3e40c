"""Cases as predictors read them: one preparation for all, fitted on the training part alone."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recommender.dataset.fingerprint import mark_of
from recommender.dataset.sessionize import QUIET_SECONDS
from recommender.insights.behavior_table import BehaviorTable
from recommender.insights.case_features import case_features
from recommender.insights.cases import Cases, CaseSplit
from recommender.insights.event_sequences import MAX_EVENTS, EventSequences, event_sequences
from recommender.insights.scaling import RangeScaler


@dataclass(frozen=True)
class PreparedPart:
    """features (S, F) float64 in [-1, 1] · sequences, their channels in [-1, 1] · buys (S,) bool."""

    features: np.ndarray
    sequences: EventSequences
    buys: np.ndarray

    def __len__(self) -> int:
        return len(self.buys)


# Names, and values (S, F), of a table's cases.
Features = Callable[..., tuple[list[str], np.ndarray]]


@dataclass(frozen=True)
class Preparation:
    """How cases become what predictors read: also of those that come later, and have no answer yet."""

    feature_range: RangeScaler
    channel_range: RangeScaler
    features: Features = case_features
    quiet_seconds: int = QUIET_SECONDS
    max_events: int = MAX_EVENTS

    def __call__(self, table: BehaviorTable, cases: Cases) -> PreparedPart:
        raw = _Raw(table, cases, self.features, self.quiet_seconds, self.max_events)
        return raw.scaled(self.feature_range, self.channel_range)


@dataclass(frozen=True)
class PreparedCases:
    names: list[str]
    """Of the features."""
    training: PreparedPart
    validation: PreparedPart
    test: PreparedPart
    preparation: Preparation

    @property
    def parts(self) -> dict[str, PreparedPart]:
        return {"training": self.training, "validation": self.validation, "test": self.test}

    @property
    def fingerprint(self) -> str:
        """Of what happened and who bought; numbers that were rounded on the way have no part in it."""
        return mark_of(
            {
                f"{name} {what}": values
                for name, part in self.parts.items()
                for what, values in (("kinds", part.sequences.kinds), ("buys", part.buys))
            }
        )


def prepare(
    table: BehaviorTable,
    split: CaseSplit,
    *,
    features: Features = case_features,
    quiet_seconds: int = QUIET_SECONDS,
    max_events: int = MAX_EVENTS,
) -> PreparedCases:
    """Raises ValueError where a part has too little to learn or judge by."""
    parts = split.training, split.validation, split.test
    for name, part in zip(("training", "validation", "test"), parts, strict=True):
        if not part.buys.any() or part.buys.all():
            raise ValueError(
                f"Of the {len(part)} {name} cases {int(part.buys.sum())} buy; both answers must occur to learn or judge."
            )
    raw = [_Raw(table, part, features, quiet_seconds, max_events) for part in parts]
    ranges = RangeScaler.fitted(raw[0].features), RangeScaler.fitted(raw[0].real_channels)
    preparation = Preparation(*ranges, features, quiet_seconds, max_events)
    return PreparedCases(raw[0].names, *(part.scaled(*ranges) for part in raw), preparation)


class _Raw:
    """One part before scaling."""

    def __init__(
        self, table: BehaviorTable, cases: Cases, features: Features, quiet_seconds: int, max_events: int
    ):
        self.buys = cases.buys
        self.names, self.features = features(table, cases, quiet_seconds=quiet_seconds)
        self.sequences = event_sequences(table, cases, max_events=max_events, quiet_seconds=quiet_seconds)

    @property
    def real_channels(self) -> np.ndarray:
        """(sum of lengths, C)"""
        return self.sequences.channels[self.sequences.kinds > 0]

    def scaled(self, feature_range: RangeScaler, channel_range: RangeScaler) -> PreparedPart:
        kinds, lengths = self.sequences.kinds, self.sequences.lengths
        channels = channel_range(self.sequences.channels) * (kinds > 0)[..., None]
        return PreparedPart(
            feature_range(self.features), EventSequences(kinds, channels, lengths), np.asarray(self.buys)
        )
