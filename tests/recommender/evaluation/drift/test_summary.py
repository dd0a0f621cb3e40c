import pytest

from recommender.evaluation.drift.summary import studies
from tests.factories.drift import drift_row

EVERY = {"strategy": {"rho": 0.95}, "training": {}, "every": 2000}


def test_means_are_over_seeds_and_the_newest_line_of_a_seed_counts():
    rows = [
        drift_row(seed=1, accuracy=0.1),
        drift_row(seed=1, accuracy=0.8, falls=0.1),
        drift_row(seed=2, accuracy=0.6, falls=0.1),
    ]
    [[life]] = studies(rows)
    assert life.over_periods("accuracy") == pytest.approx([0.7, 0.6, 0.5, 0.4, 0.3])
    assert life.mean("accuracy") == pytest.approx(0.5)
    assert life.standard_error("accuracy") == pytest.approx(0.1)
    assert (life.seconds_to_fit(), life.seconds_to_follow()) == (30, 10)
    assert life.in_group("less active", "accuracy")[0] == pytest.approx(0.6)
    assert life.groups == ["less active", "active"]


def test_one_seed_has_no_error_and_live_weights_stand_beside_the_serving_ones():
    [[life]] = studies([drift_row(mode="dynamic")])
    assert life.standard_error("accuracy") is None
    assert life.has_live
    assert life.over_periods("accuracy", live=True) == pytest.approx([0.79] * 5)


def test_lives_of_a_model_stand_together_by_mode_and_tell_when_they_learn():
    rows = [
        drift_row(mode="dynamic", update=EVERY),
        drift_row("item_knn"),
        drift_row(mode="dynamic"),
        drift_row(),
    ]
    [lives] = studies(rows)
    assert [life.label for life in lives] == [
        "gru_tam, static", "gru_tam, every 2,000", "gru_tam, dynamic", "item_knn, static",
    ]  # fmt: skip


def test_lines_of_other_cases_than_the_newest_do_not_count():
    rows = [drift_row("item_knn", fingerprint="old"), drift_row(), drift_row(dataset="other")]
    assert [[life.name for life in lives] for lives in studies(rows)] == [["gru_tam"], ["gru_tam"]]
