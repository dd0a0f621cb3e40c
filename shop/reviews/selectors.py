"""What shoppers say of a product."""

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
from shop.catalog.selectors import products_by_ids
from shop.orders.models import Order, OrderLine
from shop.reviews.models import Review
from shop.shopper import Shopper

SORTS = {
    "newest": (_("Newest"), ["-created_at", "-pk"]),
    "helpful": (_("Most helpful"), ["-helpful_count", "-created_at", "-pk"]),
    "best": (_("Best first"), ["-rating", "-helpful_count", "-created_at", "-pk"]),
    "worst": (_("Worst first"), ["rating", "-helpful_count", "-created_at", "-pk"]),
}
DEFAULT_SORT = "newest"


def reviews_of(
    product: Product, *, shopper: Shopper, stars: int | None = None, sort: str = DEFAULT_SORT
) -> QuerySet[Review]:
    """Published reviews with their writers and votes; those with so many stars, where that is asked for."""
    reviews = Review.objects.published().filter(product=product).select_related("account")
    if stars:
        reviews = reviews.filter(rating=stars)
    return reviews.with_votes(shopper.owner).order_by(*SORTS[sort][1])


def star_counts(product: Product) -> dict[int, int]:
    """How many published reviews give five stars, four, …"""
    if not product.rating_count:
        return dict.fromkeys(range(5, 0, -1), 0)
    rows = Review.objects.published().filter(product=product).order_by().values_list("rating")
    found = dict(rows.annotate(count=Count("pk")))
    return {stars: found.get(stars, 0) for stars in range(5, 0, -1)}


def review_by(shopper: Shopper, product: Product) -> Review | None:
    if shopper.account is None:
        return None
    return Review.objects.filter(product=product, account=shopper.account).first()


def own_reviews(shopper: Shopper) -> QuerySet[Review]:
    """All that the member wrote, also what a moderator hid, each with its product; the latest first."""
    mine = Review.objects.filter(account=shopper.account).select_related("account", "product")
    return mine.prefetch_related("product__pictures").with_votes(shopper.owner)


def waiting_for_review(shopper: Shopper, *, limit: int) -> list[Product]:
    """Bought and not reviewed yet, the latest purchase first."""
    reviewed = Review.objects.filter(account=shopper.account).values("product")
    bought = OrderLine.objects.filter(order__account=shopper.account, product__is_active=True)
    bought = bought.exclude(order__status=Order.Status.CANCELED).exclude(product__in=reviewed)
    newest = (
        bought.order_by()
        .values("product")
        .annotate(last=Max("order__placed_at"))
        .order_by("-last", "product")
    )
    return products_by_ids(newest.values_list("product", flat=True)[:limit])
