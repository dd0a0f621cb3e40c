from recommender.insights.purchase_tables import (
    by_horizon,
    cases_sentence,
    metrics_table,
    reliability_table,
)
from tests.factories.purchases import purchase


def test_the_newest_row_of_each_seed_on_the_newest_cases_counts():
    rows = [
        purchase("lstm", fingerprint="older"),
        purchase("gru", f1=0.1),
        purchase("gru", f1=0.2),
        purchase("gru", 8),
        purchase("gru", horizon="day"),
    ]
    found = by_horizon(rows)
    assert list(found) == [("shop", "session"), ("shop", "day")]
    assert [(row["predictor"], row["seed"], row["metrics"]["F1"]) for row in found["shop", "session"]] == [
        ("gru", 7, 0.2),
        ("gru", 8, 0.5),
    ]


def test_a_row_of_the_table_is_the_mean_over_seeds_and_the_best_stands_out():
    text = metrics_table([purchase("gru", 7, f1=0.4), purchase("gru", 8, f1=0.5), purchase("lstm", f1=0.3)])
    gru, lstm = text.splitlines()[2:]
    assert gru.startswith("| gru | 7, 8 | **70.0** | – | **60.0** | **45.0** |")
    assert "| 30.0 |" in lstm
    assert gru.endswith("| 35.0–45.0 | 0.1400 | 0.1400 | 2.0 |")


def test_how_many_cases_there_are_is_said_with_the_base_rate():
    assert cases_sentence([purchase()]) == (
        "Cases: 1,000 training, 100 validation, 100 test; 25.0 % of the test cases buy.\n"
    )


def test_reliability_has_a_line_for_each_bin_that_anyone_fills():
    lines = reliability_table([purchase("gru"), purchase("lstm")]).splitlines()
    assert lines[0] == "| promised | gru, raw: cases | promised on average | bought |"
    assert lines[2:] == ["| 10–20 % | 60 | 15.0 % | 10.0 % |", "| 50–60 % | 40 | 55.0 % | 60.0 % |"]
    assert reliability_table([purchase("lstm")]) == ""
