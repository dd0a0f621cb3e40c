"""import_behavior, from the command line: small files, broken files, and the real ones where they are there."""

import csv
import tracemalloc
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Max
from django.utils import timezone

from recommender.dataset.readers.values import as_whole
from recommender.importing import id_of
from recommender.models import Event, Visitor, VisitSession
from shop.models import Category, Product

pytestmark = pytest.mark.django_db

REAL = settings.BASE_DIR.parent / "shared" / "data"
RETAIL = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
REES46 = (
    "event_time", "event_type", "product_id", "category_id", "category_code", "brand", "price", "user_id", "user_session",
)  # fmt: skip


def run(*arguments) -> str:
    out = StringIO()
    call_command("import_behavior", *map(str, arguments), stdout=out, verbosity=0)
    return out.getvalue()


def write(path: Path, header, *rows) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


@pytest.fixture
def retail(tmp_path):
    """Two customers, three invoices; one line is taken back, one is postage, one has no customer."""
    return write(
        tmp_path / "retail.csv",
        RETAIL,
        ("536365", "85123A", "WHITE HANGING HEART", 6, "2010-12-01 08:26:00", 2.55, 17850),
        ("536365", "22423", "REGENCY CAKESTAND", 2, "2010-12-01 08:26:00", 12.75, 17850),
        ("536366", "85123A", "WHITE HANGING HEART", 1, "2010-12-02 09:00:00", 2.55, 13047),
        ("536367", "POST", "POSTAGE", 1, "2010-12-02 09:05:00", 18, 13047),
        ("536368", "22423", "REGENCY CAKESTAND", 1, "2010-12-02 09:10:00", 12.75, ""),
        ("536369", "22423", "REGENCY CAKESTAND", 3, "2010-12-03 10:00:00", 12.75, 13047),
        ("C536370", "22423", "REGENCY CAKESTAND", -3, "2010-12-04 10:00:00", 12.75, 13047),
    )


def counts() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Product, Category, Visitor, VisitSession, Event))


def test_a_real_shop_becomes_catalog_customers_and_purchases(retail):
    said = run(retail, "--format", "online-retail")
    assert counts() == (2, 3, 2, 2, 3)
    heart = Product.objects.get(external_id="85123A")
    assert (heart.title, heart.price, heart.currency) == ("White Hanging Heart", Decimal("2.55"), "GBP")
    first = Event.objects.order_by("pk").first()
    assert (first.kind, first.product_id, first.quantity, first.amount) == (
        "purchase",
        heart.pk,
        6,
        Decimal("15.30"),
    )
    assert not Visitor.objects.filter(is_simulated=True).exists()
    for reason in (
        "not a product",
        "no customer",
        "purchase that was cancelled",
        "cancellation of an earlier",
    ):
        assert f"1  {reason}" in said
    assert "2 new products (0 known), 2 new visitors, 2 sessions, 3 events, 2010-12-01 to 2010-12-02" in said
    assert "Prices are in GBP" in said


def test_the_products_are_found_in_the_shop(retail, client):
    run(retail, "--format", "online-retail")
    client.post(
        "/accounts/preferences/", {"currency": "GBP"}
    )  # that shop's own; else prices are shown in ours
    page = client.get("/search/", {"q": "hanging heart"}).content.decode()
    assert "White Hanging Heart" in page
    assert "£2.55" in page


def test_a_second_import_doubles_nothing(retail):
    run(retail, "--format", "online-retail")
    before = counts()
    said = run(retail, "--format", "online-retail")
    assert counts() == before
    assert "3 events belong to sessions that are in the log already" in said
    assert "0 new products (2 known), 0 new visitors, 0 sessions, 0 events" in said


def test_a_dry_run_says_all_and_writes_nothing(retail):
    said = run(retail, "--format", "online-retail", "--dry-run")
    assert counts() == (0, 0, 0, 0, 0)
    assert "2 new products" in said
    assert "Nothing was written" in said


def test_times_can_be_moved_so_that_the_last_event_was_yesterday(retail):
    said = run(retail, "--format", "online-retail", "--shift-to-now")
    newest = Event.objects.aggregate(at=Max("occurred_at"))["at"]
    assert newest.date() == (timezone.now() - timedelta(days=1)).date()
    assert newest.time().isoformat() == "09:00:00"
    assert "leave the log" not in said


def test_views_carts_and_purchases_of_rees46(tmp_path):
    def row(at, kind, *, product="1004856", user=5, session="a", price=130.76):
        return (
            f"2019-10-01 {at} UTC",
            kind,
            product,
            2053,
            "electronics.smartphone",
            "samsung",
            price,
            user,
            session,
        )

    path = write(
        tmp_path / "2019-Oct.csv",
        REES46,
        row("00:00:01", "view"),
        row("00:01:00", "cart"),
        row("00:02:00", "purchase"),
        row("00:03:00", "view", user=6, session=""),
        row("00:04:00", "view", user=6, session=""),
        row("00:05:00", "stare"),
        row("00:06:00", "view", product="1", price=10**12),
    )
    said = run(path, "--format", "rees46")
    assert list(Event.objects.order_by("pk").values_list("kind", "quantity", "amount")) == [
        ("view", None, None),
        ("cart_add", 1, None),
        ("purchase", 1, Decimal("130.76")),
        ("view", None, None),
        ("view", None, None),
    ]
    product = Product.objects.get()
    assert (product.title, product.currency) == ("Samsung smartphone 1004856", "USD")
    assert product.category.path == "electronics/electronics-smartphone"
    assert VisitSession.objects.count() == 2
    for reason in ("unknown kind of event", "product too expensive", "unknown product"):
        assert f"1  {reason}" in said


def test_item_numbers_of_sessions_are_nobodys_stock_codes(retail, tmp_path):
    run(retail, "--format", "online-retail")
    path = write(tmp_path / "sessions.csv", ("session_id", "item_id", "position"), (0, 22423, 0))
    assert "1 new products (0 known)" in run(path, "--format", "sessions")
    titles = dict(Product.objects.values_list("external_id", "title"))
    assert titles["22423"] == "Regency Cakestand"
    assert titles["sessions:22423"] == "Item 22423"
    assert Product.objects.get(external_id="sessions:22423").slug == "item-22423"


def test_sessions_and_prefixes_do_not_meet(tmp_path):
    pl.DataFrame({"session_id": [0, 0, 1], "item_id": [7, 8, 7], "position": [0, 1, 0]}).write_parquet(
        tmp_path / "train_sessions.parquet"
    )
    pl.DataFrame({"session_id": [0, 0], "prefix": [[7], [7, 8]], "target": [8, 9]}).write_parquet(
        tmp_path / "test.parquet"
    )
    run(tmp_path / "train_sessions.parquet", "--format", "sessions")
    run(tmp_path / "test.parquet", "--format", "sessions")
    assert counts() == (3, 1, 3, 3, 6)
    newest = VisitSession.objects.latest("started_at")
    titles = dict(Product.objects.values_list("pk", "title"))
    assert [titles[pk] for pk in newest.events.order_by("pk").values_list("product_id", flat=True)] == [
        "Item 7",
        "Item 8",
        "Item 9",
    ]


def broken(tmp_path, name: str) -> Path:
    path = tmp_path / name
    if name == "truncated.parquet":
        pl.DataFrame({"session_id": [1], "item_id": [2], "position": [0]}).write_parquet(path)
        path.write_bytes(path.read_bytes()[:-20])
    elif name == "text.parquet":
        path.write_text("not a parquet file")
    elif name == "truncated.xlsx":
        path.write_bytes(b"PK\x03\x04 and no more")
    elif name == "folder":
        path.mkdir()
    elif name == "columns.csv":
        write(path, ("session_id", "item_id"), (1, 2))
    elif name == "nothing-usable.csv":
        write(path, ("session_id", "item_id", "position"), ("x", 2, 0))
    return path


@pytest.mark.parametrize(
    ("name", "format_name", "sentence"),
    [
        ("columns.csv", "oracle", "There is no format 'oracle'; known are online-retail, sessions, rees46."),
        ("missing.csv", "sessions", "There is no file"),
        ("missing", "sessions", "There is no file"),
        ("columns.csv", "sessions", "columns.csv lacks the columns position."),
        ("text.parquet", "sessions", "text.parquet is truncated or not a Parquet file."),
        ("truncated.parquet", "sessions", "truncated.parquet is truncated or not a Parquet file."),
        ("truncated.xlsx", "online-retail", "truncated.xlsx is truncated or not an .xlsx file."),
        ("nothing-usable.csv", "sessions", "nothing-usable.csv holds no event that can be imported."),
        ("folder", "sessions", "folder is none of .parquet, .csv, .xlsx."),
    ],
)
def test_bad_input_is_refused_in_one_sentence_and_nothing_is_written(tmp_path, name, format_name, sentence):
    with pytest.raises(CommandError) as caught:
        run(broken(tmp_path, name), "--format", format_name)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.returncode != 0
    assert counts() == (0, 0, 0, 0, 0)


def test_a_file_that_breaks_in_the_middle_leaves_nothing(tmp_path):
    rows = 60_000
    path = tmp_path / "sessions.parquet"
    pl.DataFrame(
        {"session_id": range(rows), "item_id": [n % 9 + 1 for n in range(rows)], "position": [0] * rows}
    ).write_parquet(path, row_group_size=10_000)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4_000] = b"\xff" * 4_000
    path.write_bytes(content)
    with pytest.raises(CommandError, match="truncated or not a Parquet file"):
        run(path, "--format", "sessions")
    assert counts() == (0, 0, 0, 0, 0)


def test_memory_does_not_grow_with_visitors_and_events(tmp_path):
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.parquet"
        columns = {
            "session_id": range(rows),
            "item_id": [n % 9 + 1 for n in range(rows)],
            "position": [0] * rows,
        }
        pl.DataFrame(columns).write_parquet(path, row_group_size=5_000)
        as_whole.cache_clear()
        id_of.cache_clear()
        tracemalloc.start()
        run(path, "--format", "sessions", "--dry-run")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(75_000) < 1.5 * peak(25_000)


@pytest.mark.parametrize(
    ("place", "format_name", "events"),
    [
        ("rees46_multicategory_sample/events.parquet", "rees46", 17_434),
        ("yoochoose1_64/test.parquet", "sessions", None),
    ],
)
def test_the_published_files_can_be_imported(place, format_name, events):
    path = REAL / place
    if not path.exists():
        pytest.skip(f"{path} is not there")
    said = run(path, "--format", format_name, "--dry-run")
    assert "Nothing was written (dry run)" in said
    if events:
        assert f"{events:,} events" in said
    assert counts() == (0, 0, 0, 0, 0)
