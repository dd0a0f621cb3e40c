"""Which passwords are taken, and how they are kept."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from config.settings.base import PASSWORD_HASHERS
from tests.factories.accounts import PASSWORD, UserFactory


def codes(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return {error.code for error in refused.error_list}
    return set()


@pytest.mark.parametrize(
    "known",
    ["correcthorsebatterystaple", "Password1234", "iloveyou12345", "IloveYou12345", "qwertyuiop2024!!"],
)
def test_what_breaches_have_shown_is_refused_in_any_dress(known):
    assert "password_known" in codes(known)


def test_what_many_people_choose_is_refused():
    assert "password_too_common" in codes("password123")


def test_what_is_short_or_only_digits_is_refused():
    assert "password_too_short" in codes("x7!kQ2pw")
    assert "password_entirely_numeric" in codes("4827164920")


@pytest.mark.parametrize("field", ["email", "name", "phone"])
def test_what_everybody_knows_of_the_member_is_refused(field):
    values = {
        "email": "wilhelmina.brandt@aisle.example",
        "name": "Wilhelmina Brandt",
        "phone": "+491713920001",
    }
    said = {"email": "wilhelmina.brandt", "name": "wilhelminabrandt", "phone": "+491713920001x"}
    assert "password_too_similar" in codes(said[field], User(**values))


@pytest.mark.parametrize("good", [PASSWORD, "drei blaue Teekannen", "三只蓝色的茶壶在窗台上"])
def test_what_only_one_knows_is_taken(good):
    assert codes(good) == set()


@pytest.mark.django_db
def test_the_form_says_so_beside_the_field(client):
    said = {"email": "new@aisle.example", "password1": "Password1234", "password2": "Password1234"}
    page = BeautifulSoup(client.post("/accounts/signup/", said).content, "html.parser")
    assert "known from a breach of another site" in page.main.get_text(" ", strip=True)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_an_old_hash_becomes_argon2_at_sign_in(client, settings):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    account = UserFactory()
    User.objects.filter(pk=account.pk).update(password=make_password(PASSWORD, hasher="pbkdf2_sha256"))
    assert client.post("/accounts/login/", {"login": account.email, "password": PASSWORD}).status_code == 302
    account.refresh_from_db()
    assert account.password.startswith("argon2$argon2id$")
    assert account.check_password(PASSWORD)
