"""Anonymous sessions of item numbers (Diginetica, Yoochoose as preprocessed for SR-GNN): session_id, item_id, position."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recommender.dataset.readers.rows import EventRow, ProductRow, Reader
from recommender.dataset.readers.tables import MALFORMED, Table
from recommender.dataset.readers.values import as_id, as_whole

_COLUMNS = {
    "session": ("session_id", "SessionId"),
    "item": ("item_id", "ItemId"),
    "position": ("position",),
}
# The files have an order but no clock.
_START = datetime(2016, 1, 1, tzinfo=UTC)
_BETWEEN_SESSIONS = timedelta(seconds=60)
_BETWEEN_VIEWS = timedelta(seconds=5)
_MOST = 2**31


class SessionsReader(Reader):
    """A view for each row, by a visitor of its own for each session, at times that keep the order of the file."""

    format = "sessions"
    description = "anonymous sessions: .parquet or .csv with session_id, item_id, position"

    def __init__(self, path: Path):
        super().__init__(path)
        self._table = Table(self.path, columns=_COLUMNS)

    def count(self) -> int | None:
        return self._table.count()

    def _products(self) -> Iterator[ProductRow]:
        items = {as_id(row["item"]) for row in self._table if row and _view(row)}
        for item in sorted(items, key=lambda item: (len(item), item)):
            yield ProductRow(item, f"Item {item}", None, "")

    def _events(self) -> Iterator[EventRow]:
        for row in self._table:
            if row is None:
                self._rejected_events[MALFORMED] += 1
            elif view := _view(row):
                yield view
            else:
                self._rejected_events["invalid session, item or position"] += 1


def _view(row: dict) -> EventRow | None:
    session, item, position = (as_whole(row[name]) for name in ("session", "item", "position"))
    if None in (session, item, position) or not (0 <= session < _MOST and item > 0 and 0 <= position < _MOST):
        return None
    time = _START + session * _BETWEEN_SESSIONS + position * _BETWEEN_VIEWS
    return EventRow(f"session-{session}", str(item), "view", time, str(session))
