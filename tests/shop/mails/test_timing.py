"""Not at night, and not too often."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from shop.mails.sending import send_batch
from shop.mails.timing import had_enough, is_quiet
from tests.factories.accounts import UserFactory
from tests.factories.mails import SentMailFactory, subscriber

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class TestQuietHours:
    @pytest.fixture(autouse=True)
    def in_berlin(self, settings):
        settings.TIME_ZONE = "Europe/Berlin"
        settings.MAIL_QUIET_HOURS = (20, 9)

    @pytest.mark.parametrize(
        ("moment", "quiet"),
        [
            ("2026-06-01T06:59", True),  # 08:59 in summer
            ("2026-06-01T07:00", False),
            ("2026-06-01T17:59", False),
            ("2026-06-01T18:00", True),
            ("2026-01-15T07:30", True),  # 08:30 in winter
            ("2026-01-15T08:00", False),
            ("2026-01-15T18:59", False),
            ("2026-01-15T19:00", True),
            ("2026-01-15T23:30", True),  # after midnight there
        ],
    )
    def test_they_are_of_the_shops_clock(self, moment, quiet):
        assert is_quiet(at(moment)) is quiet

    @pytest.mark.parametrize(
        ("moment", "quiet"),
        [
            # 28 March 2026 is the last day of winter time; the night after it has no hour from two to three.
            ("2026-03-28T07:30", True),
            ("2026-03-29T00:59", True),
            ("2026-03-29T01:00", True),
            ("2026-03-29T06:59", True),
            ("2026-03-29T07:00", False),
            # 25 October has that hour twice.
            ("2026-10-24T07:00", False),
            ("2026-10-25T00:30", True),
            ("2026-10-25T01:30", True),
            ("2026-10-25T07:30", True),
            ("2026-10-25T08:00", False),
        ],
    )
    def test_they_go_with_it_when_it_changes(self, moment, quiet):
        assert is_quiet(at(moment)) is quiet

    def test_they_may_lie_within_a_day(self, settings):
        settings.MAIL_QUIET_HOURS = (12, 14)
        assert is_quiet(at("2026-06-01T10:30"))
        assert not is_quiet(at("2026-06-01T22:30"))

    @pytest.mark.django_db
    def test_nothing_is_sent_in_them_and_everything_after(self, products):
        subscriber(listed=[product.pk for product in products])
        assert send_batch("digest", now=at("2026-06-01T18:00")) is None
        assert mail.outbox == []
        send_batch("digest", now=at("2026-06-02T07:00"))
        assert len(mail.outbox) == 1


@pytest.mark.django_db
class TestHadEnough:
    def enough(self, *sent: tuple[str, float], kind: str = "digest") -> bool:
        account = UserFactory()
        for of_kind, days_ago in sent:
            SentMailFactory(account=account, kind=of_kind, begun_at=NOW - timedelta(days=days_ago))
        return account.pk in had_enough([account.pk], kind, now=NOW)

    def test_one_of_a_kind_in_its_time(self):
        assert not self.enough()
        assert self.enough(("digest", 6.9))
        assert not self.enough(("digest", 7))
        assert not self.enough(("due_again", 1))

    def test_so_many_of_all_kinds_together(self):
        assert not self.enough(("digest", 13), ("due_again", 12), kind="due_again")
        assert self.enough(("digest", 13), ("due_again", 12), ("digest", 6), kind="due_again")
        assert not self.enough(("digest", 14), ("due_again", 12), ("digest", 6), kind="due_again")

    def test_of_others_nobody_has_too_many(self):
        SentMailFactory(begun_at=NOW)
        assert not self.enough()


@pytest.mark.django_db
def test_one_digest_in_a_week_however_often_the_task_runs(products, settings):
    settings.MAIL_QUIET_HOURS = (0, 0)
    subscriber(listed=[product.pk for product in products])
    begin = timezone.now()
    for hours in (0, 1, 24, 100, 167):
        send_batch("digest", now=begin + timedelta(hours=hours))
    assert len(mail.outbox) == 1
