"""The behavior log as a Parquet file, for whoever studies it elsewhere."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import F, IntegerField, QuerySet, Value

from recommender.behavior.models import Event, EventKind, Impression

IMPRESSION = "impression"
KINDS = (*EventKind.values, IMPRESSION)
ROW_GROUP = 20_000

NOTHING = Value(None, output_field=IntegerField())
# Column: its type in the file, where an event has it, where an impression has it.
COLUMNS = {
    "kind": (pa.dictionary(pa.int8(), pa.string()), F("kind"), Value(IMPRESSION)),
    "visitor": (pa.string(), F("visitor_id"), F("visitor_id")),
    "session": (pa.string(), F("session_id"), NOTHING),
    "product": (pa.int64(), F("product_id"), F("product_id")),
    "query": (pa.string(), F("query"), Value("")),
    "quantity": (pa.int32(), F("quantity"), NOTHING),
    "amount": (pa.decimal128(12, 2), F("amount"), NOTHING),
    "rating": (pa.int8(), F("rating"), NOTHING),
    "slate": (pa.string(), F("slate_id"), F("slate_id")),
    "position": (pa.int16(), F("position"), F("position")),
    "placement": (pa.dictionary(pa.int8(), pa.string()), F("slate__placement"), F("slate__placement")),
    "simulated": (pa.bool_(), F("visitor__is_simulated"), F("visitor__is_simulated")),
    "at": (pa.timestamp("us", tz="UTC"), F("occurred_at"), F("seen_at")),
}
SCHEMA = pa.schema([(name, kind) for name, (kind, _, _) in COLUMNS.items()])
IDS = ("visitor", "session", "slate")


class Export:
    """What is to be written: the log between two moments, of some kinds."""

    def __init__(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        kinds: Collection[str] = KINDS,
    ) -> None:
        events = _between(Event.objects.filter(kind__in=kinds), "occurred_at", since, until)
        seen = _between(Impression.objects.all(), "seen_at", since, until)
        self.sources = [_columns(events, 1)]
        if IMPRESSION in kinds:
            self.sources.append(_columns(seen, 2))

    def count(self) -> int:
        return sum(source.count() for source in self.sources)

    def write(self, path: Path, *, progress: Callable[[int], None] = lambda rows: None) -> Counter:
        """Events, then impressions, each as they were written; how many rows of what kind.

        Rows come through server-side cursors and leave in row groups, so memory does not grow with the log. The
        file has its name only when it is whole.
        """
        draft = path.with_name(f"{path.name}.part")
        written = Counter()
        try:
            with pq.ParquetWriter(draft, SCHEMA, compression="zstd") as writer:
                for table in self._tables():
                    writer.write_table(table)
                    for pair in table["kind"].value_counts().to_pylist():
                        written[pair["values"]] += pair["counts"]
                    progress(len(table))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return written

    def _tables(self) -> Iterator[pa.Table]:
        for source in self.sources:
            rows = source.iterator(chunk_size=ROW_GROUP)
            while group := list(islice(rows, ROW_GROUP)):
                yield _table(group)


def _between(rows: QuerySet, moment: str, since: datetime | None, until: datetime | None) -> QuerySet:
    if since:
        rows = rows.filter(**{f"{moment}__gte": since})
    if until:
        rows = rows.filter(**{f"{moment}__lt": until})
    return rows


def _columns(rows: QuerySet, place: int) -> QuerySet:
    return rows.order_by("pk").values_list(*(column[place] for column in COLUMNS.values()))


def _table(rows: list[tuple]) -> pa.Table:
    columns = dict(zip(COLUMNS, zip(*rows, strict=True), strict=True))
    for name in IDS:
        columns[name] = [str(value) if value else None for value in columns[name]]
    return pa.table(
        [pa.array(columns[name], type=SCHEMA.field(name).type) for name in COLUMNS], schema=SCHEMA
    )
