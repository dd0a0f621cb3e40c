"""The past of the demo shop: simulated shoppers' visits written as events, orders and reviews."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.conf import settings

from accounts.models import User
from config.database import CopyWriter, new_ids
from recommender.services import BulkEvent, BulkSession, BulkVisitor, behavior_loader
from shop.demo.accounts import DEMO_SHOPPER
from shop.demo.kinds import KINDS
from shop.demo.market import Market
from shop.demo.opinions import opinion
from shop.demo.shoppers import SimulatedShopper, draw_shopper
from shop.demo.visits import Act, Visit, simulate
from shop.orders.models import Order
from shop.orders.tax import included_tax, tax_rate

TABLES = {
    "accounts_user": (
        "id", "password", "is_superuser", "email", "name", "is_staff", "is_active", "is_simulated", "created_at"
    ),
    "shop_order": (
        "id", "number", "access_key", "account_id", "visitor_id", "idempotency_key", "request_hash", "status", "email", "full_name",
        "street", "postal_code", "city", "country", "delivery_method", "currency", "goods_total", "delivery_total",
        "voucher_code", "discount_total", "tax_rate", "tax_total", "placed_at", "confirmation_sent_at",
    ),
    "shop_orderline": ("order_id", "product_id", "title", "unit_price", "quantity"),
    "shop_ordertransition": ("order_id", "status", "at"),
    "shop_payment": ("order_id", "gateway", "reference", "amount", "status", "created_at"),
    "shop_favorite": ("account_id", "visitor_id", "product_id", "created_at"),
    "shop_review": (
        "product_id", "account_id", "rating", "text", "is_verified", "status", "created_at", "updated_at"
    ),
}  # fmt: skip


class History:
    """Writes one shopper after the other; nothing of a shopper is kept once written."""

    def __init__(self, market: Market, titles: dict[int, str], *, start: datetime, end: datetime, seed: int):
        self.market, self.titles = market, titles
        self.start, self.end, self.seed = start, end, seed
        self.writer = CopyWriter(TABLES)
        self.order_ids, self.account_ids = new_ids("shop_order"), new_ids("accounts_user")
        self.wanted: Counter[int] = Counter()
        """How often each product was looked at (1) or bought (5), the last thirty days counting double."""

    def write(self, shoppers: int, *, advance: Callable[[], object]) -> dict[str, int]:
        with behavior_loader() as loader:
            for number in range(1, shoppers + 1):
                self._write_shopper(draw_shopper(number, self.market, seed=self.seed), loader)
                advance()
            self.writer.flush()
            loader.flush()
        return {
            "members": self.writer.counts["accounts_user"],
            "visits": loader.sessions,
            "events": loader.events,
            "orders": self.writer.counts["shop_order"],
            "reviews": self.writer.counts["shop_review"],
        }

    def _write_shopper(self, shopper: SimulatedShopper, loader) -> None:
        visits = list(simulate(shopper, self.market, start=self.start, end=self.end, seed=self.seed))
        if not visits:
            return
        account_id = self._account(shopper) if shopper.is_member else None
        loader.add(BulkVisitor(shopper.visitor_id, account_id, True, visits[0].started_at))
        for visit in visits:
            loader.add(
                BulkSession(visit.id, shopper.visitor_id, visit.started_at, shopper.device, shopper.source)
            )
            for act in visit.acts:
                loader.add(self._event(shopper, visit, act))
                self._count(act)
            self._order(shopper, account_id, visit)
        self._favorites(shopper, account_id, visits)
        if account_id:
            self._reviews(shopper, account_id, visits)

    def _event(self, shopper: SimulatedShopper, visit: Visit, act: Act) -> BulkEvent:
        query, found = self._searched(visit, act) if act.kind == "search" else ("", None)
        product_id = act.offer.product_id if act.offer else None
        return BulkEvent(
            shopper.visitor_id,
            visit.id,
            act.kind,
            product_id,
            query,
            act.quantity,
            act.amount,
            act.rating,
            act.at,
            found,
        )

    def _searched(self, visit: Visit, act: Act) -> tuple[str, int]:
        """The words and how many products they find. Some ask for what this shop has never had."""
        rng = Random(f"words:{visit.id}:{act.at}")
        if rng.random() < UNKNOWN_SHARE:
            return rng.choice(NOT_SOLD), 0
        return act.query, act.found

    def _account(self, shopper: SimulatedShopper) -> int:
        if shopper.number == 1:
            return User.objects.get(email=DEMO_SHOPPER.email).pk
        account_id = next(self.account_ids)
        self.writer.add(
            "accounts_user",
            (account_id, "!", False, _email(shopper), _name(shopper), False, True, True, self.start),
        )
        return account_id

    def _order(self, shopper: SimulatedShopper, account_id: int | None, visit: Visit) -> None:
        bought = [act for act in visit.acts if act.kind == "purchase"]
        if not bought:
            return
        rng = Random(f"order:{visit.id}")
        order_id, placed_at = next(self.order_ids), bought[-1].at
        goods = sum((act.amount for act in bought), Decimal("0.00"))
        price, free_from, _days = settings.DELIVERY_METHODS["standard"]
        delivery = Decimal("0.00") if free_from and goods >= Decimal(free_from) else Decimal(price)
        rate = tax_rate("DE")
        status = _status(placed_at, self.end)
        address = (
            f"{rng.randint(1, 120)} {rng.choice(STREETS)}",
            str(rng.randint(10000, 98999)),
            rng.choice(TOWNS),
        )
        key = visit.id.hex
        self.writer.add(
            "shop_order",
            (
                order_id, f"D-{key[:10].upper()}", f"{rng.getrandbits(192):048x}"[:43], account_id, shopper.visitor_id,
                f"demo:{key}", "", status, _email(shopper), _name(shopper), *address, "DE", "standard", settings.CURRENCY,
                goods, delivery, "", Decimal("0.00"), rate, included_tax(goods + delivery, rate, settings.CURRENCY), placed_at, placed_at,
            ),
        )  # fmt: skip
        for act in bought:
            offer = act.offer
            line = (order_id, offer.product_id, self.titles[offer.product_id], offer.price, act.quantity)
            self.writer.add("shop_orderline", line)
        for step in PATH[: PATH.index(status) + 1]:
            self.writer.add("shop_ordertransition", (order_id, step, placed_at + AFTER[step]))
        self.writer.add(
            "shop_payment", (order_id, "demo", f"demo-{key[:12]}", goods + delivery, "accepted", placed_at)
        )

    def _favorites(self, shopper: SimulatedShopper, account_id: int | None, visits: list[Visit]) -> None:
        """What is liked at the end of it all."""
        liked: dict[int, datetime] = {}
        for act in (act for visit in visits for act in visit.acts):
            if act.kind == "favorite":
                liked[act.offer.product_id] = act.at
            elif act.kind == "unfavorite":
                liked.pop(act.offer.product_id, None)
        visitor_id = None if account_id else shopper.visitor_id
        for product_id, at in liked.items():
            self.writer.add("shop_favorite", (account_id, visitor_id, product_id, at))

    def _reviews(self, shopper: SimulatedShopper, account_id: int, visits: list[Visit]) -> None:
        latest = {act.offer.product_id: act for visit in visits for act in visit.acts if act.kind == "review"}
        for product_id, act in latest.items():
            rng = Random(f"review:{self.seed}:{shopper.number}:{product_id}")
            text = opinion(act.rating, KINDS[act.offer.kind].name, rng)
            self.writer.add(
                "shop_review", (product_id, account_id, act.rating, text, True, "published", act.at, act.at)
            )

    def _count(self, act: Act) -> None:
        weight = {"view": 1, "purchase": 5}.get(act.kind, 0)
        if weight:
            self.wanted[act.offer.product_id] += weight * (2 if (self.end - act.at).days < 30 else 1)


PATH = [Order.Status.PLACED, Order.Status.PAID, Order.Status.SHIPPED, Order.Status.DELIVERED]
# When an order reaches each state, counted from the moment at which it was placed.
AFTER = dict(zip(PATH, (timedelta(0), timedelta(0), timedelta(days=1), timedelta(days=4)), strict=True))
# What is asked for in vain, and how often.
NOT_SOLD = ("gift card", "dog bed", "phone case", "espresso machine", "running shoes", "wall charger")
UNKNOWN_SHARE = 0.05
STREETS = ("Garden Lane", "Mill Street", "Station Road", "Meadow Way", "Harbor Street", "Linden Avenue")
TOWNS = ("Altenau", "Birkenfeld", "Eichstedt", "Lindenau", "Neuwerder", "Steinbach")


def _status(placed_at: datetime, now: datetime) -> str:
    """As far as it has come by now."""
    return [step for step in PATH if placed_at + AFTER[step] <= now][-1]


def _name(shopper: SimulatedShopper) -> str:
    return f"Shopper-{shopper.number}"


def _email(shopper: SimulatedShopper) -> str:
    return DEMO_SHOPPER.email if shopper.number == 1 else f"shopper-{shopper.number}@aisle.example"
