import numpy as np
import pytest

from recommender.insights.cases import SESSION, purchase_cases, split_by_time
from recommender.insights.prepared_cases import prepare
from tests.factories.behavior_table import planted_shop, table_of


def test_every_number_lies_between_minus_one_and_one_and_none_is_missing(planted):
    for part in (planted.training, planted.validation, planted.test):
        for values in (part.features, part.sequences.channels):
            assert np.isfinite(values).all()
            assert -1 <= values.min() < values.max() <= 1
        assert part.features.shape == (len(part), len(planted.names))


def test_the_range_comes_from_the_training_part_alone():
    table = planted_shop(sessions=300)
    split = split_by_time(purchase_cases(table, horizon=SESSION, every_prefix=True))
    raised = np.where(table.times >= split.validation.moments.min(), 1_000 * table.prices, table.prices)
    dearer = type(table)(table.visitors, table.products, table.kinds, table.times, raised, table.words)

    before, after = prepare(table, split), prepare(dearer, split)

    np.testing.assert_allclose(before.training.features, after.training.features, atol=1e-6)
    place = before.names.index("last_price")
    assert (after.test.features[:, place] == 1).all()


def test_too_little_to_learn_from_is_said_in_numbers():
    table = table_of(*((visitor, visitor * 7_200, "view") for visitor in range(20)))
    split = split_by_time(purchase_cases(table, horizon=SESSION))

    with pytest.raises(ValueError, match="0 buy"):
        prepare(table, split)


def test_the_fingerprint_is_that_of_the_cases():
    table = planted_shop(sessions=300)
    cases = purchase_cases(table, horizon=SESSION, every_prefix=True)
    marks = {
        prepare(table, split_by_time(cases, test_share=share)).fingerprint for share in (0.25, 0.25, 0.3)
    }
    assert len(marks) == 2
