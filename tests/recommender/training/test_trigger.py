import pytest

from recommender.training.trigger import TriggerRules, loss_growth, update_due

RULES = TriggerRules(samples=100, loss_growth=0.2, samples_for_loss=3, rest=60)


@pytest.mark.parametrize(
    ("samples", "window", "since_last", "due", "why"),
    [
        (100, [], 60, True, "100 new samples"),
        (99, [], 60, False, "below"),
        (100, [9.0] * 9, 59, False, "least pause"),
        (5, [2.5, 2.5, 2.5], 60, True, "grew by 25.0%"),
        (5, [2.3, 2.3, 2.3], 60, False, "15.0%"),
        (5, [9.0, 9.0], 60, False, "below"),
    ],
    ids=["enough samples", "too few", "too soon", "loss grew", "loss grew a little", "too few losses"],
)
def test_an_update_is_due(samples, window, since_last, due, why):
    found = update_due(samples=samples, window=window, reference=2.0, since_last=since_last, rules=RULES)
    assert found.due is due
    assert why in found.reason


def test_growth_is_relative_to_the_reference():
    assert loss_growth([3.0, 5.0], 2.0) == pytest.approx(1.0)
    assert loss_growth([], 2.0) == 0
    assert loss_growth([3.0], 0.0) == 0
