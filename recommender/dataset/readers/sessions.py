"""Anonymous sessions of item numbers (Diginetica, Yoochoose as preprocessed for SR-GNN).

Two layouts: a row for each view (session_id, item_id, position), or for each prefix of a session (session_id, prefix, target).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recommender.dataset.readers.rows import EventRow, ProductRow, Reader, ReaderError
from recommender.dataset.readers.tables import MALFORMED, Table
from recommender.dataset.readers.values import as_whole

_COLUMNS = {
    "session": ("session_id", "SessionId"),
    "item": ("item_id", "ItemId"),
    "position": ("position",),
}
_PREFIX_COLUMNS = {"session": ("session_id",), "prefix": ("prefix",), "target": ("target",)}
# The files have an order but no clock; prefixes are test cases, and those come after what is trained on.
_START = datetime(2016, 1, 1, tzinfo=UTC)
_START_OF_PREFIXES = datetime(2018, 1, 1, tzinfo=UTC)
_BETWEEN_SESSIONS = timedelta(seconds=60)
_BETWEEN_VIEWS = timedelta(seconds=5)
_MOST = 2**31


class SessionsReader(Reader):
    """A view for each item of a session, by a visitor of its own for each session, at times that keep the file's order."""

    format = "sessions"
    has_codes = False
    description = (
        "anonymous sessions: .parquet or .csv with session_id, item_id, position, or prefixes of sessions"
    )

    def __init__(self, path: Path):
        super().__init__(path)
        try:
            self._table, self._views = Table(self.path, columns=_PREFIX_COLUMNS), _last_of_prefix
        except ReaderError:
            self._table, self._views = Table(self.path, columns=_COLUMNS), _view_of_row

    def count(self) -> int | None:
        return self._table.count()

    def _products(self) -> Iterator[ProductRow]:
        items = {view.product_id for row in self._table if row for view in self._views(row)}
        for item in sorted(items, key=lambda item: (len(item), item)):
            yield ProductRow(item, f"Item {item}", None, "")

    def _events(self) -> Iterator[EventRow]:
        for row in self._table:
            if row is None:
                self._rejected_events[MALFORMED] += 1
            elif views := self._views(row):
                yield from views
            else:
                self._rejected_events["invalid session, item or position"] += 1


def _view_of_row(row: dict) -> list[EventRow]:
    """The row's view; nothing where it is none."""
    session, item, position = (as_whole(row[name]) for name in ("session", "item", "position"))
    if None in (session, item, position) or not (0 <= session < _MOST and item > 0 and 0 <= position < _MOST):
        return []
    return [_view(f"session-{session}", session, item, position, start=_START)]


def _last_of_prefix(row: dict) -> list[EventRow]:
    """The target, and with the shortest prefix its one item: all rows of a session together name each view once."""
    session, prefix = as_whole(row["session"]), row["prefix"] if isinstance(row["prefix"], list) else []
    items = [as_whole(item) for item in (*prefix, row["target"])]
    if (
        session is None
        or not 0 <= session < _MOST
        or not prefix
        or any(not item or item < 0 for item in items)
    ):
        return []
    first = 0 if len(prefix) == 1 else len(prefix)
    return [
        _view(f"prefix-{session}", session, items[position], position, start=_START_OF_PREFIXES)
        for position in range(first, len(items))
    ]


def _view(key: str, session: int, item: int, position: int, *, start: datetime) -> EventRow:
    time = start + session * _BETWEEN_SESSIONS + position * _BETWEEN_VIEWS
    return EventRow(key, str(item), "view", time, str(session))
