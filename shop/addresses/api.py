"""A member's address book as JSON."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.addresses.formats import FIELDS, postal_code_problem
from shop.addresses.models import Address
from shop.addresses.selectors import address_of, addresses_of
from shop.addresses.services import add_address, change_address, remove_address
from shop.orders.delivery import COUNTRIES
from shop.shopper import Shopper


class AddressSerializer(serializers.ModelSerializer):
    country = serializers.ChoiceField(choices=list(COUNTRIES))

    class Meta:
        model = Address
        fields = ["id", *FIELDS, "is_default"]

    def validate(self, given: dict) -> dict:
        said = {
            name: given.get(name) or getattr(self.instance, name, "") for name in ("country", "postal_code")
        }
        if problem := postal_code_problem(**said):
            raise serializers.ValidationError({"postal_code": [problem]})
        return given


class AddressesView(generics.ListAPIView):
    """The address book, the default first; POST adds an address, and the first one is the default."""

    permission_classes = [IsAuthenticated]
    serializer_class = AddressSerializer
    queryset = Address.objects.none()  # for the schema; see get_queryset
    filter_backends = []

    def get_queryset(self):
        return addresses_of(Shopper.of(self.request))

    @extend_schema(responses={201: AddressSerializer})
    def post(self, request: Request) -> Response:
        given = AddressSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        address = add_address(shopper=Shopper.of(request), **given.validated_data)
        return Response(AddressSerializer(address).data, status=status.HTTP_201_CREATED)


class AddressView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=AddressSerializer, summary="One address of the book")
    def get(self, request: Request, address_id: int) -> Response:
        return Response(AddressSerializer(address_of(Shopper.of(request), address_id)).data)

    @extend_schema(
        request=AddressSerializer(partial=True),
        responses=AddressSerializer,
        summary="Change an address",
        description="`is_default: true` makes it the default; `false` changes nothing, since there is always one.",
    )
    def patch(self, request: Request, address_id: int) -> Response:
        shopper = Shopper.of(request)
        given = AddressSerializer(address_of(shopper, address_id), data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        address = change_address(shopper=shopper, address_id=address_id, **given.validated_data)
        return Response(AddressSerializer(address).data)

    @extend_schema(responses={204: None}, summary="Remove an address")
    def delete(self, request: Request, address_id: int) -> Response:
        remove_address(shopper=Shopper.of(request), address_id=address_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
