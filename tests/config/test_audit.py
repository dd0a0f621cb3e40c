"""What staff did is kept for as long as a setting says."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from accounts.tasks import forget_old_staff_actions
from config.audit import record_action
from tests.factories.accounts import AdministratorFactory
from tests.factories.catalog import ProductFactory

pytestmark = pytest.mark.django_db


def did(text: str, *, ago: timedelta) -> None:
    entry = record_action(AdministratorFactory(), ProductFactory(), text)
    LogEntry.objects.filter(pk=entry.pk).update(action_time=timezone.now() - ago)


def test_what_staff_did_longer_ago_than_is_kept_is_forgotten():
    did("long ago", ago=settings.STAFF_ACTIONS_RETENTION + timedelta(minutes=1))
    did("just kept", ago=settings.STAFF_ACTIONS_RETENTION - timedelta(minutes=1))

    assert forget_old_staff_actions() == 1
    assert LogEntry.objects.get().get_change_message() == "just kept"
    assert forget_old_staff_actions() == 0


def test_the_setting_says_how_long(settings):
    settings.STAFF_ACTIONS_RETENTION = timedelta(days=1)
    did("yesterday", ago=timedelta(hours=25))

    assert forget_old_staff_actions() == 1
