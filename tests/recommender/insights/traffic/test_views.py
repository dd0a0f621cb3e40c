"""The first page of the administration: its numbers, who sees them, how much they cost, and its tables as files."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from recommender.insights.traffic.services import refresh_traffic
from recommender.models import DayCount, DayFigures, TrafficState
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.behavior import VisitorFactory
from tests.factories.catalog import ProductFactory
from tests.recommender.insights.traffic.logs import FRIDAY, friday, order, visit

pytestmark = pytest.mark.django_db

TABLE = "/admin/recommender/dayfigures/table/"
SINCE_FRIDAY = {"since": "2026-05-08", "until": "2026-05-08"}


@pytest.fixture
def boss(client):
    client.force_login(AdministratorFactory())
    return client


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def traffic(client, **period) -> dict:
    return client.get(reverse("admin:index"), period).context["traffic"]


def said(figures) -> dict:
    return {str(figure.label): figure.said for figure in figures}


def table(client, name: str, **period) -> list[list[str]]:
    answer = client.get(TABLE, {"table": name, **period})
    assert answer.status_code == 200
    return list(csv.reader(answer.getvalue().decode().splitlines()))


def test_the_figures_of_a_day(boss):
    friday()
    refresh_traffic(now=FRIDAY + timedelta(hours=20))
    assert said(traffic(boss, **SINCE_FRIDAY)["figures"]) == {
        "Visitors": "3",
        "Sessions": "4",
        "Page views": "6",
        "Bounce rate": "25.0\xa0%",
        "Conversion": "50.0\xa0%",
        "Orders": "2",
        "Revenue": "45.00\xa0EUR",
        "Average order": "22.50\xa0EUR",
    }


def test_the_charts_of_a_day(boss):
    friday()
    refresh_traffic(now=FRIDAY + timedelta(hours=20))
    charts = {chart.id: chart for chart in traffic(boss, **SINCE_FRIDAY)["charts"]}
    assert charts["visitors"].rows == [["May 8", "2", "1"]]
    assert charts["views"].rows == [["May 8", "4", "6"]]
    assert charts["revenue"].rows == [["May 8", "45.00"]]
    assert charts["rates"].rows == [["May 8", "50.0", "25.0"]]
    assert [row[1] for row in charts["funnel"].rows] == ["3", "2", "1"]
    assert "66.7\xa0% had an addition to the cart; of these, 50.0\xa0% had an order" in charts["funnel"].note
    assert charts["devices"].rows == [["Computer", "3"], ["Phone", "1"]]
    assert charts["sources"].rows[1] == ["news.example", "1"]


def test_a_period_is_compared_with_as_many_days_before(boss):
    for days, many in ((0, 3), (1, 1), (2, 2), (3, 9)):
        for _number in range(many):
            visit(VisitorFactory(), FRIDAY - timedelta(days=days), ("view", 1))
    refresh_traffic(now=FRIDAY)
    sessions = traffic(boss, since="2026-05-07", until="2026-05-08")["figures"][1]
    assert (sessions.value, sessions.before) == (4, 11)


def test_today_against_the_same_weekday_until_the_same_time(boss):
    """Of the hour that was running, last week's sessions count in proportion to the minutes gone."""
    counted = FRIDAY + timedelta(hours=10, minutes=15)
    for at, many in ((9, 4), (10, 8), (11, 100)):
        for _number in range(many):
            visit(VisitorFactory(), FRIDAY - timedelta(days=7) + timedelta(hours=at), ("view", 1))
    for minutes in (5, 605):
        visit(VisitorFactory(), FRIDAY + timedelta(minutes=minutes), ("view", 1))
    order(FRIDAY + timedelta(hours=1), "40.00")
    refresh_traffic(now=counted)
    today = traffic(boss)["today"]
    sessions, revenue = today["figures"][1], today["figures"][6]
    assert (sessions.value, sessions.before, sessions.compared_with) == (2, 6, "by this time last Friday")
    assert (revenue.value, revenue.before) == (40, 0)
    assert (today["day"], today["until"]) == ("May 8, 2026", "10:15 a.m.")
    assert [row[1:] for row in today["chart"].rows[8:12]] == [
        ["0", "0"],
        ["0", "4"],
        ["1", "8"],
        ["–", "100"],
    ]


def test_the_lists_name_products_and_say_when_one_is_gone(boss):
    lamp = ProductFactory(title="Lamp of brass", stock=3)
    ProductFactory(title="Plenty", stock=50)
    ProductFactory(title="Not for sale", stock=1, is_active=False)
    gone = lamp.pk + 1_000
    visit(
        VisitorFactory(), FRIDAY, ("view", lamp.pk), ("view", lamp.pk), ("view", gone), ("search", "<b>", 0)
    )
    refresh_traffic(now=FRIDAY + timedelta(hours=20))
    answer = boss.get(reverse("admin:index"), SINCE_FRIDAY)
    content = answer.content.decode()
    assert f"deleted product {gone}" in content
    assert reverse("admin:shop_product_change", args=[lamp.pk]) in content
    assert "&lt;b&gt;" in content
    viewed = answer.context["traffic"]["tables"][0]["rows"]
    assert [(row.name, row.count) for row in viewed] == [("Lamp of brass", 2), ("", 1)]
    assert [product.title for product in answer.context["traffic"]["low_stock"]] == ["Lamp of brass"]


def test_every_table_comes_as_a_file(boss):
    lamp = ProductFactory(title="=Lamp", stock=2)
    visit(
        VisitorFactory(created_at=FRIDAY),
        FRIDAY,
        ("view", lamp.pk),
        ("search", "+cup", 0),
        source="a.example",
    )
    order(FRIDAY, "19.90")
    refresh_traffic(now=FRIDAY + timedelta(hours=20))
    head, day = table(boss, "days", since="2026-05-08", until="2026-05-08")
    row = dict(zip(head, day, strict=True))
    assert (row["day"], row["sessions"], row["page_views"]) == ("2026-05-08", "1", "2")
    assert (row["revenue"], row["bounce_rate"], row["average_order"]) == ("19.90", "0.0", "19.90")
    assert table(boss, "viewed", **SINCE_FRIDAY)[1:] == [[str(lamp.pk), "'=Lamp", "1"]]
    assert table(boss, "searched", **SINCE_FRIDAY)[1:] == [["'+cup", "1"]]
    assert table(boss, "not_found", **SINCE_FRIDAY)[1:] == [["'+cup", "1"]]
    assert table(boss, "device", **SINCE_FRIDAY)[1:] == [["desktop", "1"]]
    assert table(boss, "source", **SINCE_FRIDAY)[1:] == [["a.example", "1"]]
    assert table(boss, "low_stock", **SINCE_FRIDAY)[1:] == [[str(lamp.pk), "'=Lamp", "2"]]


def test_a_file_names_its_table_and_its_days(boss):
    answer = boss.get(TABLE, SINCE_FRIDAY)
    assert answer["Content-Disposition"] == 'attachment; filename="days-2026-05-08-2026-05-08.csv"'
    assert boss.get(TABLE, {"table": "secrets"}).status_code == 404
    assert boss.post(TABLE).status_code == 405


def test_without_data_there_are_words(boss):
    content = boss.get(reverse("admin:index")).content.decode()
    assert "Nothing has been counted yet" in content
    assert "There are no figures for this yet." in content
    refresh_traffic(now=datetime.now(UTC))
    content = boss.get(reverse("admin:index")).content.decode()
    assert "Nothing has been counted yet" not in content
    assert "Nobody searched." in content


def test_one_event_is_enough_for_a_page(boss, now):
    visit(VisitorFactory(created_at=now), now, ("view", 5))
    refresh_traffic(now=now)
    found = traffic(boss)
    assert said(found["figures"])["Visitors"] == "1"
    assert said(found["figures"])["Average order"] == "–"
    assert said(found["today"]["figures"])["Bounce rate"] == "100.0\xa0%"


def test_it_says_when_nobody_counts(boss, now):
    refresh_traffic(now=now - timedelta(hours=2))
    assert traffic(boss)["is_stale"]
    refresh_traffic(now=now)
    assert not traffic(boss)["is_stale"]


@pytest.mark.parametrize(
    ("period", "error"),
    [
        ({"since": "2026-05-09", "until": "2026-05-08"}, "The first day lies after the last one."),
        ({"since": "2020-01-01", "until": "2026-05-08"}, "At most 400 days can be looked at together."),
        ({"since": "soon"}, "Enter a valid date."),
    ],
)
def test_a_period_that_cannot_be_shown_is_answered_in_words(boss, period, error):
    answer = boss.get(reverse("admin:index"), period)
    assert answer.status_code == 200
    assert error in answer.content.decode()
    assert answer.context["traffic"]["period"].length == 28


def test_orders_without_a_rate_are_spoken_of(boss):
    order(FRIDAY, "10.00", currency="XXX", rate=None)
    refresh_traffic(now=FRIDAY)
    content = boss.get(reverse("admin:index"), SINCE_FRIDAY).content.decode()
    assert "1 order is in a currency for which there was no rate." in content


def fill(days: int, keys: int) -> None:
    first = FRIDAY.date()
    DayFigures.objects.bulk_create(
        DayFigures(day=first - timedelta(days=number), sessions=100_000) for number in range(days)
    )
    DayCount.objects.bulk_create(
        DayCount(day=first - timedelta(days=number), what=what, key=str(key), count=key + 1)
        for number in range(days)
        for what in DayCount.What.values
        for key in range(keys)
    )
    TrafficState.objects.update_or_create(pk=1, defaults={"counted_at": FRIDAY + timedelta(hours=9)})


def test_the_page_costs_as_few_queries_however_much_was_counted(boss, django_assert_num_queries):
    page = (reverse("admin:index"), {"since": "2026-02-01", "until": "2026-05-08"})
    boss.get(*page)  # content types are read once for all
    fill(1, 1)
    with django_assert_num_queries(QUERIES):
        boss.get(*page)
    DayFigures.objects.all().delete()
    DayCount.objects.all().delete()
    fill(97, 30)
    with django_assert_num_queries(QUERIES):
        boss.get(*page)


QUERIES = 8


def test_staff_without_the_right_see_the_page_without_figures(client):
    client.force_login(UserFactory(is_staff=True))
    answer = client.get(reverse("admin:index"))
    assert answer.status_code == 200
    assert "traffic" not in answer.context
    assert client.get(TABLE).status_code == 403


def test_members_and_guests_are_kept_out(client):
    assert "/login/" in client.get(TABLE)["Location"]
    client.force_login(UserFactory())
    assert client.get(TABLE).status_code in {302, 403}


def test_the_right_opens_it(client):
    analyst = UserFactory(is_staff=True)
    analyst.user_permissions.add(Permission.objects.get(codename="view_traffic"))
    client.force_login(analyst)
    assert "figures" in traffic(client)
    assert client.get(TABLE).status_code == 200
