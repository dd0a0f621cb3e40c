import pytest

from recommender.evaluation.drift import tables
from recommender.evaluation.drift.summary import studies
from tests.factories.drift import drift_row


@pytest.fixture
def lives():
    rows = [
        drift_row(seed=1, falls=0.02),
        drift_row(seed=2, accuracy=0.9, falls=0.02),
        drift_row(mode="dynamic", falls=0.001),
    ]
    return studies(rows)[0]


def test_the_click_table_has_means_over_periods_and_the_error_between_seeds(lives):
    text = tables.click_table(lives)
    assert "| gru_tam, static | 1, 2 | 81.0 ± 5.0 |" in text
    assert "| gru_tam, dynamic | 1 | 79.8 |" in text


def test_the_period_table_tells_the_change_and_the_width_and_live_weights_below(lives):
    text = tables.period_table(lives, "accuracy")
    assert "| gru_tam, static | 85.0 | 83.0 | 81.0 | 79.0 | 77.0 | -8.0 | 8.0 |" in text
    assert "| gru_tam, dynamic: its live weights | 79.0 |" in text
    assert "| model | T1 | T2 | T3 | T4 | T5 | T1 to T5 | best to worst |" in text


def test_groups_without_cases_are_left_out(lives):
    text = tables.group_table(lives, "accuracy")
    assert "| gru_tam, dynamic | less active | 70.0 |" in text
    assert "| new |" not in text


def test_attention_stands_by_stage_and_by_period(lives):
    text = tables.attention_table(lives[0])
    assert "| purchase | – | 1.00 | 2.00 | 1.50 | 1.50 | 1.50 | 1.50 | 1.50 |" in text


def test_positions_and_errors_have_a_column_each(lives):
    assert tables.position_table(lives).splitlines()[0].count("HR@") == 10
    assert "| gru_tam, dynamic | 0.800 | 0.799 |" in tables.error_table(lives)


def test_what_was_undefined_is_a_dash():
    row = drift_row("item_knn")
    row["periods"][0]["metrics"]["precision"] = None
    assert "| item_knn, static | 1 | 80.0 | – | 80.0 |" in tables.click_table(studies([row])[0])


def test_records_stand_after_each_step_and_by_part(lives):
    lines = tables.data_table(lives[0]).splitlines()
    assert lines[2:5] == [
        "| events read | 1,200 |",
        "| dropped: missing value | 200 |",
        "| events kept | 1,000 |",
    ]
    assert lines[-1] == "| T5: validation, test | 45, 75 |"
