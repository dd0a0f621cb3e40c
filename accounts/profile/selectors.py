"""What the overview of an account shows."""

from dataclasses import dataclass

from django.db.models import Count, Model, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from shop.addresses.models import Address
from shop.favorites.models import Favorite
from shop.orders.models import Order
from shop.orders.selectors import orders_of
from shop.reviews.models import Review
from shop.shopper import Shopper


@dataclass(frozen=True)
class Overview:
    newest_order: Order | None
    favorite_count: int
    review_count: int
    address_count: int


def overview(shopper: Shopper) -> Overview:
    counted = {
        "favorite_count": _many(Favorite),
        "review_count": _many(Review),
        "address_count": _many(Address),
    }
    counts = User.objects.filter(pk=shopper.account.pk).values(**counted).get()
    return Overview(newest_order=orders_of(shopper).first(), **counts)


def _many(table: type[Model]) -> Coalesce:
    """How many rows of the table are the account's; all of them are counted in one query."""
    rows = table.objects.filter(account=OuterRef("pk")).order_by().values("account")
    return Coalesce(Subquery(rows.annotate(many=Count("pk")).values("many")), 0)
