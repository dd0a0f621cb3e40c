"""Members who asked for mails, and have something to be told."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import User
from recommender.models import RecommendationList
from shop.mails.models import MailKind, MailSubscription, SentMail
from tests.factories.accounts import UserFactory
from tests.factories.behavior import EventFactory, VisitorFactory, VisitSessionFactory
from tests.factories.catalog import ProductFactory


class SentMailFactory(DjangoModelFactory):
    class Meta:
        model = SentMail

    account = factory.SubFactory(UserFactory)
    kind = MailKind.DIGEST
    day = factory.LazyAttribute(lambda mail: mail.begun_at.date())
    slate_id = factory.LazyFunction(uuid4)
    begun_at = factory.LazyFunction(timezone.now)


def subscriber(*kinds: str, listed: Sequence[int] = (), **fields) -> User:
    """With a list of these products."""
    account = UserFactory(**fields)
    visitor = VisitorFactory(account=account)
    for kind in kinds or (MailKind.DIGEST,):
        MailSubscription.objects.create(account=account, kind=kind)
    if listed:
        RecommendationList.objects.create(
            placement="home_for_you",
            visitor=visitor,
            product_ids=list(listed),
            scores=[float(-place) for place in range(len(listed))],
            reasons=[{"kind": "viewed", "product_id": listed[-1]}] * len(listed),
        )
    return account


def bought(account: User, *product_ids: int, days_ago: int) -> None:
    visit = VisitSessionFactory(visitor=account.visitor)
    for product_id in product_ids:
        EventFactory(
            session=visit,
            kind="purchase",
            product_id=product_id,
            quantity=1,
            amount="5.00",
            occurred_at=timezone.now() - timedelta(days=days_ago),
        )


def consumable(**fields):
    return ProductFactory(**{"is_consumable": True, "replenishment_days": 30} | fields)


def path_key(url: str) -> str:
    """What a link of a mail has signed."""
    return url.rstrip("/").rsplit("/", 1)[1]
