"""The demo shop from nothing: goods, accounts, and a past."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, transaction

from accounts.models import User
from config.errors import Conflict
from recommender.services import refresh_traffic
from shop.catalog.models import Product
from shop.demo.accounts import DEMO_ADMINISTRATOR, DEMO_SHOPPER, DEMO_STAFF, DEMO_VOUCHER
from shop.demo.goods import write_categories, write_products
from shop.demo.history import History
from shop.demo.market import Market
from shop.demo.votes import write_votes
from shop.vouchers.models import Voucher

# stage(what, how_many) -> advance(): how seeding tells of its progress.
Stage = Callable[[str, int], Callable[[], object]]


@dataclass(frozen=True)
class SeedPlan:
    products: int = 1_000
    shoppers: int = 2_000
    days: int = 90
    seed: int = 7


@transaction.atomic
def seed_demo(plan: SeedPlan, *, now: datetime, stage: Stage, dry_run: bool = False) -> dict[str, int]:
    """Fill an empty shop. Deterministic for a plan and a moment. All of it lands, or nothing does.

    A dry run does it all and takes it back, but for the drawn pictures: how much a past comes to is known only when
    it has happened.
    """
    if Product.objects.exists():
        raise Conflict("The shop already has products. Empty it with reset_demo first.")
    write_accounts()
    write_vouchers()
    advance = stage("products", plan.products)
    offers = write_products(
        plan.products, seed=plan.seed, end=now, categories=write_categories(), advance=advance
    )
    titles = dict(Product.objects.values_list("pk", "title"))
    history = History(Market(offers), titles, start=now - timedelta(days=plan.days), end=now, seed=plan.seed)
    counts = history.write(plan.shoppers, advance=stage("shoppers", plan.shoppers))
    counts["votes"] = write_votes(seed=plan.seed, end=now)
    settle(history.wanted)
    refresh_traffic(now=now)
    if dry_run:
        transaction.set_rollback(True)
    cache.clear()
    return {"products": len(offers), **counts}


def write_accounts() -> None:
    User.objects.create_user(
        DEMO_SHOPPER.email, DEMO_SHOPPER.password, name="Demo Shopper", is_simulated=True
    )
    User.objects.create_superuser(
        DEMO_ADMINISTRATOR.email, DEMO_ADMINISTRATOR.password, name="Demo Administrator"
    )
    for role, email, password in DEMO_STAFF:
        account = User.objects.create_user(email, password, name=role, is_staff=True)
        account.groups.add(Group.objects.get(name=role))


def write_vouchers() -> None:
    """One of each sort; the first is named beside the cart's voucher field. What administrators made before stays."""
    Voucher.objects.bulk_create(
        [
            Voucher(code=DEMO_VOUCHER, kind=Voucher.Kind.PERCENTAGE, value=10),
            Voucher(code="GARDEN15", kind=Voucher.Kind.AMOUNT, value=15, minimum=75, once_per_shopper=False),
            Voucher(code="FIRST100", kind=Voucher.Kind.PERCENTAGE, value=20, max_uses=100),
        ],
        ignore_conflicts=True,
    )


def settle(wanted: dict[int, int]) -> None:
    """What follows from the past: ratings, popularity, and the planner's statistics."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE shop_product SET rating_sum = r.stars, rating_count = r.reviews FROM"
            " (SELECT product_id, sum(rating) AS stars, count(*) AS reviews FROM shop_review"
            "  WHERE status = 'published' GROUP BY product_id) r WHERE r.product_id = shop_product.id"
        )
        cursor.execute(
            "UPDATE shop_product SET popularity = w.times"
            " FROM unnest(%s::bigint[], %s::float[]) AS w(product_id, times) WHERE w.product_id = shop_product.id",
            [list(wanted), list(wanted.values())],
        )
        cursor.execute("ANALYZE")
