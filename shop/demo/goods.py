"""The demo assortment written into the database: categories, pictures, products."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from config.database import CopyWriter, new_ids
from shop.catalog.models import Category
from shop.demo.assortment import ProductSpec, category_specs, department_specs, iter_products
from shop.demo.drawings import draw, views
from shop.demo.kinds import KINDS
from shop.demo.market import Offer

PRODUCT_COLUMNS = [
    "id",
    "category_id",
    "slug",
    "title",
    "brand",
    "description",
    "attributes",
    "price",
    "list_price",
    "currency",
    "stock",
    "is_active",
    "is_consumable",
    "replenishment_days",
    "rating_sum",
    "rating_count",
    "popularity",
    "released_at",
    "created_at",
    "updated_at",
    "external_id",
    "category_text",
    "variant_group",
]
PICTURE_COLUMNS = ("product_id", "image", "alt", "position")
SEEN = {"closely": ", seen closely", "family": ", among its other colors", "box": ", in its box"}


def write_categories() -> dict[str, Category]:
    """Departments and categories with their tiles; by slug."""
    made: dict[str, Category] = {}
    drawings = Drawings()
    for spec in (*department_specs(), *category_specs()):
        made[spec.slug] = Category.objects.create(
            slug=spec.slug,
            name=spec.name,
            parent=made.get(spec.parent_slug),
            description=spec.description,
            position=spec.position,
            image=drawings.name(spec.drawing, spec.color),
        )
    return made


def write_products(
    count: int, *, seed: int, end: datetime, categories: dict[str, Category], advance: Callable[[], object]
) -> list[Offer]:
    """The products, and what the simulated shoppers need to know of them."""
    writer = CopyWriter({"shop_product": PRODUCT_COLUMNS, "shop_productpicture": PICTURE_COLUMNS})
    offers, drawings = [], Drawings()
    ids = new_ids("shop_product")
    for product_id, spec in zip(ids, iter_products(products=count, seed=seed), strict=False):
        category = categories[spec.category_slug]
        released_at = end - timedelta(
            days=spec.days_before_end_released, hours=writer.counts["shop_product"] % 24
        )
        writer.add(
            "shop_product",
            (
                product_id, category.pk, spec.slug, spec.title, spec.brand, spec.description, json.dumps(spec.attributes),
                spec.price, spec.list_price, settings.CURRENCY, spec.stock, True, spec.is_consumable,
                spec.replenishment_days, 0, 0, 0.0, released_at, released_at, end, "",
                f"{category.parent.name} {category.name}", spec.variant_group,
            ),
        )  # fmt: skip
        for position, (image, alt) in enumerate(drawings.gallery(spec)):
            writer.add("shop_productpicture", (product_id, image, alt, position))
        offers.append(
            Offer(
                product_id=product_id,
                kind=spec.kind_slug,
                color=spec.color,
                price=spec.price,
                popularity=spec.popularity,
                released_at=released_at,
                replenishment_days=spec.replenishment_days,
            )
        )
        advance()
    writer.flush()
    return offers


class Drawings:
    """Drawn pictures in the media storage, each drawn once."""

    def __init__(self):
        self._done: set[str] = set()

    def name(self, drawing: str, color: str) -> str:
        return self._kept(f"demo/{drawing}-{color}.svg", partial(draw, drawing, color))

    def gallery(self, spec: ProductSpec) -> Iterator[tuple[str, str]]:
        """The pictures of a product, each with its description."""
        yield self.name(spec.drawing, spec.color), spec.title
        kind = KINDS[spec.kind_slug]
        for view, draw_view in views(spec.drawing, spec.color, kind.colors if kind.colored else ()).items():
            name = self._kept(f"demo/{spec.drawing}-{spec.color}-{view}.svg", draw_view)
            yield name, f"{spec.title}{SEEN[view]}"

    def _kept(self, name: str, draw_it: Callable[[], str]) -> str:
        if name not in self._done:
            default_storage.delete(name)
            default_storage.save(name, ContentFile(draw_it().encode()))
            self._done.add(name)
        return name
