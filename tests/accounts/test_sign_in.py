import re

import pytest
from bs4 import BeautifulSoup
from django.core import mail

from accounts.models import User
from recommender.models import Event, Visitor
from shop.models import Favorite
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def sign_in(client, account):
    return client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})


def test_registration_sign_out_and_sign_in_again(client):
    said = {"email": "New@Aisle.example", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/accounts/signup/", said).status_code == 302
    account = User.objects.get(email="new@aisle.example")
    assert client.get("/accounts/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/accounts/").status_code == 302
    assert sign_in(client, account).status_code == 302
    assert client.get("/accounts/").status_code == 200


def test_an_address_in_other_letters_is_the_same_account(client):
    UserFactory(email="one@aisle.example")
    client.post(
        "/accounts/signup/", {"email": "ONE@aisle.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert User.objects.count() == 1


def test_a_wrong_password_is_refused_in_words(client):
    account = UserFactory()
    response = client.post("/accounts/login/", {"login": account.email, "password": "not it"})
    errors = BeautifulSoup(response.content, "html.parser").select("form .notice--error, form .field__error")
    assert errors
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_reset_by_mail(client):
    account = UserFactory()
    client.post("/accounts/password/reset/", {"email": account.email})
    link = re.search(r"http://\S+/accounts/password/reset/key/\S+", mail.outbox[0].body).group()
    page = client.get(link, follow=True)
    action = page.redirect_chain[-1][0]
    new = "quite-another-long-password"
    client.post(action, {"password1": new, "password2": new})
    account.refresh_from_db()
    assert account.check_password(new)


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
    ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/"],
)
def test_pages_for_strangers_have_the_shops_face(client, address):
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert page.select_one("header.site-head")
    assert page.h1


@pytest.mark.parametrize(
    "address", ["/accounts/", "/accounts/email/", "/accounts/password/change/", "/accounts/logout/"]
)
def test_pages_for_members_have_the_shops_face(client, address):
    client.force_login(UserFactory())
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert page.select_one("header.site-head")
    assert page.h1
