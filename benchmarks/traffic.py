"""`python -m benchmarks traffic --events 1000000`: does the administration's first page stay as quick with a long log?

In a database of its own beside the others, which is gone afterwards: a log of so many events over 400 days is written in SQL, all its days are
counted, then what changed, and the page is opened, with an empty log before and with the full one after.
"""

import argparse
import time
from datetime import timedelta

from benchmarks.machine import cores, load
from benchmarks.timing import HEAD, measure, row

DAYS = 400
TIMES = 20
EVENTS_A_SESSION, SESSIONS_A_VISITOR = 8, 6

VISITORS = """
    INSERT INTO recommender_visitor (id, is_simulated, created_at)
    SELECT md5('v' || i)::uuid, true, %(start)s + i * (%(span)s / %(visitors)s)
    FROM generate_series(0, %(visitors)s - 1) AS i
"""
SESSIONS = """
    INSERT INTO recommender_visitsession (id, visitor_id, started_at, device, source)
    SELECT md5('s' || i)::uuid, md5('v' || i::bigint * 7919 %% %(visitors)s)::uuid, %(start)s + i * (%(span)s / %(sessions)s),
        (ARRAY['mobile', 'desktop', 'tablet'])[1 + i %% 3], (ARRAY['', '', 'search.example', 'news.example'])[1 + i %% 4]
    FROM generate_series(0, %(sessions)s - 1) AS i
"""
EVENTS = """
    INSERT INTO recommender_event (visitor_id, session_id, kind, product_id, query, found, occurred_at)
    SELECT s.visitor_id, s.id,
        (ARRAY['view', 'view', 'view', 'search', 'view', 'view', 'cart_add', 'purchase'])[1 + n],
        CASE WHEN n = 3 THEN NULL ELSE 1 + abs(hashtext(s.id::text || n)) %% 5000 END,
        CASE WHEN n = 3 THEN 'words ' || abs(hashtext(s.id::text)) %% 900 ELSE '' END,
        CASE WHEN n = 3 THEN abs(hashtext(s.id::text)) %% 5 END,
        s.started_at + n * interval '40 seconds'
    FROM recommender_visitsession s, generate_series(0, %(each)s - 1) AS n
    ORDER BY s.started_at
"""

INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename IN ('recommender_event', 'recommender_visitsession') AND indexname NOT IN (
        SELECT conname FROM pg_constraint
    )
"""


def main(words: list[str], say) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks traffic", description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    asked = parser.parse_args(words)

    import django
    from django.conf import settings
    from django.db import connection

    from config import embedded

    embedded.ensure_running()
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DEBUG = False
    settings.STAFF_NEED_SECOND_FACTOR = False  # the page is measured, not its door
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = "traffic_benchmark"  # tests may run meanwhile
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        run(asked.events, say)
    finally:
        connection.close_pool()
        connection.creation.destroy_test_db(before, verbosity=0)
    return 0


def run(events: int, say) -> None:
    from django.utils import timezone

    from recommender.insights.traffic.services import refresh_traffic

    now = timezone.now()
    say(f"{cores()} cores, a load of {load():.1f}. Milliseconds.\n{HEAD}")
    refresh_traffic(now=now)
    pages("no event", say)
    started = time.monotonic()
    write_log(events, now=now)
    say(f"{events:,} events written in {time.monotonic() - started:.0f} s")
    for what, everything in (("all days", True), ("what changed", False)):
        started = time.monotonic()
        days = refresh_traffic(now=now, everything=everything)
        say(f"{what}: {len(days)} days counted in {time.monotonic() - started:.1f} s")
    one_day(now=now, say=say)
    pages(f"{events:,} events", say)
    say(f"A load of {load():.1f} at the end.")


def one_day(*, now, say) -> None:
    """A day in the middle of the log counted anew, as after a late event or an erased visitor; the quickest of three."""
    from recommender.insights.traffic.services import count_day

    def counted() -> float:
        started = time.monotonic()
        count_day((now - timedelta(days=DAYS // 2)).date())
        return time.monotonic() - started

    say(f"one changed day: {min(counted() for _ in range(3)):.2f} s")


def write_log(events: int, *, now) -> None:
    from django.db import connection

    sessions = events // EVENTS_A_SESSION
    sizes = {
        "sessions": sessions,
        "visitors": max(1, sessions // SESSIONS_A_VISITOR),
        "each": EVENTS_A_SESSION,
    }
    span = timedelta(days=DAYS - 1)
    with connection.cursor() as cursor:
        # The rows are right by construction; asking for each of them whether its parent is there would take longer than all else.
        cursor.execute("SET session_replication_role = replica")
        # Indexes that are made at the end take a fraction of the time of those that grow row by row.
        cursor.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for statement in (VISITORS, SESSIONS, EVENTS):
            cursor.execute(statement, sizes | {"start": now - span, "span": span})
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")


def pages(what: str, say) -> None:
    """The page for its usual 28 days and for all 400: time and number of statements."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from accounts.models import User

    client = Client(headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})
    boss = User.objects.filter(is_superuser=True).first() or User.objects.create_superuser(
        "boss@aisle.example", None
    )
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    today = timezone.now().date()
    for days in (28, DAYS):
        address = f"/admin/?since={today - timedelta(days=days - 1)}&until={today}"
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        say(
            row(
                f"{what}, {days} days, {len(asked)} statements",
                *measure(lambda a=address: client.get(a), times=TIMES),
            )
        )
