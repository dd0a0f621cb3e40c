"""Products and categories by words."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from redis.exceptions import RedisError

from recommender.services import popular_searches
from shop.catalog.models import Product
from shop.catalog.selectors import CategoryNode, categories_by_id
from shop.search.statement import FIND, MATCH, MOST_RANKED, Words

SHORTEST = 2
POPULAR_KEY = "search:popular"
POPULAR_AGE = timedelta(minutes=10)
POPULAR_WORDS = 6


@dataclass(frozen=True)
class Found:
    products: list[Product]
    total: int
    meant: str
    """The words that were searched instead, where the typed ones found nothing."""


@dataclass(frozen=True)
class Match:
    ids: list[int]
    """All that fit, the most relevant first."""
    meant: str

    @property
    def is_cut(self) -> bool:
        """More fit than are ranked and counted."""
        return len(self.ids) >= MOST_RANKED


NOTHING = Found([], 0, "")


def match_products(text: str) -> Match:
    """For a listing that narrows and sorts what fits."""
    words = Words(text)
    if not words.single:
        return Match([], "")
    with connection.cursor() as cursor:
        cursor.execute(MATCH, words.parameters(limit=MOST_RANKED, offset=0))
        rows = cursor.fetchall()
    return Match([pk for pk, _meant in rows], rows[0][1] if rows else "")


def search_products(text: str, *, limit: int, offset: int = 0) -> Found:
    """Ready for cards, in two queries."""
    words = Words(text)
    if not words.single:
        return NOTHING
    rows = Product.objects.raw(FIND, words.parameters(limit=limit, offset=offset))
    products = list(rows.prefetch_related("pictures"))
    if not products:
        return NOTHING
    return Found(products, products[0].total, products[0].meant)


def search_categories(text: str, *, limit: int) -> list[CategoryNode]:
    """Categories with a name in which each word begins a word; from the cached tree."""
    words = Words(text).single
    if not words:
        return []
    return [node for node in categories_by_id().values() if _names(node, words)][:limit]


def _names(node: CategoryNode, words: list[str]) -> bool:
    named = Words(node.name).single
    return all(any(name.startswith(word) for name in named) for word in words)


def popular_words() -> list[str]:
    """What many searched for lately. A nicety: where the cache is down, it is left out rather than counted each time."""
    try:
        return cache.get_or_set(
            POPULAR_KEY, lambda: popular_searches(limit=POPULAR_WORDS), POPULAR_AGE.total_seconds()
        )
    except RedisError:
        return []
