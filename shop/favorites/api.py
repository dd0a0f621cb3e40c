from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.catalog.models import Product
from shop.catalog.serializers import ProductCardSerializer
from shop.currencies.fields import CURRENCY
from shop.favorites.selectors import favorite_products
from shop.favorites.services import add_favorite, remove_favorite
from shop.shopper import Shopper


class FavoriteSerializer(serializers.Serializer):
    product_id = serializers.IntegerField(min_value=1)


@extend_schema(parameters=[CURRENCY])
class FavoritesApi(ListAPIView):
    """The shopper's favorites, the latest first; POST adds one."""

    serializer_class = ProductCardSerializer
    queryset = Product.objects.none()  # for the schema; see get_queryset

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return favorite_products(Shopper.of(self.request))

    @extend_schema(request=FavoriteSerializer, responses={201: ProductCardSerializer})
    def post(self, request: Request) -> Response:
        said = FavoriteSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        product = add_favorite(shopper=Shopper.of(request), product_id=said.validated_data["product_id"])
        card = ProductCardSerializer(product, context={"request": request})
        return Response(card.data, status=status.HTTP_201_CREATED)


class FavoriteApi(APIView):
    """One favorite."""

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, product_id: int) -> Response:
        remove_favorite(shopper=Shopper.of(request), product_id=product_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
