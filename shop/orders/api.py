"""Orders as JSON. Who is asking, and why guests need no CSRF token: see shop/cart/api.py."""

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors import InvalidInput, NotFound
from shop.addresses.formats import postal_code_problem
from shop.currencies.fields import CURRENCY
from shop.orders.delivery import COUNTRIES, delivery_methods
from shop.orders.details import ADDRESS, CheckoutDetails
from shop.orders.models import Order, OrderLine, OrderTransition
from shop.orders.selectors import order_of, orders_of
from shop.orders.services import change_status, place_order
from shop.shopper import Shopper

LONGEST_KEY = 200
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="Your own name for this attempt. Sent again, it gives the same order.",
)
ACCESS_KEY = OpenApiParameter("key", str, description="A guest's key to the order, as in the mail's link.")


class OrderLineSerializer(serializers.ModelSerializer):
    total = serializers.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        model = OrderLine
        fields = ["product_id", "title", "unit_price", "quantity", "total"]


class OrderTransitionSerializer(serializers.ModelSerializer):
    class Meta:
        model = OrderTransition
        fields = ["status", "at"]


class OrderSerializer(serializers.ModelSerializer):
    lines = OrderLineSerializer(many=True)
    transitions = OrderTransitionSerializer(many=True)
    total = serializers.DecimalField(max_digits=12, decimal_places=2)
    can_be_canceled = serializers.BooleanField()

    class Meta:
        model = Order
        fields = [
            "number",
            "status",
            "placed_at",
            *ADDRESS,
            "delivery_method",
            "currency",
            "rate",
            "goods_total",
            "voucher_code",
            "discount_total",
            "delivery_total",
            "total",
            "tax_rate",
            "tax_total",
            "lines",
            "transitions",
            "can_be_canceled",
        ]


class PlaceOrderSerializer(serializers.ModelSerializer):
    country = serializers.ChoiceField(choices=list(COUNTRIES))
    delivery_method = serializers.ChoiceField(choices=list(delivery_methods()))
    payment_token = serializers.CharField(
        max_length=200, help_text="What the payment service calls the card."
    )
    goods_total = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text="What the shopper was shown; the order is refused where that changed.",
    )
    discount_total = serializers.DecimalField(
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text="What the shopper was shown the voucher to take off; 0 buys without a voucher that does not count.",
    )

    class Meta:
        model = Order
        fields = [*ADDRESS, "delivery_method", "payment_token", "goods_total", "discount_total"]

    def validate(self, given: dict) -> dict:
        if problem := postal_code_problem(given["country"], given["postal_code"]):
            raise serializers.ValidationError({"postal_code": [problem]})
        return given


class OrdersView(generics.ListAPIView):
    serializer_class = OrderSerializer
    queryset = Order.objects.none()
    filter_backends = []

    def get_queryset(self):
        return orders_of(Shopper.of(self.request))

    @extend_schema(
        summary="Order what lies in the cart",
        request=PlaceOrderSerializer,
        parameters=[IDEMPOTENCY_KEY, CURRENCY],
        responses={201: OrderSerializer, 200: OrderSerializer},
    )
    def post(self, request):
        key = _idempotency_key(request)
        given = PlaceOrderSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        now = timezone.now()
        placed = place_order(
            shopper=Shopper.of(request),
            details=CheckoutDetails(**given.validated_data),
            idempotency_key=key,
            site_url=request.build_absolute_uri("/"),
            now=now,
        )
        # An order that this request did not write was placed at another moment.
        code = status.HTTP_201_CREATED if placed.placed_at == now else status.HTTP_200_OK
        return Response(OrderSerializer(placed).data, status=code)


class OrderView(APIView):
    @extend_schema(summary="One order", parameters=[ACCESS_KEY], responses=OrderSerializer)
    def get(self, request, number: str):
        return Response(OrderSerializer(_order(request, number)).data)


class CancelOrderView(APIView):
    @extend_schema(
        summary="Cancel an order, while that is possible",
        parameters=[ACCESS_KEY],
        request=None,
        responses=OrderSerializer,
    )
    def post(self, request, number: str):
        order = _order(request, number)
        change_status(order=order, to=Order.Status.CANCELED, by=Shopper.of(request).account)
        return Response(OrderSerializer(_order(request, number)).data)


def _idempotency_key(request) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > LONGEST_KEY:
        sentence = _("Please send an Idempotency-Key header of 1 to %(longest)d characters.")
        raise InvalidInput(sentence % {"longest": LONGEST_KEY})
    return key


def _order(request, number: str) -> Order:
    order = order_of(Shopper.of(request), number, request.query_params.get("key", ""))
    if order is None:
        raise NotFound(_("We could not find this order."))
    return order
