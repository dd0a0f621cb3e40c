import pytest
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.urls import reverse

from shop.models import Review
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.addresses import AddressFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/p/kettle/reviews/"


@pytest.fixture
def member():
    ProductFactory(slug="kettle")
    return UserFactory()


def sign_in(client, member, address):
    return client.post(f"/accounts/login/?next={address}", {"login": member.email, "password": PASSWORD})


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_a_review_posted_too_late_is_there_again_after_the_sign_in(client, member):
    client.force_login(member)
    Session.objects.all().delete()
    client.cookies["sessionid"].set("sessionid", "gone", "gone")
    response = client.post(ADDRESS, {"rating": "4", "text": "A long <b>thought</b>"})
    assert response.url == f"/accounts/login/?next={ADDRESS}"
    assert "What you typed is kept" in client.get(response.url).content.decode()
    assert sign_in(client, member, ADDRESS).url == ADDRESS
    response = client.get(ADDRESS)
    form = soup_of(response).select_one("main form")
    assert response.status_code == 200
    assert "Nothing is sent yet" in response.content.decode()
    assert form.textarea.get_text(strip=True) == "A long <b>thought</b>"
    assert [star["value"] for star in form.select("[name=rating][checked]")] == ["4"]
    assert not Review.objects.exists()


def test_it_is_there_once(client, member):
    client.post(ADDRESS, {"rating": "4", "text": "A long thought"})
    sign_in(client, member, ADDRESS)
    client.get(ADDRESS)
    assert "A long thought" not in client.get(ADDRESS).content.decode()


def test_it_is_there_on_its_own_page_only(client, member):
    other = ProductFactory()
    client.post(ADDRESS, {"rating": "4", "text": "A long thought"})
    sign_in(client, member, ADDRESS)
    assert "A long thought" not in client.get(f"/p/{other.slug}/reviews/").content.decode()
    assert "A long thought" in client.get(ADDRESS).content.decode()


def test_what_was_wrong_with_it_is_said_beside_the_field(client, member):
    client.post(ADDRESS, {"text": "No stars"})
    sign_in(client, member, ADDRESS)
    page = soup_of(client.get(ADDRESS))
    assert page.select_one(".field--invalid .field__error")
    assert page.textarea.get_text(strip=True) == "No stars"


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/addresses/new/", {"full_name": "Ada Late", "city": "Late Town"}),
        ("/accounts/profile/", {"name": "Ada Late", "language": "en", "currency": "EUR"}),
    ],
)
def test_other_forms_of_members_keep_it_too(client, member, address, typed):
    client.post(address, typed)
    sign_in(client, member, address)
    assert "Ada Late" in client.get(address).content.decode()


def test_an_address_that_was_being_changed_is_shown_as_it_was_typed(client, member):
    address = AddressFactory(account=member, city="Before")
    client.post(f"/addresses/{address.pk}/", {"city": "Late Town"})
    sign_in(client, member, f"/addresses/{address.pk}/")
    assert 'value="Late Town"' in client.get(f"/addresses/{address.pk}/").content.decode()
    address.refresh_from_db()
    assert address.city == "Before"


def test_only_so_much_is_kept_and_never_the_token_of_the_form(client, member):
    client.post(ADDRESS, {"text": "x", "csrfmiddlewaretoken": "secret"})
    assert "secret" not in str(dict(client.session))
    client.post(ADDRESS, {"text": "y" * 50_000})
    assert "yyy" not in str(dict(client.session))


def test_looking_keeps_nothing(client, member):
    assert client.get(ADDRESS).url == f"/accounts/login/?next={ADDRESS}"
    assert not client.session.keys()


@pytest.mark.parametrize(("button", "page"), [("address_remove", "addresses"), ("review_remove", "reviews")])
def test_a_button_that_is_pressed_late_leads_to_its_page(client, button, page):
    """By itself it has none: after the sign-in its address would answer 405."""
    answer = client.post(reverse(button, args=[1]))
    assert answer.url == (f"{reverse('account_login')}?next={reverse(page)}")
    assert client.get(reverse(button, args=[1])).status_code == 405
