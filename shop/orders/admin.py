from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import TabularInline
from unfold.decorators import action, display

from config.admin import ActingAdmin, act, link_to, with_recommender
from shop.orders.models import Order, OrderLine, OrderTransition, Payment
from shop.orders.services import change_status

COLORS = {
    "placed": "warning",
    "paid": "info",
    "shipped": "info",
    "delivered": "success",
    "canceled": "danger",
}


class FactsInline(TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> tuple[str, ...]:
        """Also in the form of a button's request, where computed columns cannot stand."""
        return self.fields


class LineInline(FactsInline):
    model = OrderLine
    fields = ("product", "title", "unit_price", "quantity", "total")


class TransitionInline(FactsInline):
    model = OrderTransition
    fields = ("status", "at", "by")


class PaymentInline(FactsInline):
    model = Payment
    fields = ("gateway", "reference", "amount", "status", "created_at")


@admin.register(Order)
class OrderAdmin(ActingAdmin):
    list_display = ("number", "placed_at", "full_name", "email", "total", "currency", "state")
    list_filter = ("status", "delivery_method", "country")
    search_fields = ("number", "email", "full_name", "=voucher_code")
    date_hierarchy = "placed_at"
    list_per_page = 50
    inlines = (LineInline, TransitionInline, PaymentInline)
    fieldsets = (
        (None, {"fields": (("number", "status"), ("placed_at", "account", "language"))}),
        (_("To"), {"fields": ("full_name", "email", "street", ("postal_code", "city", "country"))}),
        (
            _("Totals"),
            {
                "fields": (
                    ("goods_total", "voucher_code", "discount_total"),
                    ("delivery_method", "delivery_total"),
                    ("total", "currency", "rate"),
                    ("tax_rate", "tax_total"),
                )
            },
        ),
    )
    actions = ("mark_shipped", "mark_delivered", "cancel")
    readonly_fields = ("recommender",)
    actions_submit_line = ("ship_this", "deliver_this", "cancel_this")

    def get_fieldsets(self, request: HttpRequest, obj: Order | None = None) -> list:
        parts = super().get_fieldsets(request, obj)
        return with_recommender(request, obj, parts, right="recommender.view_people")

    @display(description=_("what is recommended, and why"))
    def recommender(self, order: Order):
        address = reverse("admin:recommender_visitor_find", query={"q": order.number})
        return link_to(address, _("Why do they see this?"))

    @display(description=_("status"), ordering="status", label=COLORS)
    def state(self, order: Order) -> tuple[str, str]:
        return order.status, order.get_status_display()

    @admin.action(description=_("Mark as on its way"), permissions=["change"])
    def mark_shipped(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        self._move(request, orders, Order.Status.SHIPPED)

    @admin.action(description=_("Mark as delivered"), permissions=["change"])
    def mark_delivered(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        self._move(request, orders, Order.Status.DELIVERED)

    @admin.action(description=_("Cancel: goods and money go back"), permissions=["change"])
    def cancel(self, request: HttpRequest, orders: QuerySet[Order]) -> None:
        self._move(request, orders, Order.Status.CANCELED)

    @action(description=_("On its way"), permissions=["change"])
    def ship_this(self, request: HttpRequest, order: Order) -> None:
        self._move(request, [order], Order.Status.SHIPPED)

    @action(description=_("Delivered"), permissions=["change"])
    def deliver_this(self, request: HttpRequest, order: Order) -> None:
        self._move(request, [order], Order.Status.DELIVERED)

    @action(description=pgettext_lazy("order", "Cancel"), permissions=["change"])
    def cancel_this(self, request: HttpRequest, order: Order) -> None:
        self._move(request, [order], Order.Status.CANCELED)

    def _move(self, request: HttpRequest, orders, to: str) -> None:
        def move(order: Order) -> None:
            change_status(order=order, to=to, by=request.user)

        move.label = Order.Status(to).label
        act(self, request, orders, move)
