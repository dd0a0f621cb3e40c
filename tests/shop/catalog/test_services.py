import pytest

from config.errors import InvalidInput
from shop.catalog.models import Category, Product
from shop.catalog.selectors import category_tree
from shop.catalog.services import (
    change_rating,
    return_stock,
    save_category,
    save_product,
    set_popularity,
    take_stock,
)
from tests.factories.catalog import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db


class TestStock:
    def test_is_taken_by_one_statement_where_there_is_enough(self, django_assert_num_queries):
        product = ProductFactory(stock=3)
        with django_assert_num_queries(1):
            assert take_stock(product_id=product.pk, quantity=3)
        product.refresh_from_db()
        assert product.stock == 0

    def test_stays_where_too_little_is_there(self):
        product = ProductFactory(stock=2)
        assert not take_stock(product_id=product.pk, quantity=3)
        product.refresh_from_db()
        assert product.stock == 2

    def test_of_a_withdrawn_product_cannot_be_taken(self):
        assert not take_stock(product_id=ProductFactory(stock=5, is_active=False).pk, quantity=1)

    def test_comes_back(self):
        product = ProductFactory(stock=1)
        return_stock(product_id=product.pk, quantity=4)
        product.refresh_from_db()
        assert product.stock == 5


class TestRating:
    def rating_of(self, product: Product) -> tuple:
        product.refresh_from_db()
        return product.rating_sum, product.rating_count, product.rating

    def test_counts_in_one_statement(self, django_assert_num_queries):
        product = ProductFactory()
        with django_assert_num_queries(1):
            change_rating(product_id=product.pk, added=5, removed=None)
        change_rating(product_id=product.pk, added=4, removed=None)
        assert self.rating_of(product) == (9, 2, 4.5)

    def test_is_exchanged(self):
        product = ProductFactory(rating_sum=9, rating_count=2)
        change_rating(product_id=product.pk, added=1, removed=5)
        assert self.rating_of(product) == (5, 2, 2.5)

    def test_of_the_last_review_leaves_nothing(self):
        product = ProductFactory(rating_sum=3, rating_count=1)
        change_rating(product_id=product.pk, added=None, removed=3)
        assert self.rating_of(product) == (0, 0, None)

    def test_is_never_taken_from_nothing(self):
        product = ProductFactory()
        assert not change_rating(product_id=product.pk, added=None, removed=3)
        assert self.rating_of(product) == (0, 0, None)


def test_a_saved_product_knows_the_names_of_the_categories_above():
    mugs = CategoryFactory(name="Mugs", parent=CategoryFactory(name="Kitchen"))
    product = ProductFactory.build(category=mugs, category_text="")
    save_product(product)
    assert Product.objects.get(pk=product.pk).category_text == "Kitchen Mugs"


class TestSaveCategory:
    def test_carries_a_new_name_to_the_products_below(self):
        kitchen = CategoryFactory(name="Kitchen")
        product = ProductFactory(category=CategoryFactory(name="Mugs", parent=kitchen))
        kitchen.name = "Cooking"
        save_category(kitchen)
        product.refresh_from_db()
        assert product.category_text == "Cooking Mugs"

    def test_carries_a_new_place_to_the_categories_below(self):
        kitchen, home = CategoryFactory(slug="kitchen"), CategoryFactory(slug="home", name="Home")
        mugs = CategoryFactory(slug="mugs", parent=kitchen, name="Mugs")
        cups = CategoryFactory(slug="cups", parent=mugs, name="Cups")
        product = ProductFactory(category=cups)
        mugs.parent = home
        save_category(mugs)
        cups.refresh_from_db()
        product.refresh_from_db()
        assert cups.path == "home/mugs/cups"
        assert product.category_text == "Home Mugs Cups"

    def test_does_not_touch_a_category_whose_slug_only_begins_alike(self):
        mugs, mugs_too = CategoryFactory(slug="mugs"), CategoryFactory(slug="mugs-and-cups")
        mugs.slug = "cups"
        save_category(mugs)
        assert Category.objects.get(pk=mugs_too.pk).path == "mugs-and-cups"

    def test_refuses_a_circle(self):
        kitchen = CategoryFactory(slug="kitchen")
        mugs = CategoryFactory(slug="mugs", parent=kitchen)
        kitchen.parent = mugs
        with pytest.raises(InvalidInput):
            save_category(kitchen)

    def test_shows_in_the_navigation_at_once(self, django_capture_on_commit_callbacks):
        kitchen = CategoryFactory(slug="kitchen", name="Kitchen")
        category_tree()
        kitchen.name = "Cooking"
        with django_capture_on_commit_callbacks(execute=True):
            save_category(kitchen)
        assert [node.name for node in category_tree()] == ["Cooking"]


def test_popularity_is_written_in_one_statement_and_forgets_what_is_not_named(django_assert_num_queries):
    wanted, forgotten, same = ProductFactory(), ProductFactory(popularity=3), ProductFactory(popularity=1)
    with django_assert_num_queries(1):
        assert set_popularity({wanted.pk: 2.5, same.pk: 1}) == 2
    scores = dict(Product.objects.values_list("pk", "popularity"))
    assert scores == {wanted.pk: 2.5, forgotten.pk: 0, same.pk: 1}
