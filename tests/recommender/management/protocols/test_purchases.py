import csv
import json
from datetime import UTC, datetime
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from recommender.dataset.sequences import EVENT_KINDS
from tests.factories.behavior_table import planted_shop

COLUMNS = (
    "event_time",
    "event_type",
    "product_id",
    "category_id",
    "category_code",
    "brand",
    "price",
    "user_id",
    "user_session",
)


@pytest.fixture
def file(tmp_path):
    """The planted shop as a REES46 file, which knows no favorites."""
    table = planted_shop(sessions=500)
    path = tmp_path / "october.csv"
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for row in np.argsort(table.times, kind="stable"):
            kind = {"cart_add": "cart", "favorite": "view"}.get(
                EVENT_KINDS[table.kinds[row]], EVENT_KINDS[table.kinds[row]]
            )
            time = datetime.fromtimestamp(int(table.times[row]), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            price, product, visitor = table.prices[row], table.products[row], table.visitors[row]
            writer.writerow([time, kind, product, 1, "", "", price, visitor, "s"])
    return path


def run(*arguments) -> str:
    out = StringIO()
    call_command("evaluate_models", "--protocol", "purchases", *map(str, arguments), stdout=out, verbosity=0)
    return out.getvalue()


def test_each_fit_is_a_line_of_results_and_a_row_of_the_table(file, tmp_path):
    results = tmp_path / "results" / "purchases.jsonl"

    said = run(
        "--dataset", file, "--format", "rees46", "--algorithms", "base_rate,logistic_regression",
        "--every-prefix", "--results", results,
    )  # fmt: skip

    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert [(line["dataset"], line["horizon"], line["predictor"]) for line in lines] == [
        ("october", "session", "base_rate"),
        ("october", "session", "logistic_regression"),
        ("october", "day", "base_rate"),
        ("october", "day", "logistic_regression"),
    ]
    assert lines[1]["metrics"]["PR-AUC"] > 2 * lines[0]["metrics"]["PR-AUC"]
    assert said.count("| logistic_regression |") == 2
    assert "4 results on october" in said


def test_a_dry_run_appends_nothing(file, tmp_path):
    results = tmp_path / "purchases.jsonl"
    run(
        "--dataset", file, "--format", "rees46", "--algorithms", "base_rate", "--horizons", "session",
        "--results", results, "--dry-run",
    )  # fmt: skip
    assert not results.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--horizons", "week"), "no horizon 'week'"),
        (("--algorithms", "oracle"), "no predictor 'oracle'"),
        (("--seeds", "one"), "--seeds takes numbers"),
    ],
)
def test_bad_input_ends_in_one_sentence(file, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        run("--dataset", file, "--format", "rees46", "--dry-run", *arguments)


@pytest.mark.django_db
def test_an_empty_log_is_said_in_words():
    with pytest.raises(CommandError, match="no cases to split"):
        run("--dry-run")
