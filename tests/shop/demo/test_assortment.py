import re
import tracemalloc
from decimal import Decimal
from random import Random

import pytest

from shop.demo.assortment import build_assortment, category_specs, department_specs, iter_products
from shop.demo.descriptions import describe
from shop.demo.kinds import BRANDS, COLORS, DEPARTMENTS, KINDS, brands_of, department_of


@pytest.fixture(scope="module")
def products():
    return build_assortment(products=5_000, seed=1).products


def test_slugs_and_titles_are_unique(products):
    assert len({product.slug for product in products}) == len(products)
    assert len({product.title for product in products}) == len(products)


def test_slugs_fit_into_urls_and_columns(products):
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", product.slug) for product in products)
    assert max(len(product.slug) for product in products) <= 120
    assert max(len(product.title) for product in products) <= 120


def test_the_same_seed_gives_the_same_products_and_another_seed_others():
    first = build_assortment(products=300, seed=5)
    assert first == build_assortment(products=300, seed=5)
    assert first.products != build_assortment(products=300, seed=6).products


def test_a_smaller_shop_is_the_beginning_of_a_larger_one(products):
    assert build_assortment(products=200, seed=1).products == products[:200]


def test_a_shop_of_two_hundred_products_has_every_kind(products):
    assert {product.kind_slug for product in products[:200]} == set(KINDS)


def test_prices_are_decimals_with_two_places_and_sales_are_reductions(products):
    for product in products:
        assert isinstance(product.price, Decimal)
        assert product.price.as_tuple().exponent == -2
        assert product.price > 0
        if product.list_price is not None:
            assert product.list_price.as_tuple().exponent == -2
            assert product.list_price > product.price
    on_sale = sum(product.list_price is not None for product in products)
    assert 0.05 < on_sale / len(products) < 0.2


def test_prices_stay_near_the_range_of_their_kind(products):
    for product in products:
        low, high = KINDS[product.kind_slug].price
        full_price = product.list_price or product.price
        assert low * Decimal("0.9") <= full_price <= high * Decimal("1.1")


def test_consumables_alone_have_a_replenishment_time(products):
    for product in products:
        assert product.is_consumable == (product.replenishment_days is not None)
    assert {product.is_consumable for product in products} == {True, False}


def test_descriptions_are_whole_sentences_without_gaps(products):
    for product in products:
        assert not re.search(r"  |[{}]|None|\.\.| \.| ,", product.description), product.description
        assert product.description.endswith(".")
        assert product.brand in product.description
        assert 4 <= len(re.findall(r"[.!?](?: |$)", product.description)) <= 8


def test_descriptions_differ_by_brand_style_and_color():
    mug, (first, second, *_) = KINDS["mug"], brands_of("kitchen")

    def text(**changes):
        choice = {"brand": first, "style": "Stoneware", "color": "moss"} | changes
        return describe(mug, **choice, rng=Random(3))

    assert len({text(), text(brand=second), text(style="Enamel"), text(color="plum")}) == 4


def test_plural_kinds_speak_of_they():
    scissors, brand = KINDS["scissors"], brands_of("desk")[0]
    texts = [
        describe(scissors, brand=brand, style="Forged Steel", color="ink", rng=Random(seed))
        for seed in range(20)
    ]
    assert all(" They " in text for text in texts)
    assert not any("This " in text or " It " in text for text in texts if "These" in text)


def test_attributes_name_what_sets_the_product_apart(products):
    for product in products[:500]:
        kind = KINDS[product.kind_slug]
        assert product.attributes["Brand"] == product.brand
        assert product.attributes[kind.style_label] in kind.styles
        assert ("Color" in product.attributes) == kind.colored
        assert all(isinstance(value, str) and value for value in product.attributes.values())


def test_some_products_are_new_some_sold_out_and_some_far_more_popular(products):
    ages = [product.days_before_end_released for product in products]
    assert min(ages) >= 0
    assert max(ages) <= 700
    assert 0.08 < sum(age < 90 for age in ages) / len(ages) < 0.16
    assert 0 < sum(product.stock == 0 for product in products) / len(products) < 0.05
    popularity = sorted(product.popularity for product in products)
    assert popularity[0] > 0
    assert popularity[-1] > 10 * popularity[len(popularity) // 2]


def test_categories_form_a_tree_of_departments_and_their_categories():
    departments, categories = department_specs(), category_specs()
    slugs = [spec.slug for spec in (*departments, *categories)]
    assert len(set(slugs)) == len(slugs)
    assert {spec.parent_slug for spec in departments} == {None}
    assert {spec.parent_slug for spec in categories} == {spec.slug for spec in departments}
    assert {kind.category for kind in KINDS.values()} == {spec.slug for spec in categories}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_is_complete(kind):
    assert len(kind.styles) >= 2
    assert len(kind.features) == len(set(kind.features)) >= 2
    assert kind.uses
    assert len(kind.season) == 12
    assert kind.complements
    assert set(kind.complements) <= set(KINDS) - {kind.slug}
    assert set(kind.colors) <= set(COLORS)
    assert kind.price_sensitivity in {"low", "medium", "high"}
    assert kind.price[0] < kind.price[1]
    assert not any(feature.endswith(".") for feature in kind.features)
    assert all(text.endswith(".") for text in (*kind.uses, *kind.styles.values()))


def test_every_department_has_brands_and_every_brand_a_department():
    slugs = {department.slug for department in DEPARTMENTS}
    assert all(len(brands_of(slug)) >= 4 for slug in slugs)
    assert all(set(brand.departments) <= slugs for brand in BRANDS)
    assert {department_of(kind).slug for kind in KINDS.values()} == slugs


def test_products_pass_in_constant_memory():
    tracemalloc.start()
    count = sum(1 for _ in iter_products(products=15_000, seed=1))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 15_000
    assert peak < 8 * 1024 * 1024  # held all at once they take twenty


def test_a_hundred_thousand_products_are_distinct():
    slugs = {hash(product.slug) for product in iter_products(products=100_000, seed=2)}
    assert len(slugs) == 100_000
