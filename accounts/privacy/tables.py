"""Every table that has to do with an account or a visitor: what of it can be downloaded, and what cannot, and why.

A test follows the links between all tables, and fails for one that is neither here nor there.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from recommender.services import visitor_tables
from shop.models import (
    Address,
    Cart,
    CartLine,
    Favorite,
    HelpfulVote,
    MailSubscription,
    Order,
    OrderLine,
    OrderTransition,
    Payment,
    Review,
    SavedProduct,
    SentMail,
    VoucherUse,
)
from shop.shopper import Shopper

# Columns that open something, and those that tell of somebody else.
LEFT_OUT_COLUMNS = {
    "password",
    "access_key",
    "idempotency_key",
    "request_hash",
    "session_key",
    "data",
    "by_id",
}
ACTS_OF_STAFF = _("It tells what somebody did in the administration of the shop.")
LEFT_OUT: dict[str, Promise] = {
    "account.EmailConfirmation": _("It holds the secret of a link that was sent to you."),
    "accounts.User_groups": _("Rights in the administration of the shop."),
    "accounts.User_user_permissions": _("Rights in the administration of the shop."),
    "admin.LogEntry": ACTS_OF_STAFF,
    "recommender.Deployment": ACTS_OF_STAFF,
    "recommender.TrainingRun": ACTS_OF_STAFF,
}


def tables_of(shopper: Shopper) -> dict[str, QuerySet]:
    """What is there of this shopper, under the name that it has in the download."""
    account = _account_tables(shopper.account) if shopper.account else {}
    return account | _shop_tables(shopper) | visitor_tables(shopper.visitor_id)


def columns_of(model: type[Model]) -> list[str]:
    columns = (field.attname for field in model._meta.concrete_fields)  # noqa: SLF001  Django documents it
    return [column for column in columns if column not in LEFT_OUT_COLUMNS]


def _account_tables(account: User) -> dict[str, QuerySet]:
    return {
        "account": User.objects.filter(pk=account.pk),
        "email_addresses": EmailAddress.objects.filter(user=account),
        "sign_in_methods": Authenticator.objects.filter(user=account),
        "sign_ins": UserSession.objects.filter(user=account),
        "addresses": Address.objects.filter(account=account),
        "reviews": Review.objects.filter(account=account),
        "mail_subscriptions": MailSubscription.objects.filter(account=account),
        "mails_sent": SentMail.objects.filter(account=account),
    }


def _shop_tables(shopper: Shopper) -> dict[str, QuerySet]:
    own = shopper.owner
    of_order = {f"order__{field}": value for field, value in own.items()}
    return {
        "orders": Order.objects.filter(**own),
        "order_lines": OrderLine.objects.filter(**of_order),
        "order_history": OrderTransition.objects.filter(**of_order),
        "payments": Payment.objects.filter(**of_order),
        "vouchers_used": VoucherUse.objects.filter(**of_order),
        "cart": Cart.objects.filter(**own),
        "cart_lines": CartLine.objects.of(own),
        "saved_for_later": SavedProduct.objects.filter(**own),
        "favorites": Favorite.objects.filter(**own),
        "helpful_votes": HelpfulVote.objects.filter(**own),
    }
