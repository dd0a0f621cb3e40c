from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from shop.catalog.models import Product
from shop.reviews.models import Review
from shop.reviews.selectors import reviews_of
from shop.reviews.services import MAX_TEXT, write_review
from shop.shopper import Shopper


class ReviewSerializer(serializers.ModelSerializer):
    author = serializers.CharField(source="account.short_name", read_only=True)

    class Meta:
        model = Review
        fields = ("id", "author", "rating", "text", "is_verified", "created_at", "updated_at")


class ReviewInputSerializer(serializers.Serializer):
    rating = serializers.IntegerField(min_value=1, max_value=5)
    text = serializers.CharField(max_length=MAX_TEXT, allow_blank=True, default="")


class ReviewsApi(ListAPIView):
    """Reviews of a product, the latest first; POST writes or changes one's own."""

    serializer_class = ReviewSerializer
    queryset = Review.objects.none()  # for the schema; see get_queryset

    def get_queryset(self):
        return reviews_of(self._product())

    @extend_schema(request=ReviewInputSerializer, responses={201: ReviewSerializer})
    def post(self, request: Request, slug: str) -> Response:
        said = ReviewInputSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        review = write_review(
            shopper=Shopper.of(request), product_id=self._product().pk, **said.validated_data
        )
        return Response(ReviewSerializer(review).data, status=status.HTTP_201_CREATED)

    def _product(self) -> Product:
        return get_object_or_404(Product.objects.active().only("pk"), slug=self.kwargs["slug"])
