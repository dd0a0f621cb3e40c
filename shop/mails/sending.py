"""Mails that nobody waits for, a batch at a time. Knows nothing of queues.

A mail is written down before it leaves, in a transaction of its own. A worker that dies in between, or a task that comes
twice, finds it written down and leaves it alone: rather one mail too few than one twice.
"""

import logging
import smtplib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from accounts.models import User
from recommender.services import MailRequest, mail_slates, take_back_slates
from shop.mails.letters import Letter, written
from shop.mails.models import MailKind, SentMail
from shop.mails.selectors import PLACEMENTS, recipients
from shop.mails.timing import had_enough, is_quiet

logger = logging.getLogger(__name__)

WORTH_IT = {
    MailKind.DIGEST: MailRequest(PLACEMENTS[MailKind.DIGEST], k=6, least=3),
    MailKind.DUE_AGAIN: MailRequest(PLACEMENTS[MailKind.DUE_AGAIN], k=6, least=1),
}


def send_batch(kind: str, *, after: int = 0, now: datetime) -> int | None:
    """To the next members beyond this account; the last account looked at, None where there are no more.

    Raises OSError where the mail server does not answer; nothing is written down then.
    """
    if not settings.SITE_URL or is_quiet(now):
        return None
    with get_connection() as server:  # asked first
        accounts, letters = _claimed(MailKind(kind), after=after, now=now)
        _hand_over(letters, server)
    return accounts[-1].pk if len(accounts) == settings.MAIL_BATCH else None


@transaction.atomic
def _claimed(kind: MailKind, *, after: int, now: datetime) -> tuple[Sequence[User], list[Letter]]:
    """Who is looked at, and the mails that came of it, written down. Another batch skips who is looked at here."""
    members = recipients(kind).filter(pk__gt=after).order_by("pk")
    members = members.select_for_update(of=("self",), no_key=True, skip_locked=True)
    accounts = list(members[: settings.MAIL_BATCH])
    # Asked only now that nobody else can send to them.
    enough = had_enough([account.pk for account in accounts], kind, now=now)
    visitors = {account.visitor_key: account for account in accounts if account.pk not in enough}
    slates = mail_slates(visitors, WORTH_IT[kind], now=now)
    facts = {"kind": kind, "day": localdate(now), "begun_at": now}
    letters = [
        Letter(SentMail(account=account, slate_id=slates[visitor].id, **facts), account, slates[visitor])
        for visitor, account in visitors.items()
        if visitor in slates
    ]
    SentMail.objects.bulk_create(letter.mail for letter in letters)
    return accounts, letters


def _hand_over(letters: Sequence[Letter], server: BaseEmailBackend) -> None:
    """One that the server refuses does not stop the others; where it has gone, the others go back."""
    left, refused, waiting = [], [], list(letters)
    try:
        for message in written(letters):
            letter = waiting.pop(0)
            try:
                server.send_messages([message])
            except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused):
                logger.warning("The mail server refused mail %s.", letter.mail.pk)
                refused.append(letter)
            except OSError as error:
                logger.warning("The mail server has gone at mail %s: %s", letter.mail.pk, error)
                refused.append(letter)
                break
            else:
                left.append(letter)
    finally:
        _note(left, refused, waiting)


@transaction.atomic
def _note(left: Sequence[Letter], refused: Sequence[Letter], waiting: Sequence[Letter]) -> None:
    SentMail.objects.filter(pk__in=[letter.mail.pk for letter in left]).update(sent_at=timezone.now())
    # What did not leave was not shown. Who was refused is tried again as if it had been sent: not at once.
    take_back_slates([letter.slate.id for letter in (*refused, *waiting)])
    SentMail.objects.filter(pk__in=[letter.mail.pk for letter in waiting]).delete()
