"""The last events before a case as a recurrent network reads them."""

from dataclasses import dataclass

import numpy as np

from recommender.dataset.sessionize import QUIET_SECONDS
from recommender.insights.behavior_table import BehaviorTable, starts_of
from recommender.insights.cases import Cases

MAX_EVENTS = 30
NO_KIND = 0  # after the end of a sequence; kinds are counted from 1 here
CHANNELS = (
    "log_seconds_since_previous",
    "log_seconds_until_case",
    "log_price",
    "words",
    "is_same_product",
    "is_this_session",
)


@dataclass(frozen=True)
class EventSequences:
    """kinds (S, L) int64, padded on the right · channels (S, L, C) float64, NaN where unknown · lengths (S,) int64, from 1."""

    kinds: np.ndarray
    channels: np.ndarray
    lengths: np.ndarray


def event_sequences(
    table: BehaviorTable,
    cases: Cases,
    *,
    max_events: int = MAX_EVENTS,
    quiet_seconds: int = QUIET_SECONDS,
) -> EventSequences:
    """Each case's visitor's last events up to its moment, earlier sessions among them, oldest first."""
    first = np.maximum(starts_of(table.visitors)[cases.places], cases.places - max_events + 1)
    lengths = cases.places - first + 1
    step = np.arange(max_events)[None, :]
    is_real = step < lengths[:, None]  # (S, L)
    places = np.where(is_real, first[:, None] + step, cases.places[:, None])
    channels = _channels(table)[places]  # (S, L, C)
    channels[..., 1] = np.log1p(cases.moments[:, None] - table.times[places])
    sessions = table.sessions(quiet_seconds=quiet_seconds)
    channels[..., 5] = sessions[places] == sessions[cases.places][:, None]
    kinds = np.where(is_real, table.kinds[places].astype(np.int64) + 1, NO_KIND)
    return EventSequences(kinds, channels, lengths)


def _channels(table: BehaviorTable) -> np.ndarray:
    """(N, C) float64: what an event says by itself and beside the one before; what depends on the case is left 0."""
    since, same = np.full(len(table), np.nan), np.zeros(len(table))
    together = table.visitors[1:] == table.visitors[:-1]
    since[1:] = np.where(together, np.diff(table.times), np.nan)
    same[1:] = together & (table.products[1:] == table.products[:-1])
    nothing = np.zeros(len(table))
    return np.stack(
        [np.log1p(since), nothing, np.log1p(table.prices), np.log1p(table.words), same, nothing], axis=1
    )
