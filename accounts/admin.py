from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm

from accounts.forms import AccountChangeForm, AccountCreationForm
from accounts.models import User

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
    readonly_fields = ("last_login", "created_at")
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

    def save_model(self, request: HttpRequest, account: User, form: ModelForm, change: bool) -> None:
        """Whoever writes an address or a number into an account vouches for it, unless they say otherwise."""
        super().save_model(request, account, form, change)
        if account.email and "email" in form.changed_data:
            account.vouch_for_email()
