"""The demo shop's assortment: departments, categories and any number of distinct products."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, count, product
from random import Random

from .descriptions import describe
from .kinds import DEPARTMENTS, KINDS, SERIES, Brand, Kind, brands_of, department_of

CENT = Decimal("0.01")
OLDEST_DAYS = 700
NEW_SHARE, NEW_DAYS = 0.12, 90
SALE_SHARE = 0.12
SOLD_OUT_SHARE = 0.02


@dataclass(frozen=True)
class CategorySpec:
    """A department (no parent) or a category below one; drawing and color make its tile."""

    slug: str
    name: str
    parent_slug: str | None
    description: str
    position: int
    drawing: str
    color: str


@dataclass(frozen=True)
class ProductSpec:
    """One product, ready to be written; `drawing` and `color` are the arguments of `draw`."""

    slug: str
    title: str
    brand: str
    category_slug: str
    kind_slug: str
    description: str
    attributes: dict[str, str]
    variant_group: str
    price: Decimal
    list_price: Decimal | None
    stock: int
    is_consumable: bool
    replenishment_days: int | None
    color: str
    drawing: str
    days_before_end_released: int
    popularity: float


@dataclass(frozen=True)
class Assortment:
    departments: tuple[CategorySpec, ...]
    categories: tuple[CategorySpec, ...]
    kinds: dict[str, Kind]
    products: tuple[ProductSpec, ...]


@dataclass(frozen=True)
class _Line:
    """One thing that a brand makes, in several variants; `series` keeps later rounds apart."""

    series: str
    brand: Brand
    style: str
    """Empty where the line comes in several: a tea in three blends."""


@dataclass(frozen=True)
class _Variant:
    """One combination of a kind's choices."""

    line: _Line
    style: str
    size: str
    color: str


def build_assortment(*, products: int, seed: int) -> Assortment:
    return Assortment(
        departments=department_specs(),
        categories=category_specs(),
        kinds=KINDS,
        products=tuple(iter_products(products=products, seed=seed)),
    )


def department_specs() -> tuple[CategorySpec, ...]:
    return tuple(
        CategorySpec(d.slug, d.name, None, d.description, position, d.drawing, d.color)
        for position, d in enumerate(DEPARTMENTS, start=1)
    )


def category_specs() -> tuple[CategorySpec, ...]:
    return tuple(
        CategorySpec(c.slug, c.name, d.slug, c.description, position, c.drawing, d.color)
        for d in DEPARTMENTS
        for position, c in enumerate(d.categories, start=1)
    )


def iter_products(*, products: int, seed: int) -> Iterator[ProductSpec]:
    """Yields distinct products in constant memory; a smaller number is a prefix of a larger."""
    rng = Random(f"assortment:{seed}")
    variants = {kind.slug: _variants(kind, seed) for kind in KINDS.values()}
    for kind, _ in zip(_kinds_in_turn(rng), range(products), strict=False):
        yield _product(kind, next(variants[kind.slug]), rng)


def _kinds_in_turn(rng: Random) -> Iterator[Kind]:
    """Every kind in each turn, broad ones several times, so that a small shop has them all."""
    turn = [kind for kind in KINDS.values() for _ in range(kind.breadth)]
    while True:
        rng.shuffle(turn)
        yield from turn


def _variants(kind: Kind, seed: int) -> Iterator[_Variant]:
    """Line after line, each with a few variants: first plain, then once for each series, without end."""
    brands = brands_of(department_of(kind).slug)
    for round_number, series in enumerate(chain([""], SERIES, (f"No. {n}" for n in count(2)))):
        rng = Random(f"{kind.slug}:{seed}:{round_number}")
        # What has colors comes in those; what has none, in its varieties.
        lines = [_Line(series, *choice) for choice in product(brands, kind.styles if kind.colored else ("",))]
        rng.shuffle(lines)
        for line in lines:
            yield from _variants_of(line, kind, rng)


def _variants_of(line: _Line, kind: Kind, rng: Random) -> Iterator[_Variant]:
    sizes = _some(kind.sizes, 2, rng)
    if kind.colored:
        for size, color in product(sizes, _some(kind.colors, rng.choice((2, 3)), rng)):
            yield _Variant(line, line.style, size, color)
    else:
        for size, style in product(sizes, _some(tuple(kind.styles), 2, rng)):
            yield _Variant(line, style, size, _label_color(kind, line.brand, style))


def _some(choices: Sequence[str], most: int, rng: Random) -> list[str]:
    """A few of them, in their own order."""
    chosen = set(rng.sample(range(len(choices)), min(most, len(choices))))
    return [choice for place, choice in enumerate(choices) if place in chosen]


def _label_color(kind: Kind, brand: Brand, style: str) -> str:
    """The packaging of one brand and variety always looks the same."""
    return Random(f"{kind.slug}:{brand.name}:{style}").choice(kind.colors)


def _product(kind: Kind, variant: _Variant, rng: Random) -> ProductSpec:
    """Variants of a line share words, details and the level of their price; stock, sales and popularity are their own."""
    title, group = _title(kind, variant), _group(kind, variant.line)
    price, list_price = _prices(kind, variant, group, rng)
    return ProductSpec(
        slug=_slug(title),
        title=title,
        brand=variant.line.brand.name,
        category_slug=kind.category,
        kind_slug=kind.slug,
        description=describe(
            kind,
            brand=variant.line.brand,
            style=variant.style,
            color=variant.color if kind.colored else None,
            rng=Random(group),
        ),
        attributes=_attributes(kind, variant, Random(group)),
        variant_group=group,
        price=price,
        list_price=list_price,
        stock=_stock(kind, rng),
        is_consumable=kind.is_consumable,
        replenishment_days=kind.replenishment_days,
        color=variant.color,
        drawing=kind.slug,
        days_before_end_released=_days_before_end_released(rng),
        popularity=round(kind.popularity * rng.lognormvariate(0, 0.8), 4),
    )


def _title(kind: Kind, variant: _Variant) -> str:
    """For example "Halden Stoneware Mug, 350 ml, Moss"."""
    words = (variant.line.brand.name, variant.line.series, variant.style, kind.name)
    tail = (variant.size, variant.color.title() if kind.colored else "")
    return ", ".join(part for part in (" ".join(filter(None, words)), *tail) if part)


def _group(kind: Kind, line: _Line) -> str:
    return _slug(" ".join(filter(None, (line.brand.name, line.series, line.style, kind.slug))))


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower().replace("'", "")).strip("-")


def _attributes(kind: Kind, variant: _Variant, rng: Random) -> dict[str, str]:
    attributes = {"Brand": variant.line.brand.name, kind.style_label: variant.style}
    if variant.size:
        attributes[kind.size_label] = variant.size
    if kind.colored:
        attributes["Color"] = variant.color.title()
    return attributes | {name: rng.choice(choices) for name, choices in kind.details.items()}


def _prices(kind: Kind, variant: _Variant, group: str, rng: Random) -> tuple[Decimal, Decimal | None]:
    """Brand level, size and a little chance, the same for a line, place the price in the kind's range."""
    low, high = kind.price
    step = kind.sizes.index(variant.size) / max(1, len(kind.sizes) - 1)
    share = 0.55 * variant.line.brand.level + 0.25 * step + 0.2 * Random(f"{group}:price").random()
    price = _price_tag(low + (high - low) * share)
    if rng.random() >= SALE_SHARE:
        return price, None
    reduced = _price_tag(float(price) * rng.choice((0.7, 0.75, 0.8, 0.85)))
    return (reduced, price) if reduced < price else (price, None)


def _price_tag(amount: float) -> Decimal:
    """Dimes on small prices, half euros on middling ones, whole euros on large ones."""
    step = Decimal("0.10") if amount < 10 else Decimal("0.50") if amount < 40 else Decimal(1)
    return max((Decimal(amount) / step).quantize(Decimal(1)) * step, step).quantize(CENT)


def _stock(kind: Kind, rng: Random) -> int:
    if rng.random() < SOLD_OUT_SHARE:
        return 0
    return int(rng.lognormvariate(4.5 if kind.is_consumable else 3.3, 0.7)) + 1


def _days_before_end_released(rng: Random) -> int:
    if rng.random() < NEW_SHARE:
        return rng.randrange(NEW_DAYS)
    return rng.randrange(NEW_DAYS, OLDEST_DAYS + 1)
