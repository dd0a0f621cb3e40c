import numpy as np
import pytest

from recommender.dataset.from_file import dataset_from
from recommender.dataset.readers.formats import open_behavior

LINES = """event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
2019-10-01 00:00:01 UTC,view,20,1,home.lamp,acme,10,ann,s1
2019-10-01 00:05:00 UTC,purchase,30,1,home.lamp,acme,20,ann,s1
2019-10-01 00:01:00 UTC,view,30,1,garden,,20,bob,s2
2019-10-01 00:09:00 UTC,remove_from_cart,20,1,home.lamp,acme,10,bob,s2
"""


@pytest.fixture
def made(tmp_path):
    (tmp_path / "events.csv").write_text(LINES)
    reader = open_behavior(tmp_path / "events.csv", "rees46")
    return dataset_from(reader, name="tiny", weights={"view": 1.0, "purchase": 5.0})


def test_visitors_become_rows_with_weights(made):
    sequences = made[0].sequences
    assert sequences.keys.tolist() == ["ann", "bob"]
    assert sequences.items.tolist() == [1, 2, 2]
    assert sequences.weights.tolist() == [1, 5, 1]
    assert dict(made[1]) == {"not an interaction": 1}


def test_products_become_features(made):
    features = made[0].features
    assert features.texts == ["", "Acme lamp 20 Acme Home Lamp", "Garden 30 Garden"]
    assert features.categories.tolist() == [0, 2, 1]
    np.testing.assert_allclose(features.log_prices, np.log1p([0, 10, 20]), rtol=1e-6)


def test_a_file_without_usable_events_makes_an_empty_dataset(tmp_path):
    (tmp_path / "events.csv").write_text(LINES.splitlines()[0] + "\n")
    dataset, _ = dataset_from(open_behavior(tmp_path / "events.csv", "rees46"), name="none", weights={})
    assert len(dataset.sequences) == 0
    assert len(dataset.vocabulary) == 0
