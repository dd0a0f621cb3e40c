"""The member's own profile as JSON. E-mail, phone and password are changed where their owner is verified."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User, currencies, languages
from accounts.preferences import Preferences
from accounts.profile.services import update_profile


class ProfileSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["email", "phone", "name", "language", "currency", "created_at"]
        read_only_fields = fields


class ProfileInputSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=120, allow_blank=True, required=False)
    language = serializers.ChoiceField(choices=languages(), required=False)
    currency = serializers.ChoiceField(choices=currencies(), required=False)


class ProfileView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=ProfileSerializer, summary="Who is signed in")
    def get(self, request: Request) -> Response:
        return Response(ProfileSerializer(request.user).data)

    @extend_schema(request=ProfileInputSerializer, responses=ProfileSerializer, summary="Change the profile")
    def patch(self, request: Request) -> Response:
        said = ProfileInputSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        given = said.validated_data
        chosen = Preferences(given.get("language", ""), given.get("currency", ""))
        update_profile(account=request.user, name=given.get("name"), chosen=chosen)
        response = Response(ProfileSerializer(request.user).data)
        chosen.write(response)
        return response
