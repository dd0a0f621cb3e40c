import pytest
from bs4 import BeautifulSoup

from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db

URL = "/accounts/preferences/"


def page(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def pressed(shown: BeautifulSoup) -> list[str]:
    return [button["value"] for button in shown.select(".site-foot [name=language], .site-foot [name=currency]")
            if button["aria-pressed"] == "true"]  # fmt: skip


def test_a_guest_chooses_a_language_and_stays_on_the_page(client):
    response = client.post(URL, {"language": "zh-hans", "next": "/search/?q=mug"})
    assert response.headers["Location"] == "/search/?q=mug"
    shown = page(client.get("/cart/"))
    assert shown.html["lang"] == "zh-hans"
    assert pressed(shown) == ["zh-hans", "EUR"]


def test_a_browser_in_chinese_is_answered_in_chinese(client):
    response = client.get("/cart/", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert page(response).html["lang"] == "zh-hans"


def test_the_same_address_may_say_other_things_to_other_cookies_and_languages(client):
    vary = client.get("/search/").headers["Vary"]
    assert {"Cookie", "Accept-Language"} <= set(vary.split(", "))


def test_a_guest_sees_prices_in_the_chosen_currency_and_how_they_are_made(client, settings):
    settings.CURRENCIES = {"EUR": "1", "USD": "1.10"}
    ProductFactory(price="10.00", slug="mug")
    client.post(URL, {"currency": "USD"})
    shown = page(client.get("/p/mug/"))
    assert "$11.00" in shown.select_one(".price").text
    assert "at 1.1 for 1 EUR" in shown.select_one(".preferences__note").text
    assert page(client.get("/p/mug/?currency=EUR")).select_one(".preferences__note") is None


@pytest.mark.parametrize("said", [{"language": "xx"}, {"currency": "XXX"}, {"language": "../../etc"}, {}])
def test_what_we_do_not_offer_changes_nothing(client, said):
    response = client.post(URL, said)
    assert response.status_code == 302
    assert "currency" not in response.cookies
    assert "django_language" not in response.cookies


def test_it_leads_to_no_other_site(client):
    response = client.post(URL, {"language": "en", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"


def test_a_member_finds_the_choice_again_in_another_browser(client):
    account = UserFactory()
    client.force_login(account)
    client.post(URL, {"language": "zh-hans"})
    client.post(URL, {"currency": "GBP"})
    account.refresh_from_db()
    assert (account.language, account.currency) == ("zh-hans", "GBP")

    client.cookies.clear()
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    shown = page(client.get("/cart/"))
    assert pressed(shown) == ["zh-hans", "GBP"]


def test_an_account_without_a_choice_learns_it_from_the_browser(client):
    account = UserFactory(currency="USD")
    client.post(URL, {"language": "zh-hans", "currency": "GBP"})
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    account.refresh_from_db()
    assert (account.language, account.currency) == ("zh-hans", "USD")
    assert pressed(page(client.get("/cart/"))) == ["zh-hans", "USD"]


def test_pages_that_answer_a_form_do_not_send_the_shopper_back_to_its_address(client):
    response = client.post("/cart/lines/999/", {"quantity": 1})
    back = page(response).select_one(".preferences [name=next]")
    assert back["value"] == ""
