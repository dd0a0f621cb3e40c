from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories.loop import plant

pytestmark = pytest.mark.django_db


def run(*arguments) -> str:
    out = StringIO()
    call_command("compare_features", *arguments, stdout=out, verbosity=0)
    return out.getvalue()


def test_both_ways_of_reading_the_shops_log_are_compared():
    plant(now=timezone.now() - timedelta(minutes=1), products=24, visitors=60)
    small = ["embedding_size=8", "hidden=8", "epochs=2", "batch_size=64", "learning_rate=0.02"]
    said = run(*(word for field in small for word in ("--set", field)))
    assert "| dimension | 58 | 8 |" in said
    assert "events of the shop's log." in said


def test_an_unknown_field_is_refused_in_words():
    plant(now=timezone.now() - timedelta(minutes=1), visitors=20)
    with pytest.raises(CommandError, match="no_such_field"):
        run("--set", "no_such_field=1")
