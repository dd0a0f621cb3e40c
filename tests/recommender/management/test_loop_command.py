import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from recommender.models import Deployment, ModelVersion, RecommendationList, TrainingRun
from recommender.serving.deployment import live_version
from tests.factories.loop import plant

pytestmark = pytest.mark.django_db

COMMANDS = [
    "train_model",
    "evaluate_models",
    "write_evaluation",
    "run_loop",
    "deploy_model",
    "roll_back_model",
    "refresh_recommendations",
]


@pytest.fixture(autouse=True)
def own_model_store(settings, tmp_path):
    settings.MODEL_STORE = tmp_path / "models"
    settings.RECOMMENDER_ALGORITHM = "item_knn"


@pytest.fixture
def shop():
    return plant(now=timezone.now() - timedelta(minutes=1))


def said(*arguments, **options) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, verbosity=0, no_color=True, **options)
    return out.getvalue()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples(command, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command(command, "--help")

    assert ended.value.code == 0
    assert f"examples:\n  {command}" in capsys.readouterr().out


def test_run_loop_reports_to_people_and_to_programs(shop, tmp_path):
    file = tmp_path / "loop.json"

    text = said("run_loop", report=file)

    assert "| item_knn |" in text
    assert "The challenger beats popularity" in text
    assert "v1 item_knn is live." in text
    report = json.loads(file.read_text())
    assert set(report) >= {"metrics", "gate", "model_version", "seconds", "algorithm"}
    assert 0 < report["metrics"]["popularity"]["HR@20"] < report["metrics"]["item_knn"]["HR@20"] <= 1
    assert report["gate"]["passed"] is True
    assert len(report["gate"]["reasons"]) == 2
    assert report["model_version"] == 1
    assert set(report["seconds"]) == {"extract", "train", "evaluate", "refresh"}


def test_run_loop_says_when_the_gate_refuses(shop):
    text = said("run_loop", algorithm="popularity")

    assert "v1 popularity was refused" in text
    assert live_version() is None


@pytest.mark.parametrize("command", ["run_loop", "train_model"])
def test_a_dry_run_says_what_would_be_learned_and_writes_nothing(shop, command):
    text = said(command, dry_run=True)

    assert "item_knn would learn from" in text
    assert "80 visitors with 24 products" in text
    assert not TrainingRun.objects.exists()


def test_train_model_then_deploy_then_roll_back(shop):
    assert "manage.py deploy_model 1" in said("train_model")
    assert live_version() is None
    assert "v1 item_knn is live." in said("deploy_model", "1", reason="a try")
    assert "is live already" in said("deploy_model", "1")
    said("train_model", changes=["neighbors=3"])
    said("deploy_model", "2")
    assert "v1 item_knn is live again." in said("roll_back_model")
    assert list(Deployment.objects.order_by("pk").values_list("version__number", flat=True)) == [1, 2, 1]
    assert ModelVersion.objects.get(number=2).run.config == {"neighbors": 3}


def test_refresh_recommendations_makes_all_lists(shop):
    said("train_model")
    said("deploy_model", "1")

    assert "80 visitors would get a list from v1 item_knn" in said("refresh_recommendations", dry_run=True)
    assert not RecommendationList.objects.exists()
    assert "80 personal lists (v1 item_knn)" in said("refresh_recommendations")
    assert RecommendationList.objects.filter(placement="home_for_you").count() == 80


def test_evaluate_models_appends_one_line_for_each_fit(shop, tmp_path):
    results = tmp_path / "results" / "evaluation.jsonl"
    text = said("evaluate_models", algorithms="popularity,item_knn", seeds="1,2", results=results)

    assert "| item_knn | 1, 2 |" in text
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert [(line["algorithm"], line["seed"]) for line in lines] == [
        ("popularity", 1),
        ("popularity", 2),
        ("item_knn", 1),
        ("item_knn", 2),
    ]
    keys = {"dataset", "algorithm", "seed", "selection", "metrics", "device", "seconds", "commit", "machine"}
    assert keys <= set(lines[0])
    assert (lines[0]["dataset"], lines[0]["selection"], lines[0]["device"]) == ("shop", "validation", "cpu")
    assert lines[3]["metrics"]["HR@20"] > lines[0]["metrics"]["HR@20"]
    assert not TrainingRun.objects.exists()


def test_evaluate_models_reads_a_published_session_benchmark(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    sessions = [(session, (session + step) % 9 + 1, step) for session in range(90) for step in range(3)]
    pl.DataFrame(sessions, schema=["session_id", "item_id", "position"], orient="row").write_parquet(
        folder / "train_sessions.parquet"
    )
    pl.DataFrame({"session_id": [0, 1], "prefix": [[1], [2]], "target": [2, 3]}).write_parquet(
        folder / "test.parquet"
    )

    text = said("evaluate_models", algorithms="item_knn", dataset=folder, dry_run=True)

    assert "1 results on tiny, nothing was appended (dry run)." in text


@pytest.mark.parametrize(
    ("arguments", "options", "sentence"),
    [
        (["run_loop"], {}, "The behavior log is empty"),
        (["train_model"], {}, "The behavior log is empty"),
        (["evaluate_models"], {}, "The behavior log is empty"),
        (["run_loop"], {"algorithm": "oracle"}, "There is no algorithm “oracle”. Known are: popularity"),
        (["evaluate_models"], {"algorithms": "oracle"}, "There is no algorithm “oracle”"),
        (["run_loop"], {"changes": ["epochs"]}, "--set takes FIELD=VALUE"),
        (
            ["run_loop"],
            {"report": Path("nowhere/at/all.json")},
            "The folder of nowhere/at/all.json does not exist",
        ),
        (["evaluate_models"], {"seeds": "one"}, "--seeds takes numbers"),
        (["evaluate_models"], {"dataset": Path("nowhere")}, "There is nothing at nowhere"),
        (["deploy_model", "9"], {}, "There is no model version 9"),
        (["roll_back_model"], {}, "No model version is live"),
    ],
)
def test_bad_input_is_one_sentence(arguments, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        said(*arguments, **options)


def test_an_unknown_field_of_the_config_is_one_sentence_and_a_failed_run(shop):
    with pytest.raises(CommandError, match="has no field depth"):
        said("run_loop", changes=["depth=3"])
    assert TrainingRun.objects.get().status == TrainingRun.Status.FAILED


def test_a_folder_that_is_no_benchmark_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match=r"train_sessions\.parquet is missing"):
        said("evaluate_models", dataset=tmp_path)


def test_a_missing_model_store_is_one_sentence(shop, settings, tmp_path):
    said("train_model")
    settings.MODEL_STORE = tmp_path / "gone"

    with pytest.raises(CommandError, match="Set MODEL_STORE"):
        said("deploy_model", "1")
