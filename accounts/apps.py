from allauth.account.signals import email_confirmed
from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from accounts import checks  # noqa: F401  Django's way to find them
        from accounts.roles import keep_roles
        from accounts.second_factor.proof import count_as_proof

        post_migrate.connect(keep_roles)
        authenticator_added.connect(count_as_proof)
        # allauth's adapter is not asked when a sign-in by code proves an address.
        email_confirmed.connect(_address_is_proven)


def _address_is_proven(request, email_address, **_kwargs) -> None:
    from accounts.sign_in.services import drop_unproven_password

    drop_unproven_password(request, email_address.user)
