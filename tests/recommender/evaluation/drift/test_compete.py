from recommender.algorithms.interface import silent
from recommender.evaluation.drift.click_task import Judging
from recommender.evaluation.drift.compete import compete
from recommender.evaluation.drift.contestants import Contestant
from recommender.evaluation.drift.insider import Insider
from recommender.evaluation.drift.market import Market
from tests.factories.drift import PLAN, make_study


def test_each_contestant_is_a_line_and_those_of_one_model_share_its_first_fit():
    said = []

    def stages(name):
        said.append(name)
        return silent

    wanted = [
        Contestant(*one, 1)
        for one in (("popularity", "static"), ("popularity", "retrained"), ("item_knn", "static"))
    ]
    rows = list(compete(make_study(), wanted, judging=Judging(most=40), device="cpu", stages=stages))
    assert [(row["algorithm"], row["mode"]) for row in rows] == [
        ("popularity", "static"), ("popularity", "retrained"), ("item_knn", "static"),
    ]  # fmt: skip
    assert [name for name in said if name.startswith("fit")] == [
        "fit popularity, seed 1",
        "fit item_knn, seed 1",
    ]
    assert {len(row["periods"]) for row in rows} == {5}
    assert {row["most"] for row in rows} == {40}


def test_the_insider_takes_part_without_a_fit():
    study = make_study()
    insider = Insider(Market(PLAN.market, seed=PLAN.seed), PLAN.visitors, study.dataset.vocabulary)
    [row] = compete(
        study,
        [Contestant("ceiling", "retrained", 1)],
        judging=Judging(most=60),
        device="cpu",
        stages=lambda name: silent,
        insider=insider,
    )
    assert row["algorithm"] == "ceiling"
    assert min(period["metrics"]["accuracy"] for period in row["periods"]) > 0.6
