from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories.loop import plant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def run(*arguments) -> str:
    out = StringIO()
    call_command("find_segments", *map(str, arguments), stdout=out, verbosity=0)
    return out.getvalue()


def test_everyone_in_the_log_is_in_a_segment():
    plant(now=NOW, visitors=60)

    said = run("--least", 3, "--most", 3)

    assert "3 segments of 60 visitors of shop." in said
    assert all(f"\n| {number} | " in said for number in (1, 2, 3))


def test_an_empty_log_is_said_in_words():
    with pytest.raises(CommandError, match="no visitors"):
        run()
