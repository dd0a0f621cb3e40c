"""How a day is counted, in SQL. `start` and `end` are its first moment and the next day's; `most` is how many keys stay."""

# A session belongs to the hour in which it started, with all that was done in it. A visitor counts in the hour of the
# day's first session, so that the hours add up to the day; who was never here before that day is new. Views and searches
# count when they happened.
HOURS = """
    WITH visit AS (
        SELECT s.id, date_bin('1 hour', s.started_at, %(start)s) AS hour,
            row_number() OVER (PARTITION BY s.visitor_id ORDER BY s.started_at, s.id) = 1 AS is_first,
            v.created_at >= %(start)s AND v.created_at < %(end)s AS is_new
        FROM recommender_visitsession s JOIN recommender_visitor v ON v.id = s.visitor_id
        WHERE s.started_at >= %(start)s AND s.started_at < %(end)s
    ), did AS (
        SELECT e.session_id, count(*) AS events, bool_or(e.kind = 'view') AS viewed,
            bool_or(e.kind = 'cart_add') AS carted, bool_or(e.kind = 'purchase') AS bought
        FROM recommender_event e JOIN visit ON visit.id = e.session_id
        GROUP BY e.session_id
    ), visits AS (
        SELECT hour, count(*) AS sessions,
            count(*) FILTER (WHERE is_first) AS visitors,
            count(*) FILTER (WHERE is_first AND is_new) AS new_visitors,
            count(*) FILTER (WHERE coalesce(events, 0) <= 1) AS bounces,
            count(*) FILTER (WHERE viewed) AS viewing_sessions,
            count(*) FILTER (WHERE viewed AND carted) AS carting_sessions,
            count(*) FILTER (WHERE viewed AND carted AND bought) AS ordering_sessions,
            count(*) FILTER (WHERE bought) AS buying_sessions
        FROM visit LEFT JOIN did ON did.session_id = visit.id
        GROUP BY hour
    ), looks AS (
        SELECT date_bin('1 hour', occurred_at, %(start)s) AS hour,
            count(*) FILTER (WHERE kind = 'view') AS product_views,
            count(*) FILTER (WHERE kind = 'search') AS searches,
            count(*) FILTER (WHERE kind = 'search' AND found = 0) AS empty_searches
        FROM recommender_event
        WHERE occurred_at >= %(start)s AND occurred_at < %(end)s AND kind IN ('view', 'search')
        GROUP BY hour
    )
    SELECT hour, sessions, visitors, new_visitors, bounces, viewing_sessions, carting_sessions, ordering_sessions,
        buying_sessions, product_views, searches, empty_searches
    FROM visits FULL JOIN looks USING (hour)
"""

COUNTS = """
    INSERT INTO recommender_daycount (day, what, key, count)
    SELECT %(day)s, what, key, times
    FROM (
        SELECT what, key, times, row_number() OVER (PARTITION BY what ORDER BY times DESC, key) AS place
        FROM (
            SELECT 'device' AS what, device AS key, count(*) AS times FROM recommender_visitsession
            WHERE started_at >= %(start)s AND started_at < %(end)s GROUP BY device
            UNION ALL
            SELECT 'source', lower(source), count(*) FROM recommender_visitsession
            WHERE started_at >= %(start)s AND started_at < %(end)s GROUP BY lower(source)
            UNION ALL
            SELECT 'viewed', product_id::text, count(*) FROM recommender_event
            WHERE occurred_at >= %(start)s AND occurred_at < %(end)s AND kind = 'view' GROUP BY product_id
            UNION ALL
            SELECT 'searched', lower(btrim(query)), count(*) FROM recommender_event
            WHERE occurred_at >= %(start)s AND occurred_at < %(end)s AND kind = 'search' GROUP BY lower(btrim(query))
            UNION ALL
            SELECT 'not_found', lower(btrim(query)), count(*) FROM recommender_event
            WHERE occurred_at >= %(start)s AND occurred_at < %(end)s AND kind = 'search' AND found = 0
            GROUP BY lower(btrim(query))
        ) AS counted
    ) AS ranked
    WHERE place <= %(most)s
"""
