import json
import math

import numpy as np

from recommender.dataset.sequences import Samples
from recommender.evaluation.evaluator import Report
from recommender.evaluation.report import markdown_table, write_report


def report(algorithm, **metrics):
    cases = Samples(np.array([0]), np.array([1]))
    return Report(algorithm, "shop", "abc", metrics, 1234, 2.5, np.array([1.0]), cases)


def test_the_table_has_a_row_for_each_algorithm_and_marks_the_best():
    table = markdown_table(
        [report("popularity", **{"HR@20": 0.1}), report("item_knn", **{"HR@20": 0.25})],
        columns=["HR@20", "MRR@20"],
    )
    assert table.splitlines() == [
        "| algorithm | HR@20 | MRR@20 | cases | seconds |",
        "|---|---:|---:|---:|---:|",
        "| popularity | 10.00 | – | 1,234 | 2.5 |",
        "| item_knn | **25.00** | – | 1,234 | 2.5 |",
    ]


def test_wide_coverage_is_not_marked_as_best():
    assert "**" not in markdown_table([report("item_knn", **{"coverage@20": 0.9})], columns=["coverage@20"])


def test_both_files_are_written(tmp_path):
    write_report(
        [report("popularity", **{"HR@20": 0.1, "new_HR@20": math.nan})],
        markdown_path=tmp_path / "docs" / "evaluation.md",
        json_path=tmp_path / "docs" / "evaluation.json",
        title="Evaluation",
    )
    assert (tmp_path / "docs" / "evaluation.md").read_text().startswith("# Evaluation\n\n| algorithm |")
    written = json.loads((tmp_path / "docs" / "evaluation.json").read_text())
    assert written["metrics"] == {"popularity": {"HR@20": 0.1, "new_HR@20": None}}
    assert written["evaluations"][0]["fingerprint"] == "abc"
