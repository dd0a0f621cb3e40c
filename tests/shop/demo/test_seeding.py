from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q, Sum

from accounts.models import User
from recommender.models import DayFigures, Event, Visitor, VisitSession
from shop.demo.accounts import DEMO_ADMINISTRATOR, DEMO_SHOPPER, DEMO_STAFF, DEMO_VOUCHER
from shop.demo.seeding import SeedPlan, seed_demo
from shop.models import Category, Favorite, HelpfulVote, Order, Product, Review, Voucher
from shop.orders.tax import included_tax

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TINY = SeedPlan(products=90, shoppers=30, days=40, seed=3)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def quiet(what, total):
    return lambda: None


def past() -> list[tuple]:
    return list(
        Event.objects.order_by("occurred_at", "visitor_id", "kind", "amount", "query").values_list(
            "visitor_id", "kind", "query", "amount", "rating", "occurred_at"
        )
    )


def test_a_seeded_shop_is_whole(tmp_path):
    counts = seed_demo(TINY, now=NOW, stage=quiet)
    assert counts["products"] == Product.objects.count() == 90
    assert Voucher.objects.filter(code=DEMO_VOUCHER).exists()
    assert counts["events"] == Event.objects.count() > 300
    assert counts["visits"] == VisitSession.objects.count()
    assert counts["orders"] == Order.objects.count() > 0
    assert not Visitor.objects.filter(is_simulated=False).exists()
    assert not Product.objects.filter(pictures=None).exists()
    assert all(
        (tmp_path / name).is_file() for name in Product.objects.values_list("pictures__image", flat=True)
    )
    assert not Category.objects.filter(image="").exists()
    ids = set(Product.objects.values_list("pk", flat=True))
    assert set(Event.objects.exclude(product_id=None).values_list("product_id", flat=True)) <= ids


def test_orders_and_ratings_agree_with_their_parts():
    seed_demo(TINY, now=NOW, stage=quiet)
    for order in Order.objects.prefetch_related("lines").select_related("payment"):
        assert order.goods_total == sum(line.total for line in order.lines.all())
        assert order.payment.amount == order.total
        assert (order.tax_rate, order.tax_total) == (19, included_tax(order.total, order.tax_rate, "EUR"))
    rated = Product.objects.annotate(
        reviewed=Count("reviews", filter=Q(reviews__status=Review.Status.PUBLISHED))
    )
    assert not rated.exclude(rating_count=F("reviewed")).exists()


def test_what_was_liked_in_the_log_is_a_favorite():
    seed_demo(TINY, now=NOW, stage=quiet)
    liked = Event.objects.filter(kind="favorite").values_list("visitor_id", "product_id").distinct().count()
    taken_back = Event.objects.filter(kind="unfavorite").count()
    assert liked - taken_back <= Favorite.objects.count() <= liked
    assert Favorite.objects.count() > 5


def test_the_past_is_counted_for_the_administrators_first_page():
    counts = seed_demo(TINY, now=NOW, stage=quiet)
    days = DayFigures.objects.aggregate(
        sessions=Sum("sessions"), orders=Sum("orders"), views=Sum("product_views")
    )
    assert days == {
        "sessions": counts["visits"],
        "orders": counts["orders"],
        "views": Event.objects.filter(kind="view").count(),
    }
    searches = Event.objects.filter(kind="search")
    assert not searches.filter(found=None).exists()
    assert 0 < searches.filter(found=0).count() < searches.count() / 4


def test_the_demo_shopper_has_a_past_worth_looking_at():
    seed_demo(SeedPlan(products=200, shoppers=1), now=NOW, stage=quiet)
    account = User.objects.get(email=DEMO_SHOPPER.email)
    assert account.orders.count() >= 2
    assert Favorite.objects.filter(account=account).exists()


def test_some_reviews_were_found_helpful_and_nobody_votes_for_their_own():
    counts = seed_demo(SeedPlan(products=90, shoppers=150, days=80), now=NOW, stage=quiet)
    votes = HelpfulVote.objects.select_related("review")
    assert counts["votes"] == len(votes) > 0
    assert len({vote.review_id for vote in votes}) < Review.objects.count()
    assert all(vote.account_id != vote.review.account_id for vote in votes)
    assert all(vote.review.created_at <= vote.created_at <= NOW for vote in votes)
    assert not HelpfulVote.objects.filter(account__email=DEMO_SHOPPER.email).exists()


def test_the_log_is_stored_in_order_of_time():
    seed_demo(TINY, now=NOW, stage=quiet)
    times = list(Event.objects.order_by("pk").values_list("occurred_at", flat=True))
    assert times == sorted(times)


def goods() -> list[tuple]:
    return list(Product.objects.order_by("slug").values_list("slug", "price", "stock"))


def votes() -> list[tuple]:
    return list(
        HelpfulVote.objects.order_by("created_at", "account").values_list(
            "review__product__slug", "review__account__email", "account__email", "created_at"
        )
    )


def test_the_same_seed_gives_the_same_shop():
    seed_demo(TINY, now=NOW, stage=quiet)
    first = past(), goods(), votes()
    for rows in (Order, Product, Category.objects.exclude(parent=None), Category, Visitor, User):
        getattr(rows, "objects", rows).all().delete()
    seed_demo(TINY, now=NOW, stage=quiet)
    assert (past(), goods(), votes()) == first


def test_demo_accounts_can_sign_in(client):
    seed_demo(TINY, now=NOW, stage=quiet)
    for sign_in in (DEMO_SHOPPER, DEMO_ADMINISTRATOR):
        account = User.objects.get(email=sign_in.email)
        assert account.check_password(sign_in.password)
    assert User.objects.get(email=DEMO_SHOPPER.email).visitor.events.exists()
    assert User.objects.get(email=DEMO_ADMINISTRATOR.email).is_superuser
    for role, email, _password in DEMO_STAFF:
        assert [group.name for group in User.objects.get(email=email).groups.all()] == [role]


def test_a_filled_shop_is_not_filled_again():
    seed_demo(TINY, now=NOW, stage=quiet)
    with pytest.raises(CommandError, match="already has products"):
        call_command("seed_demo", verbosity=0)


def test_a_dry_run_says_what_it_would_make_and_keeps_none_of_it(capsys):
    plan = ["--products", "90", "--shoppers", "5", "--days", "10"]
    call_command("seed_demo", *plan, "--dry-run", verbosity=0)
    assert "Nothing was kept (dry run): 90 products" in capsys.readouterr().out
    assert not Product.objects.exists()
    assert not User.objects.exists()
    call_command("seed_demo", *plan, verbosity=0)
    assert Product.objects.count() == 90


@pytest.mark.parametrize("bad", [["--products", "0"], ["--shoppers", "-1"], ["--until", "someday"]])
def test_senseless_plans_are_refused_in_words(bad):
    with pytest.raises(CommandError, match=bad[0]):
        call_command("seed_demo", *bad, verbosity=0)
    assert not Product.objects.exists()
