"""The push protocol on a behavior file, without a shop."""

import json
from io import StringIO

import polars as pl
import pytest
from django.core.management import CommandError, call_command

from recommender.management.protocols.push import contestants_of

DAY = 86_400


@pytest.fixture
def transactions(tmp_path):
    """Sixty customers with six invoices each; everybody always buys three of the same five things."""
    rows = [
        {
            "invoice_no": str(536_000 + 100 * customer + visit),
            "stock_code": str(10_000 + 5 * (customer % 8) + (visit + step) % 5),
            "description": f"THING {5 * (customer % 8) + (visit + step) % 5}",
            "quantity": 1 + customer % 3,
            "invoice_date": f"2011-{1 + visit:02}-{1 + (customer * 7 + visit) % 28:02} 10:00:00",
            "unit_price": 2.5,
            "customer_id": 12_000 + customer,
            "country": "United Kingdom",
        }
        for customer in range(60)
        for visit in range(2 + customer % 5)
        for step in range(3)
    ]
    path = tmp_path / "transactions.parquet"
    frame = pl.DataFrame(rows).with_columns(pl.col("invoice_date").str.to_datetime())
    frame.write_parquet(path)
    return path


def run(*arguments) -> str:
    out = StringIO()
    call_command("evaluate_models", "--protocol", "push", *map(str, arguments), stdout=out, verbosity=0)
    return out.getvalue()


def test_each_fit_is_a_line_of_results_and_is_not_done_again(transactions, tmp_path):
    results = tmp_path / "results" / "push.jsonl"
    arguments = (
        "--dataset",
        transactions,
        "--format",
        "online-retail",
        "--name",
        "gifts",
        "--results",
        results,
    )
    said = run(*arguments, "--algorithms", "popularity,item_knn")
    popularity, item_knn = (json.loads(line) for line in results.read_text().splitlines())
    assert (item_knn["dataset"], item_knn["algorithm"], item_knn["seed"]) == ("gifts", "item_knn", 7)
    assert popularity["metrics"]["F1@5"] < item_knn["metrics"]["F1@5"] <= item_knn["metrics"]["ceiling@5"]
    assert item_knn["visitors"] == 60
    assert "| ceiling |" in said
    assert "## gifts" in results.with_suffix(".md").read_text()
    assert "1 of 2 are in" in run(*arguments, "--algorithms", "item_knn,association_rules")
    assert len(results.read_text().splitlines()) == 3


def test_a_smaller_part_is_drawn_and_a_dry_run_appends_nothing(transactions, tmp_path):
    results = tmp_path / "push.jsonl"
    said = run(
        "--dataset", transactions, "--format", "online-retail", "--algorithms", "popularity", "--records", "400",
        "--results", results, "--dry-run",
    )  # fmt: skip
    assert "nothing was appended (dry run)" in said
    assert not results.exists()


def test_changes_are_for_networks(settings):
    settings.RECOMMENDER_CONFIGS = {"bilstm_transformer": {"hidden": 8}}
    options = {"algorithms": "item_knn,bilstm_transformer+segments", "seeds": "1,2", "preset": None}
    found = contestants_of(options | {"changes": ["epochs=3"]})
    assert [(one.algorithm, one.seed, one.config) for one in found] == [
        ("item_knn", 1, {}),
        ("item_knn", 2, {}),
        ("bilstm_transformer+segments", 1, {"hidden": 8, "epochs": 3}),
        ("bilstm_transformer+segments", 2, {"hidden": 8, "epochs": 3}),
    ]


def test_an_unknown_algorithm_is_one_sentence():
    with pytest.raises(CommandError, match="There is no algorithm “oracle”"):
        run("--algorithms", "oracle+segments", "--dry-run")
