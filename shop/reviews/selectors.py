"""What shoppers say of a product."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product
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
