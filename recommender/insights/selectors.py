"""What pages read of segments."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from recommender.insights.models import Segment, SegmentSet


@dataclass(frozen=True)
class Move:
    """So many visitors were in one segment the night before and are in another one now; None is in none."""

    start: int | None
    end: int | None
    visitors: int

    @property
    def from_said(self) -> str:
        return _("new") if self.start is None else _("Segment {number}").format(number=self.start)

    @property
    def to_said(self) -> str:
        return _("stayed away") if self.end is None else _("Segment {number}").format(number=self.end)


def moves_of(made: SegmentSet | None) -> list[Move]:
    return [Move(*flow) for flow in made.moves.get("flows", [])] if made else []


def value_shares(segments: list[Segment]) -> list[float]:
    """Percent of all that was bought, by segment; zeros where nothing was."""
    values = [segment.size * segment.means["value"] for segment in segments]
    total = sum(values)
    return [100 * value / total if total else 0.0 for value in values]
