from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.errors import InvalidInput
from shop.catalog.models import Product
from shop.reviews.forms import ReviewQuery
from shop.reviews.models import Review
from shop.reviews.selectors import SORTS, own_reviews, reviews_of
from shop.reviews.services import MAX_TEXT, change_review, own_review, remove_review, write_review
from shop.reviews.voting import take_back_vote, vote_helpful
from shop.shopper import Shopper


class ReviewSerializer(serializers.ModelSerializer):
    author = serializers.CharField(source="account.signature", read_only=True)
    helpful_count = serializers.IntegerField(read_only=True, help_text="How many found it helpful.")
    is_helpful_to_me = serializers.BooleanField(read_only=True)

    class Meta:
        model = Review
        fields = (
            "id",
            "author",
            "rating",
            "text",
            "is_verified",
            "helpful_count",
            "is_helpful_to_me",
            "created_at",
            "updated_at",
        )


class ReviewInputSerializer(serializers.Serializer):
    rating = serializers.IntegerField(min_value=1, max_value=5)
    text = serializers.CharField(max_length=MAX_TEXT, allow_blank=True, default="")


class OwnReviewSerializer(ReviewSerializer):
    product = serializers.SlugRelatedField("slug", read_only=True)
    is_hidden = serializers.BooleanField(read_only=True, help_text="A moderator has hidden it from others.")

    class Meta(ReviewSerializer.Meta):
        fields = ("product", "is_hidden", *ReviewSerializer.Meta.fields)


class ReviewChangeSerializer(serializers.Serializer):
    rating = serializers.IntegerField(min_value=1, max_value=5, required=False)
    text = serializers.CharField(max_length=MAX_TEXT, allow_blank=True, required=False)


@extend_schema_view(
    get=extend_schema(
        parameters=[
            OpenApiParameter(
                "stars", int, enum=[5, 4, 3, 2, 1], description="Only reviews with so many stars."
            ),
            OpenApiParameter("sort", str, enum=list(SORTS)),
        ]
    )
)
class ReviewsApi(ListAPIView):
    """Reviews of a product, the latest first; POST writes or changes one's own."""

    serializer_class = ReviewSerializer
    queryset = Review.objects.none()  # for the schema; see get_queryset

    def get_queryset(self):
        query = ReviewQuery(self.request.query_params)
        if not query.is_valid():
            raise InvalidInput(fields=query.errors)
        return reviews_of(self._product(), shopper=Shopper.of(self.request), **query.cleaned_data)

    @extend_schema(request=ReviewInputSerializer, responses={201: ReviewSerializer})
    def post(self, request: Request, slug: str) -> Response:
        said = ReviewInputSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        shopper = Shopper.of(request)
        review = write_review(shopper=shopper, product_id=self._product().pk, **said.validated_data)
        return Response(_as_json(review.pk, shopper), status=status.HTTP_201_CREATED)

    def _product(self) -> Product:
        return get_object_or_404(Product.objects.active().only("pk"), slug=self.kwargs["slug"])


class ReviewVoteApi(APIView):
    """One vote for each shopper, member or guest; both requests may be repeated."""

    @extend_schema(request=None, responses=ReviewSerializer, summary="Say that a review is helpful")
    def put(self, request: Request, review_id: int) -> Response:
        shopper = Shopper.of(request)
        vote_helpful(shopper=shopper, review_id=review_id)
        return Response(_as_json(review_id, shopper))

    @extend_schema(responses=ReviewSerializer, summary="Take that back")
    def delete(self, request: Request, review_id: int) -> Response:
        shopper = Shopper.of(request)
        take_back_vote(shopper=shopper, review_id=review_id)
        return Response(_as_json(review_id, shopper))


class OwnReviewsApi(ListAPIView):
    """What the member wrote, the latest first, also what a moderator hid. New ones are posted to the product."""

    permission_classes = [IsAuthenticated]
    serializer_class = OwnReviewSerializer
    queryset = Review.objects.none()  # for the schema; see get_queryset
    filter_backends = []

    def get_queryset(self):
        return own_reviews(Shopper.of(self.request))


class OwnReviewApi(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=OwnReviewSerializer, summary="One of the own reviews")
    def get(self, request: Request, review_id: int) -> Response:
        return self._answer(request, review_id)

    @extend_schema(
        request=ReviewChangeSerializer, responses=OwnReviewSerializer, summary="Change one of the own reviews"
    )
    def patch(self, request: Request, review_id: int) -> Response:
        said = ReviewChangeSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        change_review(shopper=Shopper.of(request), review_id=review_id, **said.validated_data)
        return self._answer(request, review_id)

    @extend_schema(responses={204: None}, summary="Delete one of the own reviews")
    def delete(self, request: Request, review_id: int) -> Response:
        remove_review(shopper=Shopper.of(request), review_id=review_id)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, request: Request, review_id: int) -> Response:
        shopper = Shopper.of(request)
        own_review(shopper, review_id)
        return Response(OwnReviewSerializer(own_reviews(shopper).get(pk=review_id)).data)


def _as_json(review_id: int, shopper: Shopper) -> dict:
    rows = Review.objects.select_related("account").with_votes(shopper.owner)
    return ReviewSerializer(rows.get(pk=review_id)).data
