from datetime import UTC, date, datetime

import pytest

from shop.orders.promise import delivery_promises


@pytest.mark.parametrize(
    ("now", "express", "standard"),
    [
        # Tuesday morning
        ((2026, 11, 24, 9), (date(2026, 11, 25),) * 2, (date(2026, 11, 26), date(2026, 11, 27))),
        # Tuesday evening: it leaves on Wednesday
        ((2026, 11, 24, 18), (date(2026, 11, 26),) * 2, (date(2026, 11, 27), date(2026, 11, 30))),
        # Saturday: it leaves on Monday
        ((2026, 11, 28, 9), (date(2026, 12, 1),) * 2, (date(2026, 12, 2), date(2026, 12, 3))),
    ],
)
def test_a_parcel_leaves_and_arrives_on_working_days(now, express, standard):
    promises = delivery_promises(now=datetime(*now, tzinfo=UTC))
    assert [(promise.method.code, promise.first, promise.last) for promise in promises] == [
        ("express", *express),
        ("standard", *standard),
    ]
