"""The closed loop's figures, computed by hand on a few visits."""

import json
from pathlib import Path

import numpy as np
import pytest

from recommender.evaluation.closed_loop.measures import ArmSums, arm_figures, false_alarms, lift
from recommender.evaluation.closed_loop.pages import pictures_of, verdicts, write_pages
from recommender.evaluation.closed_loop.recovery import level, recovery
from recommender.evaluation.closed_loop.report import report


def visit(visitor, *, arm="a", hour=1.0, impressions=10, clicks=1, attraction=0.5, best=1.0, **more):
    facts = {"orders": 0, "revenue": 0.0, "attributed": 0, "attributed_revenue": 0.0}
    return facts | more | {
        "visitor": visitor, "arm": arm, "hour": hour, "impressions": impressions,
        "clicks": clicks, "attraction": attraction, "best": best,
    }  # fmt: skip


def crowd(arm, *, share, people=200, seed=0, hours=24.0):
    rng = np.random.default_rng(seed)
    return [
        visit(
            n,
            arm=arm,
            hour=float(rng.uniform(0, hours)),
            clicks=int(rng.binomial(10, share)),
            attraction=share * 10,
            best=3.0,
        )
        for n in range(people)
    ]


def test_figures_by_hand():
    rows = [
        visit(1, clicks=2, orders=1, revenue=30.0, attributed=1, attributed_revenue=12.0),
        visit(1, clicks=0, attraction=0.3),
        visit(2, impressions=20, clicks=1, attraction=1.0, best=2.0),
    ]
    found = arm_figures(ArmSums.of(rows), seed=1)
    assert (found["visitors"], found["visits"], found["impressions"], found["clicks"]) == (2, 3, 40, 3)
    assert found["ctr"] == pytest.approx(3 / 40)
    assert found["conversion"] == pytest.approx(1 / 3)
    assert found["attributed_conversion"] == pytest.approx(1 / 40)
    assert found["revenue_per_visitor"] == pytest.approx(15.0)
    assert found["attributed_revenue_per_visitor"] == pytest.approx(6.0)
    assert found["regret"] == pytest.approx((4.0 - 1.8) / 40)
    assert found["quality"] == pytest.approx(1.8 / 4.0)


def test_visitors_are_drawn_anew_not_visits():
    """Two visitors, always one with all the clicks: the interval reaches from none to all."""
    rows = [visit(1, clicks=5) for _ in range(50)] + [visit(2, clicks=0) for _ in range(50)]
    found = arm_figures(ArmSums.of(rows), seed=3)
    assert (found["ctr_low"], found["ctr_high"]) == (0.0, 0.5)


def test_a_lift_is_clear_where_its_interval_leaves_zero_out():
    low, high = ArmSums.of(crowd("a", share=0.05)), ArmSums.of(crowd("b", share=0.08, seed=1))
    found = lift(high, low, "ctr", seed=1)
    assert found["lift"] == pytest.approx(high.value("ctr") / low.value("ctr") - 1)
    assert found["low"] > 0
    assert found["clear"]
    same = ArmSums.of(crowd("c", share=0.05, seed=2))
    assert not lift(same, low, "ctr", seed=1)["clear"]


def test_nobody_clicked_is_no_error():
    nothing = ArmSums.of([visit(n, clicks=0, impressions=0, best=0.0, attraction=0.0) for n in range(3)])
    assert nothing.value("ctr") == 0.0
    assert lift(nothing, nothing, "ctr", seed=1) == {"lift": 0.0, "low": 0.0, "high": 0.0, "clear": False}


def test_halving_an_arm_by_chance_is_seen_as_different_about_as_often_as_promised():
    found = false_alarms(ArmSums.of(crowd("a", share=0.1, people=400)), "ctr", times=400, seed=2)
    assert found["times"] == 400
    assert 0.02 < found["share"] < 0.09


def test_level_is_a_share_of_the_oracle_within_the_hours():
    rows = [
        visit(1, hour=1, attraction=0.2),
        visit(1, hour=2, attraction=0.6),
        visit(1, hour=3, attraction=1.0),
    ]
    assert level(rows, since=1, until=3) == pytest.approx(0.4)
    assert level(rows, since=4, until=9) is None


def by_hours(levels):
    """One visit every six hours; a level for each day."""
    return [
        visit(1, hour=24.0 * day + hour, attraction=value)
        for day, value in enumerate(levels)
        for hour in (0, 6, 12, 18)
    ]


def test_recovered_is_the_first_whole_window_at_nine_tenths_of_before():
    # Ten days at 0.5, two at 0.3, then 0.46 for good; 0.9 of 0.5 is 0.45, which the window holds after its third day.
    found = recovery(by_hours([0.5] * 10 + [0.3] * 2 + [0.46] * 3), drift_hour=240, until=360)
    assert found["level_before"] == pytest.approx(0.5)
    assert found["level_after"] == pytest.approx(0.3)
    assert found["recovery_hours"] == 72
    assert found["lost_days"] == pytest.approx(2 * 0.4 + 3 * 0.08)


def test_who_never_recovers_says_so():
    assert recovery(by_hours([0.5] * 10 + [0.2] * 5), drift_hour=240, until=360)["recovery_hours"] is None


def test_a_drift_that_harms_nobody_is_recovered_from_within_its_first_window():
    assert recovery(by_hours([0.5] * 15), drift_hour=240, until=360)["recovery_hours"] == 24


def test_the_least_possible_recovery_takes_what_nobody_can_know_as_it_was():
    before = [visit(n, hour=24.0 * n, attraction=0.5) for n in range(10)]
    # Two new faces a day for two days; then the same four come back, and are still served badly.
    after = [visit(n, hour=240.0 + 12 * n, attraction=0.2) for n in range(4)]
    back = [visit(n % 4, hour=288.0 + 12 * n, attraction=0.2) for n in range(6)]
    found = recovery([*before, *back, *after], drift_hour=240, until=360)
    assert found["recovery_hours"] is None
    assert found["least_hours"] == 66  # the first window without a new face


def test_who_needs_nobodys_history_recovers_as_soon_as_possible():
    found = recovery([visit(n, hour=24.0 * n, attraction=0.5) for n in range(15)], drift_hour=240, until=360)
    assert found["recovery_hours"] == found["least_hours"] == 24


@pytest.fixture
def found():
    rows = []
    for place, (arm, share) in enumerate(
        {"popularity": 0.05, "pmca_bilstm": 0.09, "pmca_bilstm_updates": 0.09}.items()
    ):
        rows += crowd(arm, share=share, seed=place, hours=240)
    return report(rows, drift_hour=168.0, seed=1) | {
        "commit": "abc", "date": "2026-01-01", "machine": "a machine", "seconds": {"visits": 3}, "learning": {"trainings": 2},
        "plan": {"seed": 1, "shoppers": 600, "days": 10, "command": "simulate_shoppers"},
    }  # fmt: skip


def test_the_report_has_the_shape_that_others_rely_on(found):
    assert set(found["arms"]) == {"popularity", "pmca_bilstm", "pmca_bilstm_updates"}
    arm = found["arms"]["pmca_bilstm"]
    assert {"impressions", "clicks", "ctr", "ctr_low", "ctr_high", "conversion", "conversion_low"} <= set(arm)
    assert {"revenue_per_visitor", "regret", "recovery_hours"} <= set(arm)
    assert len(found["days"]["popularity"]["ctr"]) == 10
    assert found["comparisons"]["pmca_bilstm against popularity"]["ctr"]["clear"]
    assert json.loads(json.dumps(found)) == found


def test_the_verdict_names_what_is_met_and_what_is_not(found):
    said = verdicts(found)
    assert "popularity in CTR" in said[0]
    assert said[0].endswith("; met.")
    assert "third" in said[-1]
    found["comparisons"]["pmca_bilstm against popularity"]["ctr"] |= {"lift": 0.1, "low": -0.1}
    assert verdicts(found)[0].endswith("**not met**.")


def test_the_document_follows_the_record(found, tmp_path: Path):
    record = tmp_path / "results" / "closed-loop.json"
    document = tmp_path / "closed-loop.md"
    document.write_text("# Loop\n<!-- results: begin -->\n<!-- results: end -->\nend\n")
    write_pages(record)
    assert "Nothing was measured" in document.read_text()
    record.parent.mkdir()
    record.write_text(json.dumps(found))
    write_pages(record)
    text = document.read_text()
    assert "| pmca_bilstm |" in text
    assert "Not finished" not in text
    assert text.endswith("end\n")
    for name in pictures_of(found):
        assert (record.parent / "plots" / f"closed-loop-{name}.svg").read_text().startswith("<svg")


def test_a_record_of_fewer_days_than_planned_says_so(found, tmp_path: Path):
    record = tmp_path / "results" / "closed-loop.json"
    record.parent.mkdir()
    found["plan"]["days"] = 30
    record.write_text(json.dumps(found))
    document = tmp_path / "closed-loop.md"
    document.write_text("<!-- results: begin -->\n<!-- results: end -->\n")
    write_pages(record)
    assert "the first 10 of 30 days" in document.read_text()
