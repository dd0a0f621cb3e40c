from decimal import Decimal

import pytest

from shop.catalog.importing import STOCK, ImportedProduct, ProductImport
from shop.catalog.models import Category, Product
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db

HEART = ImportedProduct(
    "85123A", "White Hanging Heart", Decimal("2.55"), "GBP", ("Online Retail", "Home"), "Halden"
)


def save(*products) -> ProductImport:
    products_import = ProductImport()
    products_import.save(products)
    return products_import


def test_a_new_product_is_for_sale_under_its_title_and_code():
    done = save(HEART)
    product = Product.objects.get()
    assert done.ids == {"85123A": product.pk}
    assert (product.slug, product.title, product.brand) == (
        "white-hanging-heart-85123a",
        "White Hanging Heart",
        "Halden",
    )
    assert (product.price, product.currency, product.stock, product.is_active) == (
        Decimal("2.55"),
        "GBP",
        STOCK,
        True,
    )
    assert product.category.path == "online-retail/online-retail-home"
    assert product.category_text == "Online Retail Home"


def test_a_known_product_follows_the_file_but_keeps_its_stock_its_page_and_its_place():
    save(HEART)
    Product.objects.update(stock=3, is_active=False)
    done = save(ImportedProduct("85123A", "White Heart", Decimal("2.95"), "GBP", ("Elsewhere",)))
    product = Product.objects.get()
    assert (done.added, done.known) == (0, 1)
    assert (product.title, product.price, product.slug) == (
        "White Heart",
        Decimal("2.95"),
        "white-hanging-heart-85123a",
    )
    assert (product.stock, product.is_active, product.category.name) == (3, False, "Home")


def test_what_is_not_known_gets_the_stated_defaults(settings):
    save(ImportedProduct("7", "Item 7", None))
    product = Product.objects.get()
    assert (product.price, product.currency, product.slug) == (Decimal(0), settings.CURRENCY, "item-7")
    assert product.category.name == "Other"


def test_a_file_without_prices_does_not_take_a_price_away():
    save(HEART)
    save(ImportedProduct("85123A", "White Hanging Heart", None))
    assert Product.objects.get().price == Decimal("2.55")


def test_an_address_that_is_taken_gets_a_number():
    ProductFactory(slug="item-7")
    ProductFactory(slug="item-7-2")
    save(ImportedProduct("7", "Item 7", None))
    assert Product.objects.get(external_id="7").slug == "item-7-3"


def test_products_of_one_category_share_it():
    save(HEART, ImportedProduct("22423", "Cakestand", Decimal("12.75"), "GBP", ("Online Retail", "Home")))
    assert set(Category.objects.values_list("name", flat=True)) == {"Online Retail", "Home"}


def test_long_titles_are_cut_to_what_the_shop_can_hold():
    save(ImportedProduct("1", "wide " * 60, Decimal(1), "GBP", ("x" * 100,)))
    product = Product.objects.get()
    assert (len(product.title), len(product.category.name)) == (200, 80)
    assert len(product.slug) <= 140
    assert product.slug.endswith("-1")


def test_statements_do_not_grow_with_the_batch(django_assert_max_num_queries):
    products = [ImportedProduct(str(n), f"Thing {n}", Decimal(n), "GBP", ("Things",)) for n in range(1, 60)]
    save(products[0])
    with django_assert_max_num_queries(12):
        save(*products[1:])
