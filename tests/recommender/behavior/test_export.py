"""The behavior log as a Parquet file."""

import tracemalloc
from copy import copy
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from recommender.behavior import export
from recommender.behavior.export import Export
from recommender.behavior.models import Event
from tests.factories.behavior import (
    EventFactory,
    ImpressionFactory,
    SlateFactory,
    VisitorFactory,
    VisitSessionFactory,
)

pytestmark = pytest.mark.django_db


def test_every_column_arrives_as_it_is_in_the_log(tmp_path):
    visit = VisitSessionFactory(visitor=VisitorFactory(is_simulated=True))
    seen = ImpressionFactory(slate=SlateFactory(visitor=visit.visitor), position=2)
    bought = EventFactory(
        session=visit,
        kind="purchase",
        product_id=12,
        quantity=3,
        amount=Decimal("29.97"),
        slate=seen.slate,
        position=2,
    )
    searched = EventFactory(session=visit, kind="search", product_id=None, query="bleu é")
    Export().write(tmp_path / "log.parquet")

    rows = pq.read_table(tmp_path / "log.parquet").to_pylist()
    empty = dict.fromkeys(
        ("session", "product", "quantity", "amount", "rating", "slate", "position", "placement")
    )
    common = {"visitor": str(visit.visitor_id), "session": str(visit.pk), "query": "", "simulated": True}
    place = {"slate": str(seen.slate_id), "position": 2, "placement": "home_for_you", "product": 12}
    assert rows == [
        empty
        | common
        | place
        | {"kind": "purchase", "quantity": 3, "amount": Decimal("29.97"), "at": bought.occurred_at},
        empty | common | {"kind": "search", "query": "bleu é", "at": searched.occurred_at},
        empty | common | place | {"kind": "impression", "session": None, "at": seen.seen_at},
    ]


def test_rows_leave_in_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "ROW_GROUP", 10)
    EventFactory.create_batch(25, session=VisitSessionFactory())
    steps = []
    counts = Export().write(tmp_path / "log.parquet", progress=steps.append)
    file = pq.ParquetFile(tmp_path / "log.parquet")
    assert [file.metadata.row_group(number).num_rows for number in range(3)] == steps == [10, 10, 5]
    assert counts == {"view": 25}


def test_memory_does_not_grow_with_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr(export, "ROW_GROUP", 200)
    visit = VisitSessionFactory()

    def peak() -> int:
        tracemalloc.start()
        Export().write(tmp_path / "log.parquet")
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    def add(events: int) -> None:
        rows = [Event(session=visit, visitor=visit.visitor, kind="view", product_id=1)] * events
        Event.objects.bulk_create(map(copy, rows))

    add(1_000)
    peak()  # whatever is loaded once
    small = peak()
    add(9_000)
    assert peak() < 2 * small  # and not 10 times


def test_a_failure_leaves_no_half_file(tmp_path):
    EventFactory()
    (tmp_path / "log.parquet").write_text("the export of yesterday")

    def fail(rows: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Export().write(tmp_path / "log.parquet", progress=fail)
    assert [path.name for path in tmp_path.iterdir()] == ["log.parquet"]
    assert (tmp_path / "log.parquet").read_text() == "the export of yesterday"
