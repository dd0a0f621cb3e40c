"""The cart as JSON. Every change answers with the whole cart, so that a front end shows the truth.

Guests act by their visitor cookie, without a CSRF token: that cookie is SameSite=Lax, so no other site's request
brings it along with a POST, PATCH or DELETE, and only JSON bodies are read, which no plain form can send. Members
are checked by SessionAuthentication, which does ask for the token.
"""

from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.cart.bundles import LARGEST, add_all_to_cart
from shop.cart.models import CartLine, SavedProduct
from shop.cart.saved import forget_saved, move_to_cart, save_for_later
from shop.cart.selectors import cart_summary, saved_products
from shop.cart.services import (
    add_to_cart,
    apply_voucher,
    empty_cart,
    remove_voucher,
    set_quantity,
)
from shop.catalog.models import Product
from shop.currencies.fields import CURRENCY, CurrencyField, PriceField
from shop.shopper import Shopper


class CartProductSerializer(serializers.ModelSerializer):
    price = PriceField()
    currency = CurrencyField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = ["id", "slug", "title", "brand", "price", "currency", "stock", "url"]

    @extend_schema_field(str)
    def get_url(self, product: Product) -> str:
        return product.get_absolute_url()


class CartLineSerializer(serializers.ModelSerializer):
    product = CartProductSerializer()
    total = serializers.DecimalField(max_digits=12, decimal_places=2)
    problem = serializers.CharField(help_text="Why the line cannot be ordered as it is; empty where it can.")

    class Meta:
        model = CartLine
        fields = ["id", "product", "quantity", "total", "problem"]


class SavedProductSerializer(serializers.ModelSerializer):
    product = CartProductSerializer()

    class Meta:
        model = SavedProduct
        fields = ["id", "product", "quantity"]


class TotalsSerializer(serializers.Serializer):
    """For the first way of delivery, within the shop's own country; the order has the final sums."""

    goods_total = serializers.DecimalField(max_digits=12, decimal_places=2)
    discount_total = serializers.DecimalField(max_digits=12, decimal_places=2)
    delivery_total = serializers.DecimalField(max_digits=12, decimal_places=2)
    total = serializers.DecimalField(max_digits=12, decimal_places=2)
    tax_rate = serializers.DecimalField(max_digits=5, decimal_places=2, help_text="Percent.")
    tax_total = serializers.DecimalField(
        max_digits=12, decimal_places=2, help_text="The part of the total that is tax."
    )
    missing_for_free_delivery = serializers.DecimalField(max_digits=12, decimal_places=2)


class CartSerializer(serializers.Serializer):
    items = CartLineSerializer(many=True, source="lines")
    count = serializers.IntegerField(help_text="Pieces, not lines.")
    currency = serializers.CharField()
    goods_total = serializers.DecimalField(max_digits=12, decimal_places=2)
    voucher_code = serializers.CharField(help_text="Empty without a voucher.")
    voucher_problem = serializers.CharField(help_text="Why the voucher does not count; empty where it does.")
    totals = TotalsSerializer()
    saved = SavedProductSerializer(many=True, help_text="Saved for later.")


class QuantitySerializer(serializers.Serializer):
    quantity = serializers.IntegerField(min_value=1, max_value=settings.CART_MAX_QUANTITY)


class AddSerializer(QuantitySerializer):
    product_id = serializers.IntegerField(min_value=1)
    quantity = serializers.IntegerField(min_value=1, max_value=settings.CART_MAX_QUANTITY, default=1)


class BundleSerializer(serializers.Serializer):
    product_ids = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=LARGEST)
    slate_id = serializers.UUIDField(required=False, help_text="The slate that brought them together.")


class BundleAddedSerializer(CartSerializer):
    refused = serializers.ListField(
        child=serializers.CharField(), help_text="What could not be had, and why."
    )


class VoucherSerializer(serializers.Serializer):
    code = serializers.CharField(max_length=40)


class CartView(APIView):
    @extend_schema(responses=CartSerializer, parameters=[CURRENCY], summary="The cart, at today's prices")
    def get(self, request):
        return _cart(request)

    @extend_schema(responses={204: None}, summary="Empty the cart")
    def delete(self, request):
        empty_cart(shopper=Shopper.of(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class CartItemsView(APIView):
    @extend_schema(
        request=AddSerializer, responses={201: CartSerializer}, summary="Add a product to the cart"
    )
    def post(self, request):
        add_to_cart(shopper=Shopper.of(request), **_checked(AddSerializer, request))
        return _cart(request, status.HTTP_201_CREATED)


class CartBundlesView(APIView):
    @extend_schema(
        request=BundleSerializer,
        responses={201: BundleAddedSerializer},
        summary="Add several products at once, one of each",
    )
    def post(self, request):
        done = add_all_to_cart(shopper=Shopper.of(request), **_checked(BundleSerializer, request))
        response = _cart(request, status.HTTP_201_CREATED)
        response.data["refused"] = done.refused
        return response


class CartItemView(APIView):
    @extend_schema(request=QuantitySerializer, responses=CartSerializer, summary="Change how many")
    def patch(self, request, line_id: int):
        set_quantity(shopper=Shopper.of(request), line_id=line_id, **_checked(QuantitySerializer, request))
        return _cart(request)

    @extend_schema(responses=CartSerializer, summary="Remove a line")
    def delete(self, request, line_id: int):
        set_quantity(shopper=Shopper.of(request), line_id=line_id, quantity=0)
        return _cart(request)


class SaveView(APIView):
    @extend_schema(request=None, responses=CartSerializer, summary="Save a line for later")
    def post(self, request, line_id: int):
        save_for_later(shopper=Shopper.of(request), line_id=line_id)
        return _cart(request)


class SavedView(APIView):
    @extend_schema(responses=CartSerializer, summary="Forget what was saved for later")
    def delete(self, request, saved_id: int):
        forget_saved(shopper=Shopper.of(request), saved_id=saved_id)
        return _cart(request)


class MoveView(APIView):
    @extend_schema(
        request=None,
        responses=CartSerializer,
        summary="Move what was saved back into the cart, as many as there are",
    )
    def post(self, request, saved_id: int):
        move_to_cart(shopper=Shopper.of(request), saved_id=saved_id)
        return _cart(request)


class VoucherView(APIView):
    @extend_schema(request=VoucherSerializer, responses=CartSerializer, summary="Use a voucher")
    def put(self, request):
        apply_voucher(shopper=Shopper.of(request), **_checked(VoucherSerializer, request))
        return _cart(request)

    @extend_schema(responses=CartSerializer, summary="Take the voucher out")
    def delete(self, request):
        remove_voucher(shopper=Shopper.of(request))
        return _cart(request)


def _checked(serializer_class: type[serializers.Serializer], request) -> dict:
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def _cart(request, code: int = status.HTTP_200_OK) -> Response:
    shopper = Shopper.of(request)
    summary = cart_summary(shopper)
    shown = {
        "lines": summary.lines,
        "count": summary.count,
        "currency": summary.currency,
        "goods_total": summary.goods_total,
        "voucher_code": summary.voucher.code if summary.voucher else "",
        "voucher_problem": summary.voucher_problem,
        "totals": summary.totals(),
        "saved": saved_products(shopper),
    }
    return Response(CartSerializer(shown).data, status=code)
