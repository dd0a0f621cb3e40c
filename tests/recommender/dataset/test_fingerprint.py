from dataclasses import replace

import numpy as np
import pytest

from recommender.dataset.fingerprint import fingerprint
from recommender.dataset.vocabulary import Vocabulary
from tests.factories.sequences import make_dataset


def mark(dataset):
    return fingerprint(dataset.sequences, dataset.vocabulary, dataset.features)


def test_equal_content_has_equal_fingerprints():
    assert mark(make_dataset()) == mark(make_dataset(name="another name"))


def test_another_byte_order_is_the_same_content():
    dataset = make_dataset()
    turned = replace(
        dataset, sequences=replace(dataset.sequences, times=dataset.sequences.times.astype(">i8"))
    )
    assert mark(turned) == mark(dataset)


@pytest.mark.parametrize("name", ["items", "kinds", "times", "weights", "keys"])
def test_every_column_counts(name):
    dataset = make_dataset()
    column = getattr(dataset.sequences, name).copy()
    column[3] = column[4] if name == "keys" else column[3] + 1
    changed = replace(dataset, sequences=replace(dataset.sequences, **{name: column}))
    assert mark(changed) != mark(dataset)


def test_vocabulary_and_features_count():
    dataset = make_dataset()
    features = dataset.features
    others = [
        replace(dataset, vocabulary=Vocabulary(dataset.vocabulary.product_ids + 1)),
        replace(dataset, features=replace(features, texts=[*features.texts[:-1], "other words"])),
        replace(dataset, features=replace(features, log_prices=features.log_prices + np.float32(1))),
        replace(dataset, features=replace(features, categories=features.categories[::-1])),
    ]
    assert len({mark(other) for other in [dataset, *others]}) == 5
