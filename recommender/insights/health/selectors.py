"""What the recommender's page reads: small tables, and windows that indexes bound."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from config.errors import ApplicationError
from recommender.algorithms.checkpoint import CheckpointError, read_manifest
from recommender.behavior.models import MAILED
from recommender.insights.health.models import ListDelay, ShownDay
from recommender.serving.models import Deployment, RecommendationList
from recommender.training.models import TrainingRun
from recommender.training.services import checkpoint_folder

AGES = ((0, 1), (1, 6), (6, 24), (24, 72), (72, None))  # hours
SUMS = ("slates", "fallback_slates", "impressions", "visitors", "products", "clicks", "purchases", "revenue")
DELAYS_OF = timedelta(hours=24)


@dataclass(frozen=True)
class Shown:
    """Sums of days; `visitors` are visitors of a day, so one who came on two days counts twice."""

    slates: int = 0
    fallback_slates: int = 0
    impressions: int = 0
    visitors: int = 0
    products: int = 0
    clicks: int = 0
    purchases: int = 0
    revenue: Decimal = Decimal(0)

    @property
    def ctr(self) -> float | None:
        return percent(self.clicks, self.impressions)

    @property
    def followed(self) -> float | None:
        """Of mails."""
        return percent(self.clicks, self.slates)

    @property
    def conversion(self) -> float | None:
        return percent(self.purchases, self.impressions)

    @property
    def revenue_per_visitor(self) -> Decimal | None:
        return self.revenue / self.visitors if self.visitors else None

    @property
    def fallback(self) -> float | None:
        return percent(self.fallback_slates, self.slates)


@dataclass(frozen=True)
class Live:
    """What serves, and what is wrong with it, if anything."""

    deployment: Deployment | None
    trouble: str = ""


def percent(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def live() -> Live:
    found = Deployment.objects.filter(ended_at=None).select_related("version").first()
    if found is None:
        return Live(None)
    try:
        read_manifest(checkpoint_folder(found.version))
    except (ApplicationError, CheckpointError) as error:
        return Live(found, str(error))
    return Live(found)


def newest_run() -> TrainingRun | None:
    return TrainingRun.objects.select_related("base").first()


def shown_by_day(since: date, until: date) -> dict[date, Shown]:
    """All placements together."""
    return _summed(_days(since, until).filter(placement="", position=0), "day")


def shown_by_placement(since: date, until: date) -> tuple[dict[str, Shown], dict[str, Shown]]:
    """On pages, and in mails, which have no impressions: of them `slates` were sent, and from `clicks` something was followed."""
    days = _days(since, until).exclude(placement="").filter(position=0)
    pages = _summed(days, "placement")
    mails = {placement: pages.pop(placement) for placement in sorted(MAILED & pages.keys())}
    return pages, mails


def shown_by_position(since: date, until: date) -> dict[int, Shown]:
    """Of all placements; a visitor who saw two placements counts in each."""
    return _summed(_days(since, until).filter(position__gt=0), "position")


def list_ages(now: datetime) -> list[int]:
    """Visitors' lists by age, in the spans of AGES."""
    lists = RecommendationList.objects.filter(visitor__isnull=False, arm=None)
    return list(
        lists.aggregate(
            **{f"of{low}": Count("pk", filter=_aged(now, low, high)) for low, high in AGES}
        ).values()
    )


def delays(now: datetime) -> tuple[int, float | None, float | None]:
    """Lists that answered an event in the last day: how many, and the median and 99th percentile of seconds."""
    table = connection.ops.quote_name(ListDelay._meta.db_table)  # noqa: SLF001  Django's documented way
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), "  # noqa: S608  our own name
            f"percentile_cont(0.99) WITHIN GROUP (ORDER BY seconds) FROM {table} WHERE at > %s AND at <= %s",
            [now - DELAYS_OF, now],
        )
        return cursor.fetchone()


def queue_lengths() -> dict[str, int | None]:
    """Tasks that wait, by queue; None where the broker does not answer."""
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    names = sorted({settings.CELERY_TASK_DEFAULT_QUEUE, *routed})
    try:
        with current_app.connection_for_read() as broker:
            channel = broker.default_channel
            return {name: channel._size(name) for name in names}  # noqa: SLF001  what passive declaration asks
    except (RedisError, OperationalError, OSError, AttributeError):
        return dict.fromkeys(names)


def _days(since: date, until: date) -> QuerySet[ShownDay]:
    return ShownDay.objects.filter(day__range=(since, until))


def _summed(days: QuerySet[ShownDay], by: str) -> dict:
    rows = days.values(by).annotate(**{f"all_{name}": Sum(name) for name in SUMS}).order_by(by)
    return {row[by]: Shown(**{name: row[f"all_{name}"] for name in SUMS}) for row in rows}


def _aged(now: datetime, low: int, high: int | None) -> Q:
    younger = Q(made_at__lte=now - timedelta(hours=low)) if low else Q()
    return younger & Q(made_at__gt=now - timedelta(hours=high)) if high else younger
