"""A shop in which somebody owns something of everything, and all those who might want to look at it."""

import time
from dataclasses import dataclass
from types import SimpleNamespace
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.test import Client

from accounts.models import User
from config.audit import record_action
from recommender.models import (
    DayFigures,
    Deployment,
    Event,
    GateDecision,
    ModelVersion,
    RecommendationList,
    TrainingRun,
)
from shop.cart.models import SavedProduct
from shop.mails.links import Click, WayOut
from shop.reviews.services import write_review
from tests.factories.accounts import AdministratorFactory, UserFactory
from tests.factories.addresses import AddressFactory
from tests.factories.behavior import (
    DismissalFactory,
    EventFactory,
    ImpressionFactory,
    SlateFactory,
    VisitorFactory,
    VisitSessionFactory,
)
from tests.factories.cart import CartLineFactory, member
from tests.factories.catalog import CategoryFactory, ProductFactory, ProductPictureFactory
from tests.factories.experiments import make_experiment
from tests.factories.mails import SentMailFactory, path_key
from tests.factories.orders import OrderFactory
from tests.factories.passkeys import passkey_of
from tests.factories.prediction import make_training
from tests.factories.rules import RuleFactory
from tests.factories.segments import make_segment
from tests.factories.vouchers import VoucherFactory


@dataclass
class World:
    owner: User
    other: User
    things: SimpleNamespace
    """What the owner has, or what everybody sees."""

    def addressed(self) -> dict:
        """What stands in addresses, by the name that it has there. All of it is the owner's, if it is anybody's."""
        mine = self.things
        return {
            "slug": mine.product.slug,
            "product_id": mine.product.pk,
            "path": mine.picture.image.name,
            "line_id": mine.line.pk,
            "saved_id": mine.saved.pk,
            "number": mine.order.number,
            "review_id": mine.review.pk,
            "slate_id": uuid4(),
            "key": "no-such-key",
            "click_key": path_key(Click(uuid4(), mine.product.pk).url),
            "way_out_key": path_key(WayOut(self.owner.pk, "digest", uuid4()).url),
            "uidb36": "1",
            "account_id": self.owner.pk,
            "event_id": mine.event.pk,
            "address_id": mine.address.pk,
            "session_id": mine.session.pk,
            "pk": mine.passkey.pk,
        }


def make_world() -> World:
    owner, other = UserFactory(email="owner@aisle.example"), UserFactory(email="other@aisle.example")
    kitchen = CategoryFactory(slug="mug", name="Kitchen")
    mug = ProductFactory(category=kitchen, slug="mug", title="Mug", stock=50)
    bowl = ProductFactory(category=kitchen, slug="bowl", title="Bowl", stock=50)
    things = SimpleNamespace(
        product=mug,
        picture=ProductPictureFactory(product=mug),
        line=CartLineFactory(shopper=member(owner), product=mug, quantity=2),
        saved=SavedProduct.objects.create(account=owner, product=bowl, quantity=1),
        order=OrderFactory(account=owner, product=mug),
        session=UserSession.objects.create(user=owner, session_key="a-session", ip="192.0.2.1"),
        passkey=passkey_of(owner),
        address=AddressFactory(account=owner),
        review=write_review(shopper=member(owner), product_id=mug.pk, rating=4, text="It keeps its promise."),
    )
    things.event = Event.objects.get(kind="review")
    # Each of a kind that the owner alone has.
    TOTP.activate(owner, generate_totp_secret())
    RecoveryCodes.activate(owner)
    return World(owner, other, things)


def browser(account: User | None = None, **options) -> Client:
    """Signed in, where there is an account. Says what browsers say, so that it is not taken for a bot."""
    client = Client(
        headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"}, raise_request_exception=False, **options
    )
    if account:
        client.force_login(account, "django.contrib.auth.backends.ModelBackend")
        session = client.session
        # As after a password and a second factor, so that no page asks for them once more.
        session["account_authentication_methods"] = [
            {"method": method, "at": time.time(), "reauthenticated": True} for method in ("password", "mfa")
        ]
        session["account_authentication_methods_user"] = str(account.pk)
        session.save()
    return client


def clerk(*rights: str) -> User:
    """Of the staff, with these rights and no others: `shop.view_order`."""
    account = UserFactory(is_staff=True)
    for right in rights:
        app, codename = right.split(".")
        account.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return account


def all_but(*rights: str) -> User:
    """Of the staff, with every right there is except these."""
    account = UserFactory(is_staff=True)
    held = [
        permission
        for permission in Permission.objects.select_related("content_type")
        if f"{permission.content_type.app_label}.{permission.codename}" not in rights
    ]
    account.user_permissions.set(held)
    return account


def row_of(model: str, world: World):
    """A row of this table; made where the world has none."""
    known = {
        "shop.product": world.things.product,
        "shop.order": world.things.order,
        "accounts.user": world.owner,
    }
    found = known.get(model) or apps.get_model(model).objects.first()
    return found or MAKERS[model]()


def administrator() -> User:
    return AdministratorFactory()


def _list() -> RecommendationList:
    return RecommendationList.objects.create(
        placement="home_for_you",
        visitor=VisitorFactory(),
        product_ids=[1],
        scores=[1.0],
        model_version=_version(),
    )


def _version() -> ModelVersion:
    return ModelVersion.objects.first() or ModelVersion.objects.create(
        number=1,
        algorithm="popularity",
        run=TrainingRun.objects.create(algorithm="popularity", status="done"),
    )


MAKERS = {
    "recommender.businessrule": RuleFactory,
    "account.emailaddress": lambda: EmailAddress.objects.create(user=UserFactory(), email="e@aisle.example"),
    "admin.logentry": lambda: record_action(UserFactory(is_staff=True), ProductFactory(), "Looked at it."),
    "auth.group": lambda: Group.objects.create(name="Clerks"),
    "recommender.dayfigures": lambda: DayFigures.objects.create(day="2026-05-08"),
    "recommender.deployment": lambda: Deployment.objects.create(version=_version(), reason="first"),
    "recommender.dismissal": DismissalFactory,
    "recommender.event": EventFactory,
    "recommender.experiment": lambda: make_experiment(running=False),
    "recommender.gatedecision": lambda: GateDecision.objects.create(challenger=_version(), passed=True),
    "recommender.impression": ImpressionFactory,
    "recommender.modelversion": _version,
    "recommender.recommendationlist": _list,
    "recommender.purchasetraining": make_training,
    "recommender.segment": make_segment,
    "recommender.slate": SlateFactory,
    "recommender.trainingrun": lambda: TrainingRun.objects.create(algorithm="popularity", status="done"),
    "recommender.visitor": VisitorFactory,
    "recommender.visitsession": VisitSessionFactory,
    "shop.sentmail": SentMailFactory,
    "shop.voucher": VoucherFactory,
}
