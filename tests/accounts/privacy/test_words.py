import pytest
from django.utils import timezone

from accounts.privacy.words import days_of
from recommender.behavior.models import Event, EventKind


@pytest.mark.parametrize("kind", EventKind)
def test_there_is_a_sentence_for_whatever_the_log_holds(kind):
    event = Event(
        kind=kind, product_id=None if kind == "search" else 7, query="lamp", occurred_at=timezone.now()
    )
    (day,) = days_of([event], {})
    assert day.entries[0].sentence.startswith("You ")
