"""Variants: products that are one thing in several colors, sizes or styles.

Each variant is a product of its own, with its address, price, stock, pictures and reviews, because a variant is what is
bought, runs out and is learned from: cart, orders and the recommender go on as they are. What makes products
variants is a name that they share, `Product.variant_group`; how they differ is read from their attributes. So there is no
second table of options to keep in step, and a file of products brings variants with one more column.

Categories and search show every variant: each has a picture and a price of its own, and a filter may want just this
one. A recommended shelf shows one of a group (recommender/serving/variety.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shop.catalog.models import Product


@dataclass(frozen=True)
class Option:
    """A value that can be chosen, and the variant that one gets."""

    value: str
    product: Product
    is_chosen: bool
    is_exact: bool
    """All else stays as it is; otherwise this value comes with another size or color only."""


@dataclass(frozen=True)
class Choice:
    name: str
    options: list[Option]
    has_pictures: bool
    """Each option has its own look, so that a picture says more than its name."""

    @property
    def chosen(self) -> str:
        return next((option.value for option in self.options if option.is_chosen), "")


def choices_of(product: Product, variants: Sequence[Product]) -> list[Choice]:
    """What there is to choose, what can be seen first. `variants` includes the product."""
    names = choice_names(variants)
    choices = []
    for name in names:
        options = _options(name, names, product, variants)
        choices.append(Choice(name, options, _look_different(name, options, variants)))
    return sorted(choices, key=lambda choice: not choice.has_pictures)


def choice_names(variants: Sequence[Product]) -> list[str]:
    """The attributes that tell the variants apart, those with few values first.

    One that says nothing beyond these, as a weight that follows from the size, is no choice.
    """
    found = {
        name: {_value(variant, name) for variant in variants} for each in variants for name in each.attributes
    }
    names: list[str] = []
    parts = 1
    for name in sorted(found, key=lambda name: len(found[name])):
        told_apart = len({tuple(_value(variant, each) for each in (*names, name)) for variant in variants})
        if told_apart > parts:
            names.append(name)
            parts = told_apart
    return names


def _options(name: str, names: list[str], product: Product, variants: Sequence[Product]) -> list[Option]:
    """One for each value, in the order in which the shop got them: the variant nearest to the product shown."""
    others = [other for other in names if other != name]
    nearest: dict[str, tuple[int, bool, Product]] = {}
    for variant in variants:
        value = _value(variant, name)
        same = sum(_value(variant, other) == _value(product, other) for other in others)
        known = nearest.get(value)
        if value and (known is None or (same, variant.is_available) > known[:2]):
            nearest[value] = (same, variant.is_available, variant)
    chosen = _value(product, name)
    return [
        Option(value, product if value == chosen else variant, value == chosen, same == len(others))
        for value, (same, _available, variant) in nearest.items()
    ]


def _look_different(name: str, options: list[Option], variants: Sequence[Product]) -> bool:
    """Where some options change something else too, their looks may come from that: then each value must have one look."""
    shown = [option.product for option in options]
    if not all(option.is_exact for option in options):
        shown = variants
    looks = {(_value(product, name), str(product.picture.image)) for product in shown if product.picture}
    return len(looks) == len({look for _of, look in looks}) == len(options)


def _value(product: Product, name: str) -> str:
    return str(product.attributes.get(name, ""))
