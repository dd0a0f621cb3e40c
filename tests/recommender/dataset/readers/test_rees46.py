from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest

from recommender.dataset.readers.rees46 import Rees46Reader

HEADER = "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session"
VIEW = (
    "2019-10-01 00:00:01 UTC,view,1004856,2053013555631882655,electronics.smartphone,samsung,130.76,5413,abc"
)


@pytest.fixture
def read(tmp_path):
    def reading(*lines):
        path = tmp_path / "2019-Oct.csv"
        path.write_text("\n".join([HEADER, *lines]) + "\n")
        reader = Rees46Reader(path)
        products = [product for batch in reader.products() for product in batch]
        events = [event for batch in reader.events() for event in batch]
        return products, events, dict(reader.rejections)

    return reading


def test_views_carts_and_purchases_become_our_kinds(read):
    kinds = ("view", "cart", "remove_from_cart", "purchase")
    _, events, _ = read(*(VIEW.replace("view", kind) for kind in kinds))
    assert [event.kind for event in events] == ["view", "cart_add", "cart_remove", "purchase"]
    assert events[0].time == datetime(2019, 10, 1, 0, 0, 1, tzinfo=UTC)
    assert (events[0].visitor_key, events[0].session_key, events[0].price) == (
        "5413",
        "abc",
        Decimal("130.76"),
    )


def test_a_product_is_as_the_file_knew_it_last(read):
    products, _, _ = read(VIEW, VIEW.replace("130.76", "99.5"))
    assert [(p.external_id, p.title, p.price, p.category, p.brand) for p in products] == [
        ("1004856", "Samsung smartphone 1004856", Decimal("99.50"), ("Electronics", "Smartphone"), "Samsung")
    ]


def test_a_product_without_brand_and_category_still_has_a_title(read):
    products, _, _ = read(VIEW.replace("electronics.smartphone,samsung", ","))
    assert (products[0].title, products[0].category) == ("Product 1004856", ())


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("view", "blink", "unknown kind of event"),
        ("5413", "", "no visitor"),
        ("1004856", "", "no product"),
        ("2019-10-01", "2019-13-01", "invalid time"),
        ("130.76", "-1", "invalid price"),
        (",abc", "", "malformed line"),
    ],
)
def test_a_row_that_is_left_out_has_a_reason(read, old, new, reason):
    products, events, rejections = read(VIEW.replace(old, new))
    assert products == events == []
    assert rejections == {reason: 1}


def test_the_parquet_form_with_its_own_names_is_read(tmp_path):
    row = {
        "event_time": datetime(2019, 10, 1),  # noqa: DTZ001 (Parquet without a zone is UTC here)
        "event": "cart",
        "item_id": 44600062,
        "category_id": 1,
        "category_code": None,
        "brand": None,
        "price": 35.79,
        "user_id": 541312140,
        "session_id": "abc",
    }
    pl.DataFrame([row]).write_parquet(tmp_path / "events.parquet")
    reader = Rees46Reader(tmp_path / "events.parquet")
    (event,) = next(reader.events())
    assert (event.product_id, event.kind, event.time) == (
        "44600062",
        "cart_add",
        datetime(2019, 10, 1, tzinfo=UTC),
    )
    assert reader.count() == 1
