"""Simulated shoppers, as somebody who chooses among them reads of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.looking import may_be_looked_at
from accounts.models import User
from shop.catalog.models import Product
from shop.catalog.selectors import CategoryNode, category_tree, ids_below, products_by_ids
from shop.favorites.models import Favorite
from shop.orders.models import OrderLine

# Who bought most comes first; whoever is further down is found by name.
MOST = 240
PICTURES = 4


@dataclass
class SimulatedShopper:
    account: User
    liked: list[CategoryNode]
    """Departments, the dearest first."""
    bought: list[Product] = field(default_factory=list)
    """The latest first; filled for those whom a page shows."""

    @property
    def likes(self) -> str:
        names = [department.name for department in self.liked[:2]]
        if not names:
            return _("Has bought nothing yet, and marked nothing.")
        if len(names) == 1:
            return _("Likes %(department)s.") % {"department": names[0]}
        return _("Likes %(first)s and %(second)s.") % dict(zip(("first", "second"), names, strict=True))


def simulated_shoppers(*, words: str = "", likes: str = "") -> list[SimulatedShopper]:
    """Those whose name has these words and who like this department most; nobody outside of the demo."""
    accounts = may_be_looked_at()
    if words:
        accounts = accounts.filter(Q(name__icontains=words) | Q(email__icontains=words))
    accounts = list(accounts.annotate(order_count=Count("orders")).order_by("-order_count", "pk")[:MOST])
    tastes = _tastes(accounts)
    shoppers = [SimulatedShopper(account, tastes.get(account.pk, [])) for account in accounts]
    return [shopper for shopper in shoppers if not likes or _slug_of_dearest(shopper) == likes]


def with_bought(shoppers: Sequence[SimulatedShopper]) -> Sequence[SimulatedShopper]:
    """The same, with some of what they bought last."""
    ids = [shopper.account.pk for shopper in shoppers]
    lines = OrderLine.objects.filter(order__account__in=ids, product__is_active=True)
    rows = lines.order_by("order__account", "-order__placed_at", "-pk")
    newest = {
        account: list(dict.fromkeys(product for _, product in bought))[:PICTURES]
        for account, bought in groupby(rows.values_list("order__account", "product"), key=itemgetter(0))
    }
    products = {
        product.pk: product for product in products_by_ids({pk for pks in newest.values() for pk in pks})
    }
    for shopper in shoppers:
        shopper.bought = [products[pk] for pk in newest.get(shopper.account.pk, []) if pk in products]
    return shoppers


def _slug_of_dearest(shopper: SimulatedShopper) -> str:
    return shopper.liked[0].slug if shopper.liked else ""


def _tastes(accounts: Iterable[User]) -> dict[int, list[CategoryNode]]:
    """Departments by how much was bought there and marked there."""
    department_of = {pk: department for department in category_tree() for pk in ids_below(department)}
    counts: dict[int, Counter[CategoryNode]] = {}
    for account, category, count in _wanted([account.pk for account in accounts]):
        if department := department_of.get(category):
            counts.setdefault(account, Counter())[department] += count
    return {
        account: [department for department, _ in counted.most_common()]
        for account, counted in counts.items()
    }


def _wanted(ids: list[int]) -> Iterator[tuple[int, int, int]]:
    """(account, category, how many things)."""
    bought = OrderLine.objects.filter(order__account__in=ids).order_by()
    yield from bought.values_list("order__account", "product__category").annotate(Count("pk"))
    marked = Favorite.objects.filter(account__in=ids).order_by()
    yield from marked.values_list("account", "product__category").annotate(Count("pk"))
