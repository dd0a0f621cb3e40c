import pytest
import torch

from recommender.algorithms.gru4rec import Gru4RecConfig, Gru4RecNetwork
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
