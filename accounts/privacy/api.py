"""/api/v1/privacy/…: what the privacy pages do, for other front ends."""

from uuid import UUID

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.privacy.forms import AccountDeletionForm
from accounts.privacy.selectors import knowledge_of
from accounts.privacy.services import delete_account, forget_browser, leave
from accounts.privacy.views import download
from config.errors import Conflict, Forbidden, InvalidInput, NotFound
from recommender.services import (
    answer_consent,
    forget_behavior,
    forget_event,
    is_paused,
    restore_product,
    visitor_tables,
)
from shop.mails.models import MailKind
from shop.mails.selectors import mail_choices
from shop.mails.services import choose_mails


class ReauthenticationNeeded(Forbidden):
    code = "reauthentication_required"


class KnownSerializer(serializers.Serializer):
    """How much the shop knows of whoever asks."""

    events = serializers.IntegerField()
    searches = serializers.IntegerField()
    impressions = serializers.IntegerField()
    visits = serializers.IntegerField()
    dismissals = serializers.IntegerField()
    listed = serializers.IntegerField(help_text="Products on the own recommendation lists.")


class PersonalizationSerializer(serializers.Serializer):
    allowed = serializers.BooleanField()


class PrivacySerializer(serializers.Serializer):
    allowed = serializers.BooleanField(allow_null=True, help_text="What was answered; null: nothing yet.")
    is_paused = serializers.BooleanField()
    known = KnownSerializer()


class KnownEventSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    product_id = serializers.IntegerField(allow_null=True)
    query = serializers.CharField()
    occurred_at = serializers.DateTimeField()


class ConfirmationSerializer(serializers.Serializer):
    confirmation = serializers.CharField(help_text="The e-mail address or phone number of the account.")


class MailChoicesSerializer(serializers.Serializer):
    kinds = serializers.MultipleChoiceField(
        choices=MailKind.choices, help_text="Of the mails that were asked for."
    )

    def to_representation(self, choices: list[dict]) -> dict:
        return {"kinds": [choice["kind"] for choice in choices if choice["is_chosen"]]}


class PrivacyApi(APIView):
    @extend_schema(operation_id="privacy", responses=PrivacySerializer)
    def get(self, request: Request) -> Response:
        visitor = request.visitor
        answer = {"allowed": visitor.allows, "is_paused": is_paused(visitor), "known": knowledge_of(visitor)}
        return Response(PrivacySerializer(answer).data)


class PersonalizationApi(APIView):
    @extend_schema(
        operation_id="privacy_personalization", request=PersonalizationSerializer, responses=PrivacySerializer
    )
    def put(self, request: Request) -> Response:
        """Answer whether the visitor may be known again and learned from."""
        said = PersonalizationSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        answer_consent(request.visitor, allows=said.validated_data["allowed"])
        return PrivacyApi().get(request)


class MailChoicesApi(APIView):
    """Which mails that nobody waits for the member asked for."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="privacy_mails", responses=MailChoicesSerializer)
    def get(self, request: Request) -> Response:
        return Response(MailChoicesSerializer(mail_choices(request.user)).data)

    @extend_schema(
        operation_id="privacy_mails_choose", request=MailChoicesSerializer, responses=MailChoicesSerializer
    )
    def put(self, request: Request) -> Response:
        """These kinds from now on, and no others."""
        said = MailChoicesSerializer(data=request.data)
        said.is_valid(raise_exception=True)
        choose_mails(request.user, said.validated_data["kinds"])
        return self.get(request)


class KnownEventsApi(ListAPIView):
    """What the visitor did, newest first; DELETE forgets all of it."""

    serializer_class = KnownEventSerializer
    filter_backends = []

    def get_queryset(self):
        # The schema is made without a visitor.
        nobody = getattr(self, "swagger_fake_view", False)
        return visitor_tables(UUID(int=0) if nobody else self.request.visitor.id)["events"]

    @extend_schema(operation_id="privacy_events_forget", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        forget_behavior(request.visitor)
        return Response(status=status.HTTP_204_NO_CONTENT)


class KnownEventApi(APIView):
    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, event_id: int) -> Response:
        if not forget_event(request.visitor, event_id):
            raise NotFound(_("This entry is not there any more."))
        return Response(status=status.HTTP_204_NO_CONTENT)


class KnownDismissalApi(APIView):
    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, product_id: int) -> Response:
        """The product may be suggested again."""
        restore_product(request.visitor, product_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ExportApi(APIView):
    @extend_schema(operation_id="privacy_export", responses={(200, "application/json"): dict})
    def get(self, request: Request) -> StreamingHttpResponse:
        """All that the shop has of whoever asks, as one file."""
        return download(request._request)  # noqa: SLF001  the framework's documented way back


class AccountApi(APIView):
    @extend_schema(
        operation_id="privacy_account_delete", request=ConfirmationSerializer, responses={204: None}
    )
    def delete(self, request: Request) -> Response:
        """Delete the account, after a recent proof of who asks. Guests are forgotten with their browser."""
        if not request.user.is_authenticated:
            raise Forbidden(_("Please sign in first."))
        if is_reauthentication_required(request._request, app="account"):  # noqa: SLF001
            raise ReauthenticationNeeded(_("Please prove first that it is you."))
        form = AccountDeletionForm(request.data, account=request.user)
        if not form.is_valid():
            raise InvalidInput(form.errors["confirmation"][0], fields=form.errors)
        delete_account(request.user)
        leave(request._request)  # noqa: SLF001
        return Response(status=status.HTTP_204_NO_CONTENT)


class BrowserApi(APIView):
    @extend_schema(operation_id="privacy_browser_forget", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Forget a guest and all that is theirs."""
        if request.user.is_authenticated:
            raise Conflict(_("You are signed in: delete the account instead."))
        forget_browser(request.visitor)
        leave(request._request)  # noqa: SLF001
        return Response(status=status.HTTP_204_NO_CONTENT)
