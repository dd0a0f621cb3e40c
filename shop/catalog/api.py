"""The catalog as JSON."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.catalog.facets_api import FacetedPagination, facets_data
from shop.catalog.filters import ProductFilters
from shop.catalog.models import Product
from shop.catalog.selectors import category_tree
from shop.catalog.serializers import CategorySerializer, ProductCardSerializer, ProductDetailSerializer
from shop.currencies.fields import CURRENCY


@extend_schema(summary="Products, filtered and sorted", parameters=[CURRENCY])
class ProductsApi(generics.ListAPIView):
    queryset = Product.objects.active().for_cards()
    serializer_class = ProductCardSerializer
    filterset_class = ProductFilters
    pagination_class = FacetedPagination

    def list(self, request, *args, **kwargs):
        response = super().list(request, *args, **kwargs)
        response.data["facets"] = facets_data(
            ProductFilters(request.query_params, queryset=Product.objects.active())
        )
        return response


@extend_schema(summary="One product", parameters=[CURRENCY])
class ProductApi(generics.RetrieveAPIView):
    queryset = Product.objects.active().select_related("category").with_gallery()
    serializer_class = ProductDetailSerializer
    lookup_field = "slug"


class CategoriesApi(APIView):
    @extend_schema(
        summary="Departments with all categories below them", responses=CategorySerializer(many=True)
    )
    def get(self, request):
        return Response(CategorySerializer(category_tree(), many=True).data)
