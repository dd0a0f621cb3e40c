import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401  both register what we show otherwise
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm

from accounts.forms import AccountChangeForm, AccountCreationForm
from accounts.models import User
from accounts.privacy.services import delete_account
from accounts.sessions.devices import device_name
from config.admin import ReadOnlyAdmin, link_to, with_recommender

admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    pass


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):
    form = AccountChangeForm
    add_form = AccountCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "phone", "is_staff", "is_active", "is_simulated", "created_at")
    list_filter = ("is_staff", "is_superuser", "is_active", "is_simulated", "groups")
    search_fields = ("email", "name", "phone")
    ordering = ("-created_at",)
    list_per_page = 50
    readonly_fields = ("last_login", "created_at", "recommender")
    fieldsets = (
        (
            None,
            {"fields": ("email", ("phone", "phone_verified"), "name", "password", ("language", "currency"))},
        ),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Facts"), {"fields": ("is_simulated", "created_at", "last_login")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> list:
        parts = super().get_fieldsets(request, obj)
        return with_recommender(request, obj, parts, right="recommender.view_people")

    @display(description=_("what is recommended, and why"))
    def recommender(self, account: User):
        address = reverse("admin:recommender_visitor_find", query={"q": account.email or account.phone})
        return link_to(address, _("Why do they see this?"))

    def delete_model(self, request: HttpRequest, account: User) -> None:
        delete_account(account)

    def delete_queryset(self, request: HttpRequest, accounts: QuerySet[User]) -> None:
        for account in accounts:
            delete_account(account)

    def save_model(self, request: HttpRequest, account: User, form: ModelForm, change: bool) -> None:
        """Whoever writes an address or a number into an account vouches for it, unless they say otherwise."""
        super().save_model(request, account, form, change)
        if account.email and "email" in form.changed_data:
            account.vouch_for_email()


admin.site.unregister(Authenticator)
admin.site.unregister(UserSession)


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """What accounts sign in with beside a password. Removing one lets in who lost it; the secrets are nobody's to see."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__email", "user__phone", "user__name")
    fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(UserSession)
class UserSessionAdmin(ReadOnlyAdmin):
    """Where accounts are signed in. The key is left out: whoever has it is signed in, too."""

    list_display = ("user", "device", "ip", "created_at", "last_seen_at")
    search_fields = ("user__email", "user__phone", "user__name", "ip")
    fields = ("user", "device", "ip", "created_at", "last_seen_at")

    @admin.display(description=_("device"))
    def device(self, session: UserSession) -> str:
        return device_name(session.user_agent)


@admin.register(LogEntry)
class StaffActionAdmin(ReadOnlyAdmin):
    """Who of the staff did what: by the forms of the administration, by its buttons, or elsewhere (config/audit.py)."""

    list_display = ("action_time", "user", "what", "content_type", "object_repr")
    list_display_links = ("action_time",)
    list_filter = ("action_flag", "content_type", ("user", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "content_type")
    list_per_page = 50
    search_fields = ("object_repr", "change_message", "user__email")
    date_hierarchy = "action_time"
    fields = ("action_time", "user", "what", "content_type", "object_repr")
    readonly_fields = ("what",)

    @display(description=_("what was done"))
    def what(self, entry: LogEntry) -> str:
        return entry.get_change_message() or entry.get_action_flag_display()
