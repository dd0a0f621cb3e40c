import pytest
from bs4 import BeautifulSoup

from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db
SHOPPERS = "/demo/shoppers/"


@pytest.fixture
def shop():
    """Two shoppers with a taste each, and one who has bought nothing."""
    garden, kitchen = (
        CategoryFactory(name="Garden", slug="garden"),
        CategoryFactory(name="Kitchen", slug="kitchen"),
    )
    tools = CategoryFactory(name="Tools", slug="tools", parent=garden)
    gardener, cook = (UserFactory(name=name, is_simulated=True) for name in ("Shopper-1", "Shopper-2"))
    for category, account, orders in ((tools, gardener, 3), (kitchen, gardener, 1), (kitchen, cook, 2)):
        for _ in range(orders):
            OrderFactory(account=account, product=ProductFactory(category=category))
    UserFactory(name="Shopper-3", is_simulated=True)
    return gardener


def shown(client, query: str = "") -> list[str]:
    page = BeautifulSoup(client.get(SHOPPERS + query).content, "html.parser")
    return [" ".join(card.get_text(" ", strip=True).split()) for card in page.select(".demo-shopper")]


def test_each_is_described_in_words(client, shop):
    cards = shown(client)
    assert cards[0].startswith("Shopper-1 Likes Garden and Kitchen. 4 orders")
    assert cards[1].startswith("Shopper-2 Likes Kitchen. 2 orders")
    assert "Has bought nothing yet" in cards[2]


def test_they_are_found_by_name_and_by_what_they_like_most(client, shop):
    assert [card.split()[0] for card in shown(client, "?q=shopper-2")] == ["Shopper-2"]
    assert [card.split()[0] for card in shown(client, "?likes=kitchen")] == ["Shopper-2"]
    assert shown(client, "?likes=garden&q=shopper-2") == []
    assert len(shown(client, "?likes=no-such-thing")) == 3


def test_real_people_and_staff_are_not_on_it(client, shop):
    UserFactory(name="Somebody Real")
    UserFactory(name="Demo Staff", is_simulated=True, is_staff=True)
    assert len(shown(client)) == 3


@pytest.mark.parametrize("query", ["?page=0", "?page=x"])
def test_senseless_pages_are_refused(client, shop, query):
    assert client.get(SHOPPERS + query).status_code == 400


def test_costs_the_same_however_many_there_are(client, shop, django_assert_max_num_queries):
    for account in UserFactory.create_batch(5, is_simulated=True):
        OrderFactory.create_batch(2, account=account)
    with django_assert_max_num_queries(9):
        assert client.get(SHOPPERS).status_code == 200
