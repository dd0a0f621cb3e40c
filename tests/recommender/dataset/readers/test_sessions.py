import polars as pl
import pytest

from recommender.dataset.readers.rows import EventRow
from recommender.dataset.readers.sessions import SessionsReader


@pytest.fixture
def read(tmp_path):
    def reading(**columns):
        pl.DataFrame(columns).write_parquet(tmp_path / "sessions.parquet")
        reader = SessionsReader(tmp_path / "sessions.parquet")
        products = [product for batch in reader.products() for product in batch]
        events = [event for batch in reader.events(batch_size=2) for event in batch]
        return products, events, dict(reader.rejections)

    return reading


def test_each_row_is_a_view_by_a_visitor_of_its_session(read):
    products, events, rejections = read(session_id=[0, 0, 1], item_id=[7, 10, 7], position=[0, 1, 0])
    assert [(event.visitor_key, event.product_id, event.kind) for event in events] == [
        ("session-0", "7", "view"),
        ("session-0", "10", "view"),
        ("session-1", "7", "view"),
    ]
    assert [(product.external_id, product.title, product.price) for product in products] == [
        ("7", "Item 7", None),
        ("10", "Item 10", None),
    ]
    assert rejections == {}


def test_times_keep_the_order_of_sessions_and_views(read):
    _, events, _ = read(session_id=[0, 0, 1], item_id=[7, 9, 7], position=[0, 1, 0])
    assert isinstance(events[0], EventRow)
    assert events[0].time < events[1].time < events[2].time
    assert events[0].time.utcoffset().total_seconds() == 0


def test_rows_that_are_no_view_are_counted(read):
    _, events, rejections = read(session_id=[0, None, 1, 2], item_id=[7, 7, 0, 7], position=[0, 0, 0, -1])
    assert len(events) == 1
    assert rejections == {"invalid session, item or position": 3}
