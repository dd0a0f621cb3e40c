"""POST /api/v1/events/: the beacon."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.status import HTTP_202_ACCEPTED, HTTP_413_REQUEST_ENTITY_TOO_LARGE
from rest_framework.views import APIView

from config.parsers import CarefulJSONParser
from recommender.behavior.beacon import Receipt, receive
from recommender.behavior.serializers import (
    BatchSerializer,
    EnvelopeSerializer,
    ReceiptSerializer,
    ReportSerializer,
)

MAX_BYTES = 64 * 1024  # browsers queue no more for sendBeacon


class TooLarge(APIException):
    status_code = HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_large"
    default_detail = _("That is too much for one batch.")


class PlainTextJSONParser(CarefulJSONParser):
    """sendBeacon and `fetch` name JSON text/plain where another type would cost a question before."""

    media_type = "text/plain"


class EventsView(APIView):
    # No sign-in, and so no CSRF token, which sendBeacon cannot carry: the visitor cookie says who it is. Browsers leave
    # that out of other sites' requests (SameSite=Lax), so those could only write a stranger's history, as anyone can.
    authentication_classes = ()
    permission_classes = ()
    parser_classes = (CarefulJSONParser, PlainTextJSONParser)

    @extend_schema(
        operation_id="events_report",
        request=BatchSerializer,
        responses={HTTP_202_ACCEPTED: ReceiptSerializer},
        summary=_("Report what was seen and done"),
        description=_("Good lines count even where others are rejected; a repeated line is ignored."),
    )
    def post(self, request):
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
            raise TooLarge
        envelope = EnvelopeSerializer(data=request.data)
        envelope.is_valid(raise_exception=True)
        receipt = self._receive(request.visitor, envelope.validated_data["events"])
        return Response(ReceiptSerializer(receipt).data, status=HTTP_202_ACCEPTED)

    def _receive(self, visitor, lines: list) -> Receipt:
        reports, rejected = [], []
        for index, line in enumerate(lines):
            form = ReportSerializer(data=line)
            if form.is_valid():
                reports.append(form.to_report(index))
            else:
                rejected.append({"index": index, "reason": _first_problem(form.errors)})
        receipt = receive(visitor, reports)
        receipt.rejected = sorted(receipt.rejected + rejected, key=lambda line: line["index"])
        return receipt


def _first_problem(errors: dict) -> str:
    name, said = next(iter(errors.items()))
    return str(said[0]) if name == "non_field_errors" else f"{name}: {said[0]}"
