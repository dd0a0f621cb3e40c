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

from shop.cart.models import CartLine
from shop.cart.selectors import cart_summary
from shop.cart.services import add_to_cart, empty_cart, set_quantity
from shop.catalog.models import Product
from shop.shopper import Shopper


class CartProductSerializer(serializers.ModelSerializer):
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


class CartSerializer(serializers.Serializer):
    items = CartLineSerializer(many=True, source="lines")
    count = serializers.IntegerField(help_text="Pieces, not lines.")
    goods_total = serializers.DecimalField(max_digits=12, decimal_places=2)
    currency = serializers.CharField()


class QuantitySerializer(serializers.Serializer):
    quantity = serializers.IntegerField(min_value=1, max_value=settings.CART_MAX_QUANTITY)


class AddSerializer(QuantitySerializer):
    product_id = serializers.IntegerField(min_value=1)
    quantity = serializers.IntegerField(min_value=1, max_value=settings.CART_MAX_QUANTITY, default=1)


class CartView(APIView):
    @extend_schema(responses=CartSerializer, summary="The cart, at today's prices")
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


class CartItemView(APIView):
    @extend_schema(request=QuantitySerializer, responses=CartSerializer, summary="Change how many")
    def patch(self, request, line_id: int):
        set_quantity(shopper=Shopper.of(request), line_id=line_id, **_checked(QuantitySerializer, request))
        return _cart(request)

    @extend_schema(responses=CartSerializer, summary="Remove a line")
    def delete(self, request, line_id: int):
        set_quantity(shopper=Shopper.of(request), line_id=line_id, quantity=0)
        return _cart(request)


def _checked(serializer_class: type[serializers.Serializer], request) -> dict:
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def _cart(request, code: int = status.HTTP_200_OK) -> Response:
    summary = cart_summary(Shopper.of(request))
    return Response(CartSerializer(summary).data, status=code)
