"""What shoppers say of a product."""

from shop.catalog.models import Product
from shop.reviews.models import Review
from shop.shopper import Shopper


def reviews_of(product: Product):
    """Published reviews with their writers, the latest first."""
    return Review.objects.published().filter(product=product).select_related("account")


def review_by(shopper: Shopper, product: Product) -> Review | None:
    if shopper.account is None:
        return None
    return Review.objects.filter(product=product, account=shopper.account).first()
