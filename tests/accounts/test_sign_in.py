import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from recommender.models import Event, Visitor
from shop.models import Favorite
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def sign_in(client, account):
    return client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})


def test_sign_in_and_out_again(client):
    account = UserFactory()
    assert sign_in(client, account).status_code == 302
    assert client.get("/accounts/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/accounts/").status_code == 302


def test_a_phone_and_a_password(client):
    account = UserFactory(phone="+491713920001", phone_verified=True)
    client.post("/accounts/login/", {"login": "0171 3920001", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(account.pk)


def test_it_lasts_longer_than_the_window(client):
    sign_in(client, UserFactory())
    assert not client.session.get_expire_at_browser_close()


def test_old_hashes_become_argon2_at_sign_in(client, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    account = UserFactory()
    account.password = PBKDF2PasswordHasher().encode(PASSWORD, "salt", iterations=10)
    account.save()
    sign_in(client, account)
    account.refresh_from_db()
    assert account.password.startswith("argon2$argon2id$")
    assert client.get("/accounts/").status_code == 200


def test_a_wrong_password_is_refused_in_words(client):
    account = UserFactory()
    said = []
    for login in (account.email, "nobody@aisle.example", "+491713920001"):
        response = client.post("/accounts/login/", {"login": login, "password": "not it"})
        page = BeautifulSoup(response.content, "html.parser")
        said += [error.text for error in page.select("form .notice--error, form .field__error")]
    assert said[0] == said[1]
    assert len(said) == 3
    assert "_auth_user_id" not in client.session


def test_the_guests_favorites_and_history_join_the_account(client):
    account, product = UserFactory(), ProductFactory()
    client.post(f"/favorites/{product.pk}/", {"favorite": "1"})
    response = client.post("/accounts/login/", {"login": account.email, "password": PASSWORD}, follow=True)
    assert "1 favorite from your visit is now in your account." in response.content.decode()
    assert Favorite.objects.get().account == account
    assert Event.objects.get(kind="favorite").visitor == account.visitor
    assert Visitor.objects.count() == 1


def test_the_guests_cart_joins_the_account_and_the_page_says_so(client):
    account, product = UserFactory(), ProductFactory(stock=9)
    client.post("/cart/add/", {"product_id": product.pk, "quantity": 2})
    response = client.post("/accounts/login/", {"login": account.email, "password": PASSWORD}, follow=True)
    assert "We put 1 product from your visit into your cart." in response.content.decode()
    assert product.title in client.get("/cart/").content.decode()


def test_the_page_says_that_the_history_joined_where_there_was_one(client):
    account, product = UserFactory(), ProductFactory()
    sentence = "What you looked at and searched for on this visit is now part of your account."
    client.get(product.get_absolute_url())
    response = client.post("/accounts/login/", {"login": account.email, "password": PASSWORD}, follow=True)
    assert sentence in response.content.decode()
    assert Event.objects.get(kind="view").visitor == account.visitor
    client.post("/accounts/logout/")
    response = client.post("/accounts/login/", {"login": account.email, "password": PASSWORD}, follow=True)
    assert sentence not in response.content.decode()


def test_signing_out_makes_a_stranger_of_the_browser(client):
    account, product = UserFactory(), ProductFactory()
    sign_in(client, account)
    client.post(f"/favorites/{product.pk}/", {"favorite": "1"})
    client.post("/accounts/logout/")
    assert product.title not in client.get("/favorites/").content.decode()
    client.post(f"/favorites/{product.pk}/", {"favorite": "1"})
    assert Visitor.objects.count() == 2


@pytest.mark.parametrize(
    "address",
    ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/login/code/"],
)
def test_pages_for_strangers_have_the_shops_face(client, address):
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert page.select_one("header.site-head")
    assert page.h1


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/",
        "/accounts/email/",
        "/accounts/phone/change/",
        "/accounts/password/change/",
        "/accounts/logout/",
    ],
)
def test_pages_for_members_have_the_shops_face(client, address):
    client.force_login(UserFactory())
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert page.select_one("header.site-head")
    assert page.h1
