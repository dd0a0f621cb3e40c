"""Search as JSON."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors import NotFound
from config.pagination import PageNumberPagination
from recommender.services import record_event
from shop.catalog.facets_api import FacetsSerializer, facets_data
from shop.catalog.filters import FoundFilters
from shop.catalog.models import Product
from shop.catalog.selectors import products_by_ids
from shop.catalog.serializers import ProductCardSerializer
from shop.currencies.fields import CURRENCY
from shop.search.ranking import passing_ids
from shop.search.selectors import SHORTEST, match_products, search_categories, search_products
from shop.search.statement import MOST_RANKED

SUGGESTED = 6
WORDS = OpenApiParameter("q", str, required=True, description="The words, as typed.")
PAGE = OpenApiParameter("page", int, description="From 1 on.")
PAGE_SIZE = OpenApiParameter(
    "page_size",
    int,
    description=f"Products on a page; at most {PageNumberPagination.max_page_size}.",
)
# Filters and pages are the same search as the one that they narrow.
A_SEARCH_ITSELF = {"q", "currency", "page_size"}
# The same as of products; drf-spectacular finds them by itself only where a view lists a queryset.
FILTERS = [
    OpenApiParameter(name, str, description=str(found.label))
    for name, found in FoundFilters.base_filters.items()
]


class QuerySerializer(serializers.Serializer):
    q = serializers.CharField(max_length=200)
    page = serializers.IntegerField(min_value=1, max_value=999_999, default=1)


class FoundSerializer(serializers.Serializer):
    count = serializers.IntegerField(
        source="total", help_text=f"How many fit; at most {MOST_RANKED} are counted."
    )
    meant = serializers.CharField(
        help_text="The words that were searched instead, where the typed ones found nothing."
    )
    results = ProductCardSerializer(many=True, source="products")
    facets = FacetsSerializer()


class SuggestedProductSerializer(ProductCardSerializer):
    class Meta(ProductCardSerializer.Meta):
        fields = ["id", "slug", "title", "brand", "price", "currency", "pictures", "url"]


class SuggestedCategorySerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()


class SuggestionsSerializer(serializers.Serializer):
    categories = SuggestedCategorySerializer(many=True)
    products = SuggestedProductSerializer(many=True)


class SearchApi(APIView):
    @extend_schema(
        summary="Search products, filtered and sorted",
        parameters=[WORDS, PAGE, PAGE_SIZE, CURRENCY, *FILTERS],
        responses=FoundSerializer,
    )
    def get(self, request):
        asked = _checked(request)
        match = match_products(asked["q"])
        filters = FoundFilters(request.query_params, queryset=Product.objects.filter(pk__in=match.ids))
        facets = facets_data(filters)
        ids = passing_ids(match, filters)
        size = PageNumberPagination().get_page_size(request)
        first = (asked["page"] - 1) * size
        shown = products_by_ids(ids[first : first + size])
        if asked["page"] > 1 and not shown:
            raise NotFound
        if set(request.query_params) <= A_SEARCH_ITSELF:
            record_event(request.visitor, "search", query=asked["q"], found=len(match.ids))
        found = {"total": len(ids), "meant": match.meant, "products": shown, "facets": facets}
        return Response(FoundSerializer(found, context={"request": request}).data)


class SuggestionsApi(APIView):
    @extend_schema(
        summary="Suggestions while typing", parameters=[WORDS, CURRENCY], responses=SuggestionsSerializer
    )
    def get(self, request):
        words = _checked(request)["q"]
        long_enough = len(words) >= SHORTEST
        suggested = {
            "categories": search_categories(words, limit=SUGGESTED) if long_enough else [],
            "products": search_products(words, limit=SUGGESTED).products if long_enough else [],
        }
        return Response(SuggestionsSerializer(suggested, context={"request": request}).data)


def _checked(request) -> dict:
    query = QuerySerializer(data=request.query_params)
    query.is_valid(raise_exception=True)
    return query.validated_data
