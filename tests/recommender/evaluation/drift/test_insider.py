import numpy as np
import pytest

from recommender.dataset.sequences import KIND_CODE, pad_histories
from recommender.dataset.vocabulary import Vocabulary
from recommender.evaluation.drift.click_task import Judging, period_cases, ranks_of_shown
from recommender.evaluation.drift.insider import Insider
from recommender.evaluation.drift.market import QUERIES_FROM, Market
from recommender.evaluation.drift.visitors import DAY, START
from tests.factories.drift import PLAN, make_study

MARKET = Market(PLAN.market, seed=PLAN.seed)
PROMOTION = START + (PLAN.market.before + PLAN.market.promotion) * 30 * DAY
VOCABULARY = Vocabulary.of([*range(1, 121), *range(QUERIES_FROM, QUERIES_FROM + 5)])


@pytest.fixture
def insider():
    return Insider(MARKET, PLAN.visitors, VOCABULARY)


def chances(insider, *events, at=START):
    """(N,) of each item after events (product, kind), a minute apart."""
    products, kinds = zip(*events, strict=True)
    row = (
        VOCABULARY.encode(products),
        [KIND_CODE[kind] for kind in kinds],
        at + 60 * np.arange(len(events)),
    )
    return insider.scores(pad_histories([row], max_length=30))[0, 1:121]


def test_a_search_is_followed_by_an_item_of_its_category(insider):
    found = chances(insider, (QUERIES_FROM + 2, "search"))
    assert found.sum() == pytest.approx(1)
    assert set(np.flatnonzero(found)) == set(np.flatnonzero(MARKET.on_sale[0] & (MARKET.category == 2)))


def test_a_cart_makes_partners_likelier_and_an_advertisement_changes_nothing(insider):
    item = int(np.flatnonzero(MARKET.on_sale[0])[0])
    partner = MARKET.partners[0, item, 0]
    viewed = chances(insider, (item + 1, "view"))
    carted = chances(insider, (item + 1, "view"), (item + 1, "cart_add"))
    assert carted[partner] > viewed[partner] > 0.1
    np.testing.assert_allclose(chances(insider, (item + 1, "view"), (7, "click")), viewed)
    assert viewed[item] < 0.02


def test_during_the_promotion_a_session_begins_with_promoted_items_more_often(insider):
    item = int(np.flatnonzero(MARKET.on_sale.all(axis=0) & ~np.isin(MARKET.category, MARKET.promoted))[0])
    promoted = np.isin(MARKET.category, MARKET.promoted)
    after = [chances(insider, (item + 1, "purchase"), at=at)[promoted].sum() for at in (START, PROMOTION)]
    assert after[1] > after[0] + 0.05


def test_the_insider_ranks_what_follows_far_above_chance_in_every_period():
    study = make_study()
    insider = Insider(MARKET, PLAN.visitors, study.dataset.vocabulary)
    for period in study.periods:
        cases = period_cases(study, period, Judging(most=200)).test
        ranks = ranks_of_shown(insider, study, cases)
        assert (ranks[:, 0] <= 10).mean() > 0.5 > 1.5 * (ranks[:, 1] <= 10).mean()


def test_it_learns_nothing_and_leaves_no_checkpoint(insider, tmp_path):
    with pytest.raises(TypeError, match="knows all"):
        insider.fit(None, None, None, None)
    with pytest.raises(TypeError, match="made from the plan"):
        insider.save(tmp_path, facts={})
    with pytest.raises(TypeError, match="made from the plan"):
        Insider.load(tmp_path)
