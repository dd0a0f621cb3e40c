import pytest
from bs4 import BeautifulSoup

from config.errors import Conflict, InvalidInput
from recommender.behavior.models import Event, Slate
from recommender.models import RecommendationList
from shop.cart.bundles import add_all_to_cart
from shop.cart.selectors import cart_summary
from shop.models import Product
from tests.factories.cart import guest
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def teapot():
    """Bought together with a cup and a tea."""
    teapot = ProductFactory(title="Teapot", price="30.00")
    cup, tea = ProductFactory(title="Cup", price="8.50"), ProductFactory(title="Tea", price="4.00")
    RecommendationList.objects.create(
        placement="product_bought_together", product_id=teapot.pk, product_ids=[cup.pk, tea.pk],
        scores=[2.0, 1.0], reasons=[None, None],
    )  # fmt: skip
    return teapot


def bundle_in(response):
    return BeautifulSoup(response.content, "html.parser").select_one("section.bundle")


def fields_of(bundle) -> dict:
    form = bundle.select_one("form.bundle__buy")
    return {
        "slate": form.select_one("[name=slate]")["value"],
        "product_id": [field["value"] for field in form.select("[name=product_id]")],
    }


def test_one_of_each_goes_into_the_cart():
    shopper, products = guest(), ProductFactory.create_batch(3)
    done = add_all_to_cart(shopper=shopper, product_ids=[product.pk for product in products] * 2)
    assert (done.added, done.refused) == (products, [])
    assert [(line.product, line.quantity) for line in cart_summary(shopper).lines] == [
        (product, 1) for product in products
    ]


def test_what_ran_out_is_named_and_the_rest_is_added():
    shopper, there, gone = guest(), ProductFactory(), ProductFactory(title="Tea", stock=0)
    done = add_all_to_cart(shopper=shopper, product_ids=[gone.pk, there.pk])
    assert done.added == [there]
    assert done.refused == ["“Tea” is sold out."]


def test_where_nothing_is_left_it_is_refused():
    with pytest.raises(Conflict, match="sold out"):
        add_all_to_cart(shopper=guest(), product_ids=[ProductFactory(stock=0).pk])


@pytest.mark.parametrize("count", [0, 11])
def test_a_bundle_is_not_empty_and_not_endless(count):
    with pytest.raises(InvalidInput):
        add_all_to_cart(shopper=guest(), product_ids=range(1, count + 1))


def test_the_page_offers_the_bundle_with_its_sum_and_each_addition_is_the_slates(client, teapot):
    bundle = bundle_in(client.get(teapot.get_absolute_url()))
    slate = Slate.objects.get(placement="product_bought_together")
    assert "€" in bundle.select_one(".bundle__sum").get_text()
    shown = {int(item["data-product"]) for item in bundle.select("[data-product]")}
    assert shown == set(slate.product_ids)
    client.post("/cart/add-all/", fields_of(bundle))
    added = Event.objects.filter(kind="cart_add")
    assert {(event.product_id, event.slate_id) for event in added} == {
        (teapot.pk, None), *((pk, slate.pk) for pk in slate.product_ids)
    }  # fmt: skip
    assert {event.position for event in added} == {None, *range(1, len(shown) + 1)}


def test_the_drawer_says_what_could_not_be_had(client, teapot):
    fields = fields_of(bundle_in(client.get(teapot.get_absolute_url())))
    Product.objects.filter(title="Cup").update(stock=0)
    response = client.post("/cart/add-all/", fields, headers=HTMX)
    assert response["HX-Retarget"] == "#cart-drawer"
    assert "“Cup” is sold out." in response.content.decode()


def test_what_is_sold_out_offers_no_bundle_and_leads_on(client, teapot):
    teapot.stock = 0
    teapot.save()
    response = client.get(teapot.get_absolute_url())
    page = BeautifulSoup(response.content, "html.parser")
    onward = page.select_one("article.product .notice--warning a")["href"]
    assert bundle_in(response) is None
    assert page.select_one(onward) is not None


@pytest.mark.parametrize("typed", [{}, {"product_id": ["x", "-1", "9" * 30]}])
def test_senseless_forms_are_refused(client, typed):
    assert client.post("/cart/add-all/", typed).status_code == 400


def test_the_api_adds_a_bundle(client):
    there, gone = ProductFactory(), ProductFactory(title="Tea", stock=0)
    asked = {"product_ids": [there.pk, gone.pk]}
    response = client.post("/api/v1/cart/bundles/", asked, content_type="application/json")
    assert response.status_code == 201
    assert (response.json()["count"], response.json()["refused"]) == (1, ["“Tea” is sold out."])
