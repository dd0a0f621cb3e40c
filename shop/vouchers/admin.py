from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from shop.vouchers.models import Voucher, VoucherUse


class UseInline(TabularInline):
    """Facts, written by orders."""

    model = VoucherUse
    fields = ("order", "used_at", "returned_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(Voucher)
class VoucherAdmin(ModelAdmin):
    list_display = ("code", "worth", "minimum", "valid_from", "valid_until", "uses", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("code",)
    readonly_fields = ("used",)
    inlines = (UseInline,)
    fieldsets = (
        (None, {"fields": (("code", "is_active"), ("kind", "value", "minimum"))}),
        (_("Limits"), {"fields": (("valid_from", "valid_until"), ("max_uses", "once_per_shopper", "used"))}),
    )

    @display(description=_("value"))
    def worth(self, voucher: Voucher) -> str:
        return (
            f"{voucher.value.normalize():f} %" if voucher.kind == Voucher.Kind.PERCENTAGE else voucher.value
        )

    @display(description=_("used"))
    def uses(self, voucher: Voucher) -> str:
        return str(voucher.used) if voucher.max_uses is None else f"{voucher.used} / {voucher.max_uses}"

    def get_inlines(self, request: HttpRequest, obj: Voucher | None) -> tuple:
        """Nothing was used of what is only being made."""
        return self.inlines if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Voucher | None = None) -> tuple[str, ...]:
        """The code stays as it was printed; orders know it by that name."""
        return (*self.readonly_fields, "code") if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: Voucher | None = None) -> bool:
        """What was used is kept; it can be switched off instead."""
        return super().has_delete_permission(request, obj) and not (obj and obj.uses.exists())

    def save_model(self, request: HttpRequest, obj: Voucher, form, change: bool) -> None:
        """Only what was typed: the number of uses goes on meanwhile."""
        obj.save(update_fields=form.changed_data if change else None)
