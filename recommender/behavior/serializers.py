"""The form of a beacon's batch."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from recommender.behavior.beacon import Report
from recommender.behavior.models import EventKind

# The shop itself records all other kinds, where they happen.
REPORTED_KINDS = [EventKind.VIEW, EventKind.CLICK, EventKind.SEARCH]
CLOCK_TOLERANCE = timedelta(minutes=1)
BIGGEST_ID = 2**63 - 1


class ReportSerializer(serializers.Serializer):
    id = serializers.UUIDField(help_text=_("Made by the client; the same id again is the same report."))
    type = serializers.ChoiceField(["impression", "event"])
    at = serializers.DateTimeField(help_text=_("When it happened."))
    kind = serializers.ChoiceField(
        [kind.value for kind in REPORTED_KINDS], required=False, help_text=_("Of an event.")
    )
    product = serializers.IntegerField(
        min_value=1, max_value=BIGGEST_ID, required=False, help_text=_("Of an event without a slate.")
    )
    query = serializers.CharField(max_length=200, required=False, help_text=_("Of a search."))
    slate = serializers.UUIDField(required=False)
    position = serializers.IntegerField(
        min_value=1, max_value=10_000, required=False, help_text=_("Place in the slate, from 1.")
    )

    def validate_at(self, at):
        now = timezone.now()
        if at > now + CLOCK_TOLERANCE:
            raise serializers.ValidationError(_("This lies in the future."))
        if at < now - settings.BEACON_MAX_AGE:
            raise serializers.ValidationError(_("This is too old."))
        return min(at, now)

    def validate(self, report):
        is_event = report["type"] == "event"
        if is_event and "kind" not in report:
            raise serializers.ValidationError(_("An event needs a kind."))
        if not is_event and "slate" not in report:
            raise serializers.ValidationError(_("An impression needs a slate."))
        if "slate" in report and "position" not in report:
            raise serializers.ValidationError(_("A slate needs a position."))
        if is_event:
            self._validate_subject(report)
        return report

    def _validate_subject(self, report):
        if report["kind"] == EventKind.SEARCH:
            if "query" not in report or "slate" in report or "product" in report:
                raise serializers.ValidationError(_("A search needs a query, and nothing else."))
        elif not {"product", "slate"} & report.keys():
            raise serializers.ValidationError(_("An event needs a product or a slate."))

    def to_report(self, index: int) -> Report:
        """The checked line, in the words of the log."""
        data = self.validated_data
        return Report(
            index=index,
            id=data["id"],
            at=data["at"],
            kind=EventKind(data["kind"]) if data["type"] == "event" else None,
            product_id=data.get("product"),
            query=data.get("query", ""),
            slate_id=data.get("slate"),
            position=data.get("position"),
        )


class BatchSerializer(serializers.Serializer):
    """Documents a batch; its lines are checked one by one, so that one bad line does not lose the others."""

    events = ReportSerializer(many=True)


class EnvelopeSerializer(serializers.Serializer):
    events = serializers.ListField(allow_empty=False)

    def validate_events(self, events):
        if len(events) > settings.BEACON_MAX_BATCH:
            raise serializers.ValidationError(
                _("At most %(count)d reports at once.") % {"count": settings.BEACON_MAX_BATCH}
            )
        return events


class RejectionSerializer(serializers.Serializer):
    index = serializers.IntegerField(help_text=_("Place in the batch, from 0."))
    reason = serializers.CharField()


class ReceiptSerializer(serializers.Serializer):
    accepted = serializers.IntegerField()
    ignored = serializers.IntegerField(help_text=_("Sent before."))
    rejected = RejectionSerializer(many=True)
