import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from recommender.loop import run_loop
from recommender.models import TrainingRun
from recommender.serving.deployment import live_version
from tests.factories.loop import make_products, plant, walk_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(settings, tmp_path):
    """Trained an hour ago; since then everybody came once more, for products that are new."""
    settings.MODEL_STORE = tmp_path / "models"
    settings.RECOMMENDER_ALGORITHM = "item_knn"
    hour_ago = timezone.now() - timedelta(hours=1)
    shop = plant(now=hour_ago)
    run_loop(now=hour_ago, refresh=lambda **_: 0)
    walk_on(shop, at=hour_ago + timedelta(minutes=5), products=make_products(8))


def said(*arguments, **options) -> str:
    out = StringIO()
    call_command("update_model", *arguments, stdout=out, verbosity=0, no_color=True, **options)
    return out.getvalue()


def test_help_shows_examples(capsys):
    with pytest.raises(SystemExit):
        call_command("update_model", "--help")
    assert "examples:\n  update_model" in capsys.readouterr().out


def test_a_dry_run_says_whether_an_update_is_due_and_why_and_does_nothing():
    text = said(dry_run=True)

    assert "An update of v1 item_knn is not due: The last training or update was" in text
    assert "It would learn" in text
    assert TrainingRun.objects.count() == 1


def test_by_hand_an_update_is_made_in_any_case_and_told_to_people_and_programs(tmp_path):
    file = tmp_path / "update.json"

    text = said(report=file)

    assert "Asked for by hand. The last training or update was" in text
    assert "| live model |" in text
    assert "v2 item_knn is live." in text
    assert live_version().number == 2
    report = json.loads(file.read_text())
    assert (report["update_of"], report["model_version"]) == (1, 2)
    assert report["reason"] == TrainingRun.objects.first().reason
    assert set(report["metrics"]) == {"popularity", "item_knn", "live model"}


def test_fields_of_the_config_can_be_changed():
    said(changes=["neighbors=5"])
    assert TrainingRun.objects.first().config["neighbors"] == 5


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"changes": ["depth=3"]}, "has no field depth"),
        ({"report": Path("nowhere/at/all.json")}, "The folder of nowhere/at/all.json does not exist"),
    ],
)
def test_bad_input_is_one_sentence(options, sentence):
    with pytest.raises(CommandError, match=sentence):
        said(**options)


def test_where_nothing_can_be_updated_that_is_one_sentence():
    live_version().deployments.all().delete()
    with pytest.raises(CommandError, match="No update was made: No model version is live"):
        said()
    assert "No model version is live" in said(dry_run=True)
