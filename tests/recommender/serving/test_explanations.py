import numpy as np

from recommender.dataset.sequences import KIND_CODE, Histories
from recommender.dataset.vocabulary import Vocabulary
from recommender.serving.explanations import history_reasons

VOCABULARY = Vocabulary.of([10, 20, 30, 40])
HISTORIES = Histories(
    items=np.array([[0, 1, 2]], dtype=np.int32),
    kinds=np.array([[0, KIND_CODE["purchase"], KIND_CODE["view"]]], dtype=np.int8),
    times=np.zeros((1, 3), dtype=np.int64),
)
LISTED = [np.array([3, 4])]


class Attentive:
    def attention(self, histories):
        return np.array([[0.5, 0.2, 0.3]], dtype=np.float32)


class WithVectors(Attentive):
    def item_vectors(self):
        return np.array([[0, 0], [1, 0], [0, 1], [1, 0], [-1, -1]], dtype=np.float32)


def test_without_attention_there_is_no_reason():
    assert history_reasons(object(), HISTORIES, LISTED, VOCABULARY) == [[None, None]]


def test_the_most_attended_event_is_the_reason_and_padding_never_is():
    expected = {"kind": "viewed", "product_id": 20}

    assert history_reasons(Attentive(), HISTORIES, LISTED, VOCABULARY) == [[expected, expected]]


def test_with_vectors_an_event_counts_as_far_as_it_is_like_the_product():
    reasons = history_reasons(WithVectors(), HISTORIES, LISTED, VOCABULARY)

    assert reasons == [[{"kind": "bought", "product_id": 10}, None]]


def test_what_sessions_met_together_is_a_reason_as_well():
    class Both(WithVectors):
        def met_together(self, items, others):
            return np.array([[0, 0, 0], [0, 0, 0.4]], dtype=np.float32)

    reasons = history_reasons(Both(), HISTORIES, LISTED, VOCABULARY)

    assert reasons == [[{"kind": "bought", "product_id": 10}, {"kind": "viewed", "product_id": 20}]]


def test_a_product_is_not_its_own_reason():
    assert history_reasons(Attentive(), HISTORIES, [np.array([2])], VOCABULARY) == [[None]]
