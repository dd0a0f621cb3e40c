"""GET /api/v1/recommendations/: one slate, for front ends of any kind."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from recommender import catalog
from recommender.behavior.models import Placement
from recommender.serving.pools import AROUND_PRODUCTS
from recommender.serving.slates import serve_slate

BIGGEST_ID = 2**63 - 1
SERVED = [Placement.HOME_FOR_YOU, Placement.HOME_POPULAR, Placement.HOME_BUY_AGAIN, *AROUND_PRODUCTS]


class RecommendationsQuery(serializers.Serializer):
    placement = serializers.ChoiceField(SERVED, default=Placement.HOME_FOR_YOU)
    k = serializers.IntegerField(min_value=1, max_value=50, default=12, help_text="How many products.")
    page = serializers.IntegerField(min_value=1, max_value=1_000, default=1, help_text="Another list.")
    product = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=BIGGEST_ID),
        max_length=50,
        default=list,
        help_text="What the page is about; needed by the placements around products.",
    )

    def validate(self, attrs: dict) -> dict:
        if attrs["placement"] in AROUND_PRODUCTS and not attrs["product"]:
            raise serializers.ValidationError({"product": "This placement needs a product."})
        return attrs


class RecommendedProduct(serializers.Serializer):
    product_id = serializers.IntegerField()
    slug = serializers.CharField()
    title = serializers.CharField()
    position = serializers.IntegerField(help_text="Place in the slate, from 1; name it with the click.")
    reason = serializers.DictField(
        allow_null=True,
        help_text="Why it is there: a `kind`, and the `product_id` that the visitor knows. Null where nobody can tell.",
    )


class Recommendations(serializers.Serializer):
    slate = serializers.UUIDField(help_text="Name it with impressions and clicks.")
    placement = serializers.ChoiceField(SERVED)
    source = serializers.CharField(help_text="personal, session, segment, product, due, popular or pinned")
    items = RecommendedProduct(many=True)


class RecommendationsView(APIView):
    @extend_schema(
        operation_id="recommendations", parameters=[RecommendationsQuery], responses=Recommendations
    )
    def get(self, request: Request) -> Response:
        query = RecommendationsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        served = serve_slate(
            request.visitor,
            wanted["placement"],
            k=wanted["k"],
            product_ids=wanted["product"],
            page=wanted["page"],
        )
        named = catalog.names([item.product_id for item in served.items])
        items = [
            {
                "product_id": item.product_id,
                "slug": named[item.product_id].slug,
                "title": named[item.product_id].title,
                "position": item.position,
                "reason": item.reason,
            }
            for item in served.items
        ]
        answer = {"slate": served.id, "placement": served.placement, "source": served.source, "items": items}
        return Response(Recommendations(answer).data)
