import numpy as np

from recommender.dataset.build import build_sequences, make_dataset, no_features
from recommender.dataset.vocabulary import Vocabulary
from tests.factories.sequences import event_table

EVENTS = (
    ("b", 70, "view", 30),
    ("a", 50, "view", 10),
    ("a", 90, "purchase", 20),
    ("b", 50, "view", 40),
    ("a", 70, "dismiss", 25),
)


def test_each_visitor_is_a_row_in_time_order():
    built = build_sequences(event_table(*EVENTS))
    sequences = built.sequences
    assert sequences.keys.tolist() == ["a", "b"]
    assert sequences.offsets.tolist() == [0, 2, 4]
    assert built.vocabulary.decode(sequences.items).tolist() == [50, 90, 70, 50]
    assert sequences.times.tolist() == [10, 20, 30, 40]
    assert sequences.weights.tolist() == [1, 5, 1, 1]
    assert dict(built.dropped) == {"not an interaction": 1}


def test_the_arrays_have_the_types_of_the_contract():
    sequences = build_sequences(event_table(*EVENTS)).sequences
    types = [getattr(sequences, name).dtype for name in ("offsets", "items", "kinds", "times", "weights")]
    assert types == [np.int64, np.int32, np.int8, np.int64, np.float32]


def test_a_given_vocabulary_keeps_untouched_products_and_drops_unknown_ones():
    built = build_sequences(event_table(*EVENTS), vocabulary=Vocabulary.of([50, 60, 70]))
    assert len(built.vocabulary) == 3
    assert built.vocabulary.decode(built.sequences.items).tolist() == [50, 70, 50]
    assert dict(built.dropped) == {"unknown product": 1, "not an interaction": 1}


def test_no_interactions_make_an_empty_dataset():
    built = build_sequences(event_table(("a", 1, "dismiss", 0)))
    assert len(built.sequences) == 0
    assert built.sequences.offsets.tolist() == [0]
    assert (
        len(make_dataset("x", built.sequences, built.vocabulary, no_features(built.vocabulary)).fingerprint)
        == 64
    )
