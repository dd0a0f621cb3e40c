import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory
from tests.factories.second_factor import App, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(AdministratorFactory())
    return client


def test_administrators_let_in_who_lost_everything(administrator):
    account = UserFactory()
    App(account)
    factor = Authenticator.objects.get()
    administrator.post(f"/admin/mfa/authenticator/{factor.pk}/delete/", {"post": "yes"})
    assert kinds(account) == set()


def test_nobody_sees_the_secrets_of_a_second_factor(administrator):
    App(UserFactory())
    factor = Authenticator.objects.get()
    page = administrator.get(f"/admin/mfa/authenticator/{factor.pk}/change/").content.decode()
    assert factor.data["secret"] not in page


def test_nobody_sees_the_key_of_a_session(client, administrator):
    account = UserFactory()
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    session = UserSession.objects.get(user=account)
    administrator.force_login(AdministratorFactory())
    for page in ("", f"{session.pk}/change/"):
        content = administrator.get(f"/admin/usersessions/usersession/{page}").content.decode()
        assert account.email in content or account.name in content
        assert session.session_key not in content
