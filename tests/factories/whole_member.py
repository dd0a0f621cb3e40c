"""A member of whom every table knows something."""

import secrets
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from accounts.models import User
from recommender.models import Deployment, ModelVersion, RecommendationList, SegmentMember, TrainingRun
from shop.models import (
    Address,
    Cart,
    Favorite,
    HelpfulVote,
    MailSubscription,
    SavedProduct,
    SentMail,
    VoucherUse,
)
from shop.reviews.services import write_review
from shop.shopper import Shopper
from tests.factories.accounts import PASSWORD, AdministratorFactory, UserFactory
from tests.factories.behavior import (
    DismissalFactory,
    EventFactory,
    ImpressionFactory,
    SlateFactory,
    VisitorFactory,
    VisitSessionFactory,
)
from tests.factories.cart import CartLineFactory, member
from tests.factories.catalog import ProductFactory
from tests.factories.orders import OrderFactory
from tests.factories.prediction import make_prediction
from tests.factories.segments import make_segment
from tests.factories.vouchers import VoucherFactory

STREET = "7 Farewell Lane"


def whole_member() -> User:
    """Rows in every table that has to do with accounts or visitors. No two are called the same: caches outlive a test."""
    mark = secrets.token_hex(4)
    account = UserFactory(
        email=f"quillon-{mark}@vanishing.example", phone=f"+49{int(mark, 16):011}", name=f"Quillon {mark}"
    )
    product = ProductFactory()
    _known_to_the_shop(account, Shopper(member(account).visitor, account), product)
    _known_to_the_recommender(account, product)
    _known_to_the_administration(account)
    address, _ = EmailAddress.objects.get_or_create(user=account, email=account.email)
    EmailConfirmation.create(address)
    Authenticator.objects.create(user=account, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "1"})
    return account


def sign_in(client: Client, account: User) -> None:
    client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})


def where(account: User) -> dict[str, str]:
    return {"full_name": account.name, "street": STREET, "postal_code": "10115", "city": "Berlin"}


def _known_to_the_shop(account: User, shopper: Shopper, product) -> None:
    own = {"account": account}
    line = CartLineFactory(shopper=shopper, product=product)
    Cart.objects.filter(pk=line.cart_id).update(visitor_id=shopper.visitor_id)
    SavedProduct.objects.create(**own, product=product)
    Favorite.objects.create(**own, product=product)
    Address.objects.create(**own, **where(account), country="DE")
    write_review(shopper=shopper, product_id=product.pk, rating=5, text=f"Yours, {account.name}")
    MailSubscription.objects.create(**own, kind="digest")
    SentMail.objects.create(**own, kind="digest", day="2026-05-08", slate_id=uuid4())
    others = write_review(shopper=member(), product_id=product.pk, rating=3)
    HelpfulVote.objects.create(**own, review=others)
    order = OrderFactory(**own, email=account.email, **where(account))
    VoucherUse.objects.create(order=order, voucher=VoucherFactory(used=1))


def _known_to_the_recommender(account: User, product) -> None:
    visitor = getattr(account, "visitor", None) or VisitorFactory(account=account)
    EventFactory(session=VisitSessionFactory(visitor=visitor), product_id=product.pk)
    EventFactory(
        session=VisitSessionFactory(visitor=visitor), kind="search", product_id=None, query=account.name
    )
    ImpressionFactory(slate=SlateFactory(visitor=visitor))
    DismissalFactory(visitor=visitor)
    SegmentMember.objects.create(visitor=visitor, segment=make_segment())
    make_prediction(visitor)
    RecommendationList.objects.create(
        placement="home_for_you", visitor=visitor, product_ids=[product.pk], scores=[1.0], reasons=[None]
    )


def _known_to_the_administration(account: User) -> None:
    account.groups.add(Group.objects.create(name="Regulars"))
    account.user_permissions.add(Permission.objects.first())
    administrator = AdministratorFactory()
    LogEntry.objects.create(
        user=administrator,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(account.pk),
        object_repr=str(account),
        action_flag=CHANGE,
    )
    LogEntry.objects.create(user=account, object_repr="A product", action_flag=CHANGE)
    run = TrainingRun.objects.create(algorithm="popularity", status="done", requested_by=account)
    version = ModelVersion.objects.create(number=1, run=run, algorithm="popularity", checkpoint="none")
    Deployment.objects.create(version=version, reason="It is the first", by=account)
