import pytest

from shop.catalog.models import Product
from shop.catalog.services import save_category, save_product
from shop.search.models import SearchWord
from shop.search.selectors import search_categories, search_products
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> None:
    kitchen = CategoryFactory(name="Kitchen")
    mugs = CategoryFactory(name="Cups & Mugs", parent=kitchen)
    ProductFactory(
        category=mugs, title="Stoneware Mug, 350 ml, Moss", brand="Halden", description="Holds coffee."
    )
    ProductFactory(category=mugs, title="Enamel Mug, Sky", brand="Korvel", description="For the tent.")
    ProductFactory(category=kitchen, title="Enamel Kettle, Cherry", brand="Halden", description="Whistles.")
    garden = CategoryFactory(name="Garden")
    ProductFactory(category=garden, title="Watering Can", brand="Fernhythe", description="Not a mug.")


def titles(words: str) -> list[str]:
    return [product.title.split(",")[0] for product in search_products(words, limit=10).products]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("kettle", {"Enamel Kettle"}),
        ("KETTLES", {"Enamel Kettle"}),
        ("enamel", {"Enamel Kettle", "Enamel Mug"}),
        ("halden", {"Stoneware Mug", "Enamel Kettle"}),
        ("garden", {"Watering Can"}),
        ("whistles", {"Enamel Kettle"}),
        ("enamel halden", {"Enamel Kettle"}),
        ("mug -enamel -watering", {"Stoneware Mug"}),
        ('"enamel mug"', {"Enamel Mug"}),
        ("kettle or watering", {"Enamel Kettle", "Watering Can"}),
    ],
)
def test_words_of_title_brand_category_and_description_are_found(shop, words, expected):
    assert set(titles(words)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ket", {"Enamel Kettle"}),
        ("stonew", {"Stoneware Mug"}),
        ("halden ket", {"Enamel Kettle"}),
    ],
)
def test_the_beginning_of_the_last_word_is_enough(shop, words, expected):
    assert set(titles(words)) == expected


@pytest.mark.parametrize(
    "words",
    [
        "kettke",
        "ketle",
        "kettlee",
        "jettle",
        "kettel",
        "kettl3",
        "ekttle",
        "ketles",
        "halden kettke",
        "haldn kettle",
    ],
)
def test_one_wrong_letter_is_forgiven(shop, words):
    found = search_products(words, limit=10)
    assert [product.title for product in found.products] == ["Enamel Kettle, Cherry"]
    assert "kettle" in found.meant


@pytest.mark.parametrize("words", ["mog", "mgu", "muug", "nug"])
def test_a_wrong_letter_in_a_short_word_is_forgiven(shop, words):
    assert set(titles(words)) >= {"Stoneware Mug", "Enamel Mug"}


def test_what_is_spelled_right_is_not_corrected(shop):
    ProductFactory(title="Kettel Descaler")
    assert titles("kettel") == ["Kettel Descaler"]
    assert search_products("kettel", limit=10).meant == ""


@pytest.mark.parametrize(
    "words", ["xylophone", "", "   ", "!!!", "& | :*", "'", "(", "\\", "%", "-", "o'", "<->", "a" * 200]
)
def test_words_that_mean_nothing_here_find_nothing(shop, words):
    found = search_products(words, limit=10)
    assert (found.products, found.total) == ([], 0)


def test_a_title_counts_more_than_a_description(shop):
    assert titles("mug")[-1] == "Watering Can"


def test_of_equals_the_popular_one_comes_first_and_the_sold_out_one_last():
    ProductFactory(title="Red Lamp", stock=0, popularity=50)
    ProductFactory(title="Red Lamp")
    ProductFactory(title="Red Lamp", popularity=50)
    found = search_products("lamp", limit=10).products
    assert [(product.popularity, product.stock) for product in found] == [(50, 10), (0, 10), (50, 0)]


def test_withdrawn_products_are_not_found(shop):
    Product.objects.filter(title__startswith="Enamel Kettle").update(is_active=False)
    assert titles("kettle") == []


def test_pages_continue_each_other(shop):
    first = search_products("enamel", limit=1)
    second = search_products("enamel", limit=1, offset=1)
    assert (first.total, second.total) == (2, 2)
    assert first.products != second.products


def test_a_search_is_two_queries_with_or_without_a_wrong_letter(shop, django_assert_num_queries):
    ProductPictureFactory(product__title="Enamel Kettle")
    for words in ("kettle", "kettke"):
        with django_assert_num_queries(2):
            assert [product.picture for product in search_products(words, limit=10).products]


def test_new_and_changed_words_are_known_at_once(shop):
    product = ProductFactory(title="Teapot")
    assert titles("teaopt") == ["Teapot"]
    product.title = "Samovar"
    save_product(product)
    assert titles("samovat") == ["Samovar"]
    Product.objects.bulk_create(
        [ProductFactory.build(category=product.category, title="Colander", category_text="")]
    )
    assert titles("colandr") == ["Colander"]
    assert SearchWord.objects.filter(word="colander").exists()


def test_a_renamed_category_is_found_by_its_new_name(shop):
    product = ProductFactory(title="Thing", category=CategoryFactory(name="Old"))
    product.category.name = "Trivets"
    save_category(product.category)
    assert titles("trivet") == ["Thing"]


def test_categories_are_found_by_the_beginnings_of_their_words(shop):
    assert [node.name for node in search_categories("mug", limit=5)] == ["Cups & Mugs"]
    assert [node.name for node in search_categories("cups m", limit=5)] == ["Cups & Mugs"]
    assert search_categories("", limit=5) == []
