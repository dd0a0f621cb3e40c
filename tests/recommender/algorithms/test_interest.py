import pytest
import torch

from recommender.algorithms.gru4rec import Gru4RecConfig, Gru4RecNetwork
from recommender.algorithms.interest import Encoded, Repeats, together
from tests.recommender.algorithms.networks import encoded, random_network


def network(temperature=None):
    return random_network(Gru4RecNetwork, Gru4RecConfig(embedding_size=6, temperature=temperature))


def test_items_that_training_does_not_touch_have_no_vector():
    table = network().table()
    assert table[[0, 9]].abs().max() == 0
    assert (table[1:9].abs().max(dim=1).values > 0).all()


def test_a_part_of_the_table_is_that_part():
    net = network(temperature=0.1)
    torch.testing.assert_close(net.table(torch.tensor([4, 2, 0])), net.table()[[4, 2, 0]])


def test_with_a_temperature_scores_are_cosines_over_it():
    net = network(temperature=0.1)
    result = encoded(net, [1, 2, 3], [4])
    cosines = torch.nn.functional.cosine_similarity(result.interest[:, None], net.items.own.weight, dim=2)
    torch.testing.assert_close(net.retrieval_logits(result, net.table()), cosines / 0.1)


@pytest.mark.parametrize("temperature", [None, 0.1])
def test_the_query_times_an_items_vector_is_its_logit(temperature):
    net = network(temperature)
    result, table = encoded(net, [1, 2, 3], [4]), net.table()
    expected = net.retrieval_logits(result, table)[[0, 1], [5, 7]]
    torch.testing.assert_close((net.query(result) * table[[5, 7]]).sum(dim=1), expected)


def test_batches_go_together_with_their_short_histories_padded_behind():
    parts = [
        Encoded(torch.ones(2, 4), torch.ones(2, 3), None, Repeats(torch.ones(2, 3).long(), torch.ones(2, 3))),
        Encoded(
            2 * torch.ones(1, 4), torch.ones(1, 1), None, Repeats(torch.ones(1, 1).long(), torch.ones(1, 1))
        ),
    ]
    both = together(parts)
    assert both.interest.tolist() == [[1] * 4, [1] * 4, [2] * 4]
    assert both.order is None
    assert both.repeats.items.tolist() == [[1, 1, 1], [1, 1, 1], [1, 0, 0]]
    for padded in (both.attention, both.repeats.bias):
        assert padded.tolist() == [[1, 1, 1], [1, 1, 1], [1, 0, 0]]
    events = together([torch.ones(1, 2, 5), torch.ones(1, 1, 5)])
    assert events.sum(dim=2).tolist() == [[5, 5], [5, 0]]
