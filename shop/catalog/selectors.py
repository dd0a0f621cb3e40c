"""What pages read of the catalog."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from redis.exceptions import RedisError

from shop.catalog.models import Category, Product

FEW_LEFT = 5  # as the pages that say so

TREE_KEY = "catalog:tree"
TREE_AGE = timedelta(minutes=1)  # products arrive in bulk past `save_category`, so the tree renews itself too


@dataclass(frozen=True)
class CategoryNode:
    """A category as the navigation needs it; cached, so it holds plain values only."""

    id: int
    slug: str
    name: str
    description: str
    url: str
    image_url: str
    children: tuple["CategoryNode", ...]


def category_tree() -> tuple[CategoryNode, ...]:
    """The departments with all below them. Every page shows them, so they are read even where the cache is down."""
    try:
        return cache.get_or_set(TREE_KEY, _read_tree, TREE_AGE.total_seconds())
    except RedisError:
        return _read_tree()


def forget_category_tree() -> None:
    cache.delete(TREE_KEY)


def _read_tree() -> tuple[CategoryNode, ...]:
    below: dict[int | None, list[Category]] = {}
    for category in Category.objects.order_by("position", "name"):
        below.setdefault(category.parent_id, []).append(category)
    return _nodes(below, None)


def _nodes(below: dict[int | None, list[Category]], parent: int | None) -> tuple[CategoryNode, ...]:
    return tuple(
        CategoryNode(
            id=category.pk,
            slug=category.slug,
            name=category.name,
            description=category.description,
            url=category.get_absolute_url(),
            image_url=category.image.url if category.image else "",
            children=_nodes(below, category.pk),
        )
        for category in below.get(parent, ())
    )


def category_path(*, slug: str) -> tuple[CategoryNode, ...]:
    """From the department down to the category itself; empty where there is none."""
    path = _path_to(slug, category_tree())
    if not path and Category.objects.filter(slug=slug).exists():
        forget_category_tree()
        path = _path_to(slug, category_tree())
    return path


def _path_to(slug: str, nodes: Sequence[CategoryNode]) -> tuple[CategoryNode, ...]:
    for node in nodes:
        if node.slug == slug:
            return (node,)
        if path := _path_to(slug, node.children):
            return (node, *path)
    return ()


def ids_below(node: CategoryNode) -> list[int]:
    """The category itself and all under it."""
    return [node.id, *(pk for child in node.children for pk in ids_below(child))]


def categories_by_id() -> dict[int, CategoryNode]:
    """All categories, from the cached tree."""
    return {node.id: node for node in _all(category_tree())}


def _all(nodes: Sequence[CategoryNode]) -> Iterator[CategoryNode]:
    for node in nodes:
        yield node
        yield from _all(node.children)


def products_by_ids(ids: Iterable[int]) -> list[Product]:
    """In this order, ready for cards; those that do not exist are left out."""
    ids = list(ids)
    found = Product.objects.for_cards().in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def popular_products(*, count: int) -> list[Product]:
    """What is wanted most, ready for cards, in one query."""
    wanted = Product.objects.active().in_stock().order_by("-popularity", "-rating_count", "-pk")
    return list(wanted.for_cards()[:count])


def low_stock(*, limit: int) -> list[Product]:
    """For sale and nearly gone, or gone: the most wanted first, as pages say "only … left" of them."""
    nearly_gone = Product.objects.active().filter(stock__lte=FEW_LEFT).only("title", "stock")
    return list(nearly_gone.order_by("-popularity", "stock", "pk")[:limit])


def newest_product_ids(*, count: int, without: Collection[int] = ()) -> list[int]:
    newest = Product.objects.active().in_stock().exclude(pk__in=without).order_by("-released_at", "-pk")
    return list(newest.values_list("pk", flat=True)[:count])


def product_by_slug(slug: str) -> Product | None:
    """With all that its page shows, active or not."""
    products = Product.objects.select_related("category").with_gallery().defer("search_vector")
    return products.filter(slug=slug).first()


def variants_of(product: Product) -> list[Product]:
    """All that are for sale of what this product is a variant of, itself among them; nothing where it has no variants."""
    if not product.variant_group:
        return []
    found = list(
        Product.objects.active().filter(variant_group=product.variant_group).order_by("pk").for_cards()
    )
    return found if any(variant.pk != product.pk for variant in found) else []
