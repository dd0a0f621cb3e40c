import pytest
from bs4 import BeautifulSoup

from recommender.behavior.models import Placement, Slate, Visitor
from recommender.models import RecommendationList
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory

pytestmark = pytest.mark.django_db


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def for_you(page: BeautifulSoup) -> list[int]:
    return [int(card["data-product"]) for card in page.select("[data-placement=home_for_you] .card")]


def make_list(visitor: Visitor, products, *, reason: dict | None) -> None:
    RecommendationList.objects.create(
        placement=Placement.HOME_FOR_YOU,
        visitor=visitor,
        product_ids=[product.pk for product in products],
        scores=[1.0] * len(products),
        reasons=[reason] * len(products),
    )


class TestHome:
    def test_of_an_empty_shop_is_a_page(self, client):
        assert client.get("/").status_code == 200

    def test_offers_a_stranger_popular_products_and_another_list(self, client):
        products = [ProductFactory(popularity=100 - place) for place in range(20)]
        page = soup_of(client.get("/"))
        assert for_you(page) == [product.pk for product in products[:12]]
        assert page.select_one("a[href='/popular/?page=2']").get_text() == "Another list"
        assert "What others like" in page.select_one(".shelf__why").get_text()

    def test_shows_no_product_in_two_slates(self, client):
        ProductFactory.create_batch(20)
        client.get("/")
        for_you, popular = Slate.objects.order_by("placement")
        assert (for_you.placement, popular.placement) == ("home_for_you", "home_popular")
        assert not set(for_you.product_ids) & set(popular.product_ids)

    def test_offers_a_member_their_list_and_says_why(self, client):
        account = UserFactory()
        client.force_login(account)
        seen, *listed = ProductFactory.create_batch(15)
        ProductFactory.create_batch(10, popularity=5)
        visitor = Visitor.objects.create(account=account)
        make_list(visitor, listed, reason={"kind": "viewed", "product_id": seen.pk})
        page = soup_of(client.get("/"))
        assert for_you(page) == [product.pk for product in listed[:12]]
        assert page.select_one(".shelf__why").get_text() == f"Because you viewed “{seen.title}”"
        assert page.find("a", string="Another list") is None

    def test_links_cards_to_their_place_in_the_slate(self, client):
        product = ProductFactory()
        page = soup_of(client.get("/"))
        shelf = page.select_one("[data-placement=home_for_you]")
        slate = Slate.objects.get(placement="home_for_you")
        assert shelf["data-slate"] == str(slate.pk)
        assert shelf.select_one(".card")["data-position"] == "1"
        assert (
            shelf.select_one(".card__link")["href"]
            == f"{product.get_absolute_url()}?slate={slate.pk}&position=1"
        )

    def test_shows_departments_with_pictures_and_new_arrivals(self, client):
        kitchen = CategoryFactory(slug="kitchen", image="categories/pot.svg")
        CategoryFactory(slug="mugs", parent=kitchen)
        newest = ProductFactory(category=kitchen, title="Fresh")
        page = soup_of(client.get("/"))
        assert [tile["href"] for tile in page.select("a.tile")] == ["/c/kitchen/"]
        assert page.select_one("a.tile img")["src"] == "/media/categories/pot.svg"
        assert newest.title in page.select_one("section[aria-labelledby=newest]").get_text()

    @pytest.mark.parametrize("size", [15, 80])
    @pytest.mark.parametrize("listed", [False, True])
    def test_costs_a_member_at_most_twelve_queries(self, client, size, listed, django_assert_max_num_queries):
        account = UserFactory()
        client.force_login(account)
        products = [ProductPictureFactory().product for _ in range(size)]
        if listed:
            reason = {"kind": "viewed", "product_id": products[0].pk}
            make_list(Visitor.objects.create(account=account), products, reason=reason)
        client.get("/")
        with django_assert_max_num_queries(12):
            assert for_you(soup_of(client.get("/")))


class TestAnotherList:
    def test_is_a_shelf_for_htmx_and_a_page_without(self, client):
        products = [ProductFactory(popularity=100 - place) for place in range(30)]
        second = [product.pk for product in products[12:24]]
        fragment = soup_of(client.get("/popular/?page=2", headers={"HX-Request": "true"}))
        page = soup_of(client.get("/popular/?page=2"))
        assert for_you(fragment) == for_you(page) == second
        assert fragment.find("html") is None
        assert page.find("html")
        assert page.select_one("a[href='/popular/?page=3']")

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99999999"])
    def test_refuses_what_is_no_page(self, client, page):
        assert client.get("/popular/", {"page": page}).status_code == 400


class TestFrame:
    def test_can_be_used_without_a_script_and_by_keyboard(self, client):
        CategoryFactory(slug="kitchen")
        page = soup_of(client.get("/"))
        assert page.html["lang"] == "en"
        assert page.select_one(".skip-link")["href"] == "#main"
        assert page.select_one("main#main")
        assert page.select_one("details.menu nav a[href='/c/kitchen/']")
        assert page.select_one("search form[action='/search/'] label[for=search-words]")

    def test_has_no_inline_scripts_and_styles(self, client):
        ProductFactory(category=CategoryFactory(slug="kitchen"))
        for address in ("/", "/c/kitchen/", "/search/?q=product", "/popular/"):
            page = soup_of(client.get(address))
            scripts = [s for s in page.find_all("script") if not s.get("src")]
            assert all(script["type"] == "application/ld+json" for script in scripts)
            assert not page.find_all("style")
            assert not page.select("[style], [onclick], [onload]")

    def test_counts_what_is_in_the_cart(self, client):
        client.post("/cart/add/", {"product_id": ProductFactory().pk, "quantity": "2"})
        assert soup_of(client.get("/")).select_one("#cart-count .badge").get_text(strip=True).endswith("2")

    def test_offers_a_guest_to_sign_in_and_a_member_to_sign_out(self, client):
        assert soup_of(client.get("/")).select_one("header a[href='/accounts/login/']")
        client.force_login(UserFactory())
        assert soup_of(client.get("/")).select_one("header form[action='/accounts/logout/']")
