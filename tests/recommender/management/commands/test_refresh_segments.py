from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from recommender.models import SegmentMember
from tests.factories.segments import two_habits

pytestmark = pytest.mark.django_db


def run() -> str:
    out = StringIO()
    call_command("refresh_segments", stdout=out, verbosity=0)
    return out.getvalue()


def test_it_stores_the_segments_and_counts_them():
    two_habits(now=timezone.now())

    assert "2 segments of 65 visitors." in run()
    assert SegmentMember.objects.count() == 65


def test_too_few_visitors_are_said_in_words():
    assert "too few visitors" in run()
