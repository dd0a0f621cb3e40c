import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from shop.catalog import selectors
from shop.catalog.models import Category
from shop.catalog.selectors import category_path, category_tree, newest_product_ids, products_by_ids
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory

pytestmark = pytest.mark.django_db


def test_the_tree_holds_departments_in_their_order_with_all_below():
    CategoryFactory(name="Garden", position=2)
    kitchen = CategoryFactory(name="Kitchen", position=1)
    mugs = CategoryFactory(name="Mugs", parent=kitchen)
    CategoryFactory(name="Cups", parent=mugs)
    tree = category_tree()
    assert [node.name for node in tree] == ["Kitchen", "Garden"]
    assert [node.name for node in tree[0].children[0].children] == ["Cups"]


def test_the_tree_is_read_once_for_many_pages(django_assert_num_queries):
    CategoryFactory()
    category_tree()
    with django_assert_num_queries(0):
        category_tree()


def test_the_tree_is_read_without_a_cache(monkeypatch):
    CategoryFactory(name="Kitchen")

    def down(*_args):
        raise RedisConnectionError

    monkeypatch.setattr(selectors.cache, "get_or_set", down)
    assert [node.name for node in category_tree()] == ["Kitchen"]


def test_a_path_leads_from_the_department_to_the_category():
    mugs = CategoryFactory(slug="mugs", name="Mugs", parent=CategoryFactory(name="Kitchen"))
    assert [node.name for node in category_path(slug=mugs.slug)] == ["Kitchen", "Mugs"]
    assert category_path(slug="nothing") == ()


def test_a_category_that_came_past_the_services_is_found_before_the_cached_tree_is_old():
    category_tree()
    Category.objects.create(slug="new", name="New")
    assert [node.name for node in category_path(slug="new")] == ["New"]


def test_products_come_in_the_order_of_their_ids_in_one_query(django_assert_num_queries):
    first, second, third = (ProductPictureFactory().product for _ in range(3))
    with django_assert_num_queries(1):
        products = products_by_ids([third.pk, 0, first.pk, second.pk])
        assert [product.picture.alt for product in products] == ["A drawing"] * 3
        assert [product.category.name for product in products]
    assert products == [third, first, second]


def test_new_arrivals_can_be_bought():
    ProductFactory(stock=0)
    ProductFactory(is_active=False)
    old, new = ProductFactory(), ProductFactory()
    assert newest_product_ids(count=2) == [new.pk, old.pk]
