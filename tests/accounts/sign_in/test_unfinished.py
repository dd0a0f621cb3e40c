from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tasks import forget_unfinished_registrations
from tests.accounts.sign_in.pages import SIGNUP
from tests.factories.accounts import PhoneAccountFactory, UserFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=2)


def test_registrations_that_nobody_finished_go_after_a_day(client):
    for contact in ("new@aisle.example", "+491713920001"):
        client.post(SIGNUP, {"login": contact})
        client.post("/accounts/logout/")
    forget_unfinished_registrations()
    assert User.objects.count() == 2
    User.objects.update(created_at=LONG_AGO)
    forget_unfinished_registrations()
    assert User.objects.count() == 0


def test_all_other_accounts_stay(client):
    kept = [
        UserFactory(created_at=LONG_AGO),
        PhoneAccountFactory(created_at=LONG_AGO),
        User.objects.create(email="simulated@aisle.example", is_simulated=True, created_at=LONG_AGO),
        User.objects.create(email="came@aisle.example", last_login=LONG_AGO, created_at=LONG_AGO),
    ]
    forget_unfinished_registrations()
    assert set(User.objects.all()) == set(kept)
