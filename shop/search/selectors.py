"""Products and categories by words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shop.catalog.models import Product
from shop.catalog.selectors import CategoryNode, category_tree
from shop.search.statement import FIND, MOST_RANKED, Words

SHORTEST = 2


@dataclass(frozen=True)
class Found:
    products: list[Product]
    total: int
    meant: str
    """The words that were searched instead, where the typed ones found nothing."""

    @property
    def is_cut(self) -> bool:
        """More fit than are ranked and counted."""
        return self.total >= MOST_RANKED


NOTHING = Found([], 0, "")


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
    return [node for node in _all(category_tree()) if _names(node, words)][:limit]


def _all(nodes: Sequence[CategoryNode]) -> Iterator[CategoryNode]:
    for node in nodes:
        yield node
        yield from _all(node.children)


def _names(node: CategoryNode, words: list[str]) -> bool:
    named = Words(node.name).single
    return all(any(name.startswith(word) for name in named) for word in words)
