"""The season's greeting at the top of the home page."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.catalog.selectors import CategoryNode, category_tree


@dataclass(frozen=True)
class Season:
    name: str
    head: Promise
    lead: Promise
    # Departments that fit, best first; a shop need not have them.
    departments: tuple[str, ...]


WINTER = Season(
    "winter",
    _("Long evenings, good company."),
    _("Games for the table, lamps that flatter a room, and somebody soft to hold on to."),
    ("play", "living"),
)
SPRING = Season(
    "spring",
    _("Room for roots, and for plans."),
    _("Pots, seeds and good tools, for a windowsill, a balcony or a proper bed."),
    ("garden",),
)
SUMMER = Season(
    "summer",
    _("Packed in ten minutes, out until late."),
    _("Tents, bags and bottles for the lake, the hills and the long way home."),
    ("outdoor",),
)
AUTUMN = Season(
    "autumn",
    _("The kettle is on."),
    _("Warm cups, soft throws and a little light, for when the days draw in."),
    ("living", "kitchen"),
)
# Three whole months each, as the weather services count.
_BY_QUARTER = (WINTER, SPRING, SUMMER, AUTUMN)


def season_of(day: date) -> Season:
    """Where the shop is."""
    quarter = day.month % 12 // 3
    return _BY_QUARTER[(quarter + 2) % 4 if settings.SHOP_IS_SOUTHERN else quarter]


def department_for(season: Season) -> CategoryNode | None:
    """The first department of this shop that fits the season; None where it sells nothing of the kind."""
    by_slug = {department.slug: department for department in category_tree()}
    return next((by_slug[slug] for slug in season.departments if slug in by_slug), None)
