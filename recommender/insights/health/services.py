"""Keeps the figures of the recommender's page: what was shown by day, and how long lists took."""

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from recommender.behavior.models import MAILED
from recommender.insights.health.models import ListDelay, ShownDay

DELAYS_KEPT = timedelta(days=7)

# Impressions count on the day they were seen, clicks and purchases on the day they happened. A place in a slate is clicked
# once, however often. “Popular now” is meant to be the same for everyone, so it is no fallback, nor is popularity as an arm of
# an experiment.
SHOWN = """
    WITH seen AS (
        SELECT coalesce(s.placement, '') AS placement, coalesce(i.position, 0) AS position, count(*) AS impressions,
            count(DISTINCT i.visitor_id) AS visitors, count(DISTINCT i.product_id) AS products
        FROM recommender_impression i JOIN recommender_slate s ON s.id = i.slate_id
        WHERE i.seen_at >= %(start)s AND i.seen_at < %(end)s
        GROUP BY GROUPING SETS ((s.placement, i.position), (s.placement), ())
    ), did AS (
        SELECT coalesce(s.placement, '') AS placement, coalesce(e.position, 0) AS position,
            count(DISTINCT (e.slate_id, e.position)) FILTER (WHERE e.kind = 'click') AS clicks,
            count(*) FILTER (WHERE e.kind = 'purchase') AS purchases,
            sum(e.amount) FILTER (WHERE e.kind = 'purchase') AS revenue
        FROM recommender_event e JOIN recommender_slate s ON s.id = e.slate_id
        WHERE e.kind IN ('click', 'purchase') AND e.position IS NOT NULL
            AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s AND s.placement <> ALL(%(mails)s)
        GROUP BY GROUPING SETS ((s.placement, e.position), (s.placement), ())
    ), served AS (
        SELECT coalesce(placement, '') AS placement, 0 AS position, count(*) AS slates,
            count(*) FILTER (WHERE source IN ('segment', 'popular') AND (arm_id IS NULL OR arm_id NOT IN
                (SELECT id FROM recommender_arm WHERE serves = 'popularity'))) AS fallback_slates
        FROM recommender_slate
        WHERE served_at >= %(start)s AND served_at < %(end)s AND placement <> 'home_popular' AND placement <> ALL(%(mails)s)
        GROUP BY GROUPING SETS ((placement), ())
    )
    INSERT INTO recommender_shownday (day, placement, position, slates, fallback_slates, impressions, visitors,
        products, clicks, purchases, revenue)
    SELECT %(day)s, placement, position, coalesce(slates, 0), coalesce(fallback_slates, 0), coalesce(impressions, 0),
        coalesce(visitors, 0), coalesce(products, 0), coalesce(clicks, 0), coalesce(purchases, 0), coalesce(revenue, 0)
    FROM seen FULL JOIN did USING (placement, position) FULL JOIN served USING (placement, position)
"""
# A mail reports no impressions, so it has rows of its own: slates are mails sent, clicks are mails from which something was
# followed on the day, however many of its products. They are in no sum of what pages show.
MAILED_SHOWN = """
    WITH did AS (
        SELECT s.placement, count(DISTINCT e.slate_id) FILTER (WHERE e.kind = 'click') AS clicks,
            count(*) FILTER (WHERE e.kind = 'purchase') AS purchases,
            sum(e.amount) FILTER (WHERE e.kind = 'purchase') AS revenue
        FROM recommender_event e JOIN recommender_slate s ON s.id = e.slate_id
        WHERE e.kind IN ('click', 'purchase') AND s.placement = ANY(%(mails)s)
            AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
        GROUP BY s.placement
    ), sent AS (
        SELECT placement, count(*) AS slates FROM recommender_slate
        WHERE served_at >= %(start)s AND served_at < %(end)s AND placement = ANY(%(mails)s) GROUP BY placement
    )
    INSERT INTO recommender_shownday (day, placement, position, slates, fallback_slates, impressions, visitors,
        products, clicks, purchases, revenue)
    SELECT %(day)s, placement, 0, coalesce(slates, 0), 0, 0, 0, 0, coalesce(clicks, 0), coalesce(purchases, 0),
        coalesce(revenue, 0)
    FROM sent FULL JOIN did USING (placement)
"""


@transaction.atomic
def count_shown(day: date, start: datetime, end: datetime) -> None:
    """One day anew, from its first moment to the next day's."""
    ShownDay.objects.filter(day=day).delete()
    with connection.cursor() as cursor:
        span = {"day": day, "start": start, "end": end, "mails": sorted(MAILED)}
        cursor.execute(SHOWN, span)
        cursor.execute(MAILED_SHOWN, span)


def note_delay(*, asked_at: float, now: datetime) -> None:
    """A list was made at `now` that an event had asked for at `asked_at`, in seconds since 1970."""
    ListDelay.objects.create(at=now, seconds=max(0.0, now.timestamp() - asked_at))


def forget_delays(*, now: datetime) -> int:
    return ListDelay.objects.filter(at__lt=now - DELAYS_KEPT).delete()[0]
