"""One page of a product's reviews, as its template shows it."""

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest
from django.utils.translation import gettext as _

from config.errors import InvalidInput
from shop.catalog.models import Product
from shop.fragments import page_number, page_of
from shop.reviews.forms import ReviewQuery
from shop.reviews.selectors import SORTS, reviews_of, star_counts
from shop.shopper import Shopper

QUERY = {"stars", "sort", "page"}


@dataclass(frozen=True)
class ReviewListing:
    histogram: list[tuple[int, int]]
    """Stars and how many reviews give them, the best first."""
    stars: int | None
    """Only reviews with so many."""
    sort: str
    sorts: list[tuple[str, str]]
    page: Page

    @property
    def count(self) -> int:
        return sum(count for _stars, count in self.histogram)

    @property
    def page_range(self):
        return self.page.paginator.get_elided_page_range(self.page.number)


def review_listing(request: HttpRequest, product: Product) -> ReviewListing:
    query = ReviewQuery(request.GET)
    if not query.is_valid():
        raise InvalidInput(_("There are no reviews to choose this way."), fields=query.errors)
    stars, sort = query.cleaned_data["stars"], query.cleaned_data["sort"]
    counts = star_counts(product)
    rows = reviews_of(product, shopper=Shopper.of(request), stars=stars, sort=sort)
    found = counts[stars] if stars else sum(counts.values())
    return ReviewListing(
        histogram=list(counts.items()),
        stars=stars,
        sort=sort,
        sorts=[(key, label) for key, (label, _order) in SORTS.items()],
        page=page_of(rows, number=page_number(request), size=settings.REVIEWS_ON_A_PAGE, count=found),
    )
