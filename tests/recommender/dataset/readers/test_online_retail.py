import csv
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest
from openpyxl import Workbook

from recommender.dataset.readers.online_retail import OnlineRetailReader

HEADER = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)
WINTER = datetime(2010, 12, 1, 8, 26)  # noqa: DTZ001 (the file is in local time)
SUMMER = datetime(2011, 7, 1, 8, 26)  # noqa: DTZ001


def line(
    *,
    invoice="536365",
    code="85123A",
    title="WHITE HANGING HEART",
    quantity=6,
    time=WINTER,
    price=2.55,
    customer=17850,
):
    return (invoice, code, title, quantity, time, price, customer, "United Kingdom")


def write_csv(path, lines, *, encoding="utf-8"):
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows([HEADER, *lines])
    return path


def write_parquet(path, lines):
    names = (
        "invoice_no",
        "stock_code",
        "description",
        "quantity",
        "invoice_date",
        "unit_price",
        "customer_id",
        "country",
    )
    pl.DataFrame(lines, schema=list(names), orient="row").write_parquet(path)
    return path


def write_xlsx(path, lines):
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Online Retail")
    for row in (HEADER, *lines):
        sheet.append(row)
    book.save(path)
    return path


WRITERS = {"csv": write_csv, "parquet": write_parquet, "xlsx": write_xlsx}


@pytest.fixture
def read(tmp_path):
    def reading(*lines):
        reader = OnlineRetailReader(write_csv(tmp_path / "retail.csv", lines))
        products = [product for batch in reader.products() for product in batch]
        events = [event for batch in reader.events() for event in batch]
        return products, events, dict(reader.rejections)

    return reading


@pytest.mark.parametrize("kind", WRITERS)
def test_all_three_kinds_of_file_say_the_same(tmp_path, kind):
    lines = [
        line(),
        line(code="22423", title="REGENCY CAKESTAND", price=12.75),
        line(invoice="C536391", quantity=-2),
    ]
    reader = OnlineRetailReader(WRITERS[kind](tmp_path / f"retail.{kind}", lines))
    assert [(p.external_id, p.title, p.price, p.currency) for b in reader.products() for p in b] == [
        ("22423", "Regency Cakestand", Decimal("12.75"), "GBP"),
        ("85123A", "White Hanging Heart", Decimal("2.55"), "GBP"),
    ]
    assert [
        (e.visitor_key, e.product_id, e.kind, e.quantity, e.session_key) for b in reader.events() for e in b
    ] == [
        ("17850", "85123A", "purchase", 4, "536365"),
        ("17850", "22423", "purchase", 6, "536365"),
    ]
    assert reader.rejections == {"cancellation of an earlier purchase": 1}


def test_local_time_becomes_utc_in_winter_and_in_summer(read):
    _, events, _ = read(line(time=WINTER), line(time=SUMMER))
    assert [event.time for event in events] == [
        datetime(2010, 12, 1, 8, 26, tzinfo=UTC),
        datetime(2011, 7, 1, 7, 26, tzinfo=UTC),
    ]


def test_the_month_comes_first_in_dates_with_slashes(read):
    _, events, _ = read(line(time="12/1/2010 8:26"))
    assert events[0].time == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)


def test_a_customer_written_as_a_fraction_is_the_same_customer(read):
    _, events, _ = read(line(customer="17850.0"))
    assert events[0].visitor_key == "17850"


@pytest.mark.parametrize(
    "code", ["POST", "D", "M", "m", "DOT", "BANK CHARGES", "gift_0001_20", "AMAZONFEE", "B", "C2", ""]
)
def test_what_is_no_product_is_dropped(read, code):
    products, events, rejections = read(line(code=code), line())
    assert [product.external_id for product in products] == ["85123A"]
    assert len(events) == 1
    assert rejections == {"not a product": 1}


def test_lines_without_a_customer_still_make_the_catalog(read):
    products, events, rejections = read(line(customer=""))
    assert len(products) == 1
    assert events == []
    assert rejections == {"no customer": 1}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quantity": -3}, "stock correction"),
        ({"price": 0}, "no price"),
        ({"quantity": "many"}, "invalid quantity"),
        ({"price": "cheap"}, "invalid price"),
        ({"price": "nan"}, "invalid price"),
        ({"time": "yesterday"}, "invalid time"),
        ({"invoice": "C1", "quantity": -3}, "cancellation without an earlier purchase"),
        ({"invoice": "C1", "quantity": -3, "customer": ""}, "cancellation without a customer"),
    ],
)
def test_a_line_that_is_left_out_has_a_reason(read, changes, reason):
    _, events, rejections = read(line(**changes))
    assert events == []
    assert rejections == {reason: 1}


def test_a_line_of_another_width_is_counted(tmp_path):
    path = write_csv(tmp_path / "retail.csv", [line(), ("536366", "71053", "WHITE")])
    reader = OnlineRetailReader(path)
    assert sum(len(batch) for batch in reader.events()) == 1
    assert reader.rejections == {"malformed line": 1}


def test_a_full_cancellation_takes_the_purchase_away(read):
    _, events, rejections = read(line(), line(invoice="C536391", quantity=-6, time=SUMMER))
    assert events == []
    assert rejections == {"purchase that was cancelled": 1, "cancellation of an earlier purchase": 1}


def test_a_cancellation_means_the_newest_earlier_purchase(read):
    def at(day):
        return WINTER.replace(day=day)

    _, events, _ = read(
        line(invoice="1", time=at(1)),
        line(invoice="2", time=at(5)),
        line(invoice="C3", quantity=-7, time=at(7)),
        line(invoice="4", time=at(9)),
    )
    assert [(event.session_key, event.quantity) for event in events] == [("1", 5), ("4", 6)]


def test_a_cancellation_of_another_customer_or_product_takes_nothing(read):
    _, events, rejections = read(
        line(),
        line(invoice="C1", quantity=-6, customer=1, time=SUMMER),
        line(invoice="C2", code="22423", quantity=-6, time=SUMMER),
    )
    assert [event.quantity for event in events] == [6]
    assert rejections == {"cancellation without an earlier purchase": 2}


def test_title_and_price_are_the_usual_ones(read):
    products, _, _ = read(
        line(price=2.55),
        line(price=2.55),
        line(price=1.95, title="HEART"),
        line(price=0, title="damaged", quantity=-5),
    )
    assert (products[0].title, products[0].price) == ("White Hanging Heart", Decimal("2.55"))


def test_a_file_saved_by_a_western_spreadsheet_is_read(tmp_path):
    path = write_csv(tmp_path / "retail.csv", [line(title="CAFÉ SIGN £5")], encoding="cp1252")
    products = [product for batch in OnlineRetailReader(path).products() for product in batch]
    assert products[0].title == "Café Sign £5"


def test_every_line_is_an_event_or_has_a_reason(tmp_path):
    lines = [
        line(),
        line(code="POST"),
        line(customer=""),
        line(invoice="C1", quantity=-6, time=SUMMER),
        line(price=-1),
    ]
    reader = OnlineRetailReader(write_csv(tmp_path / "retail.csv", lines))
    for _ in range(2):  # a second walk counts afresh
        events = sum(len(batch) for batch in reader.events())
        assert events + reader.rejections.total() == len(lines)
