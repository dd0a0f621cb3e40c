import pytest
from bs4 import BeautifulSoup

from shop.reviews.services import write_review
from tests.factories.accounts import UserFactory
from tests.factories.addresses import AddressFactory
from tests.factories.cart import member
from tests.factories.catalog import ProductFactory
from tests.factories.orders import OrderFactory

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"


@pytest.fixture
def account(client):
    account = UserFactory(name="Member One")
    client.force_login(account)
    return account


def shown(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


class TestOverview:
    def test_leads_to_everything_and_says_how_much_there_is(self, client, account):
        order = OrderFactory(account=account)
        write_review(shopper=member(account), product_id=ProductFactory().pk, rating=4)
        AddressFactory.create_batch(2, account=account, is_default=False)
        page = shown(client.get("/accounts/"))
        said = page.main.get_text(" ", strip=True)
        for sentence in (
            order.number,
            "You have written one.",
            "2 addresses to choose from",
            "Hello, Member",
        ):
            assert sentence in said
        links = {link["href"] for link in page.select(".account-panels a")}
        assert {
            "/orders/",
            "/favorites/",
            "/reviews/",
            "/addresses/",
            PROFILE,
            "/accounts/security/",
        } <= links

    def test_has_nothing_of_others(self, client, account):
        other = OrderFactory()
        assert other.number not in client.get("/accounts/").content.decode()

    def test_costs_few_queries_however_much_there_is(self, client, account, django_assert_max_num_queries):
        OrderFactory.create_batch(5, account=account)
        client.get("/accounts/")  # that a session was used is written down once in a while
        with django_assert_max_num_queries(10):
            client.get("/accounts/")

    @pytest.mark.parametrize("address", ["/accounts/", PROFILE, "/accounts/security/"])
    def test_guests_are_asked_to_sign_in(self, client, address):
        assert client.get(address).url == f"/accounts/login/?next={address}"

    @pytest.mark.parametrize(
        ("address", "place"),
        [
            ("/accounts/", "Overview"),
            ("/orders/", "Orders"),
            ("/addresses/new/", "Addresses"),
            ("/accounts/email/", "Profile"),
            ("/accounts/password/change/", "Sign-in and security"),
        ],
    )
    def test_the_navigation_says_where_one_is(self, client, account, address, place):
        here = shown(client.get(address)).select(".account-nav [aria-current]")
        assert [link.get_text(strip=True) for link in here] == [place]

    def test_guests_see_their_orders_without_it(self, client):
        assert shown(client.get("/orders/")).select(".account-nav") == []


class TestProfile:
    def test_is_changed_and_the_next_page_speaks_so(self, client, account):
        said = {"name": "  Ada\n Lovelace ", "language": "zh-hans", "currency": "GBP"}
        assert client.post(PROFILE, said).url == PROFILE
        account.refresh_from_db()
        assert (account.name, account.language, account.currency) == ("Ada Lovelace", "zh-hans", "GBP")
        page = shown(client.get(PROFILE))
        assert page.html["lang"] == "zh-hans"
        assert page.select_one("[name=currency] option[selected]")["value"] == "GBP"

    def test_shows_what_is_spoken_now_to_who_never_chose(self, client, account):
        page = shown(client.get(PROFILE))
        chosen = [
            page.select_one(f"[name={name}] option[selected]")["value"] for name in ("language", "currency")
        ]
        assert chosen == ["en", "EUR"]
        account.refresh_from_db()
        assert account.language == ""

    @pytest.mark.parametrize(
        "wrong", [{"name": "x" * 121}, {"language": "xx"}, {"currency": "XXX"}, {"name": "a\x00"}]
    )
    def test_what_is_wrong_is_said_and_the_rest_is_kept(self, client, account, wrong):
        said = {"name": "Ada", "language": "en", "currency": "USD"} | wrong
        response = client.post(PROFILE, said)
        assert response.status_code == 400
        assert shown(response).select_one(f"#id_{next(iter(wrong))}_error")
        account.refresh_from_db()
        assert (account.name, account.currency) == ("Member One", "")

    def test_takes_nothing_else(self, client, account):
        said = {
            "name": "Ada",
            "language": "en",
            "currency": "USD",
            "email": "x@aisle.example",
            "is_staff": "1",
        }
        client.post(PROFILE, said)
        before = account.email
        account.refresh_from_db()
        assert (account.email, account.is_staff, account.name) == (before, False, "Ada")


class TestApi:
    URL = "/api/v1/account/"

    def test_shows_and_changes_the_own_profile(self, client, account):
        assert client.get(self.URL).json()["email"] == account.email
        response = client.patch(self.URL, {"currency": "GBP"}, content_type="application/json")
        assert (response.json()["currency"], response.json()["name"]) == ("GBP", "Member One")
        assert response.cookies["currency"].value == "GBP"

    def test_takes_nothing_that_must_be_verified(self, client, account):
        said = {"email": "x@aisle.example", "phone": "+4915100000000", "is_staff": True, "name": "Ada"}
        assert client.patch(self.URL, said, content_type="application/json").status_code == 200
        before = account.email
        account.refresh_from_db()
        assert (account.email, account.phone, account.is_staff, account.name) == (before, None, False, "Ada")

    def test_guests_have_none(self, client):
        response = client.get(self.URL)
        assert response.status_code == 403
        assert response["Content-Type"] == "application/problem+json"
