"""What allauth's API asks for an address alone."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.contacts import normalized_phone
from accounts.sign_in.forms import ResetPasswordForm


class PhoneSerializer(serializers.Serializer):
    phone = serializers.CharField(max_length=40, validators=[normalized_phone])


class PasswordResetByPhoneView(APIView):
    """The code that is sent is the `key` of allauth's own `auth/password/reset`, as a mailed one is."""

    @extend_schema(
        request=PhoneSerializer,
        responses={202: OpenApiResponse(description="A text is sent, also to a number without an account.")},
        summary="Begin to reset a password by a code to a phone",
    )
    def post(self, request: Request) -> Response:
        said = PhoneSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        form = ResetPasswordForm({"login": normalized_phone(said.validated_data["phone"])})
        form.full_clean()
        form.save(request)
        return Response(status=status.HTTP_202_ACCEPTED)
