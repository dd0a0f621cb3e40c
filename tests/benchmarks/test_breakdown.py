import contextlib

import torch

from benchmarks.breakdown import flop_counter, group_of, product_rates
from benchmarks.training_side import train
from recommender.dataset.benchmark import Benchmark
from tests.factories.sequences import make_dataset, make_split


def test_operators_find_their_part_of_the_step():
    assert group_of("aten::mkldnn_rnn_layer_backward", [[5, 512, 128]]) == "LSTM"
    assert group_of("aten::mm", [[512, 128], [128, 17_377]]) == "matrix products, whole catalog"
    assert group_of("aten::addmm", [[512], [512, 128], [128, 512]]) == "matrix products, histories"
    assert group_of("aten::_log_softmax", [[512, 17_377]]) == "softmax and losses"
    assert group_of("aten::something_new", []) == "others"


def test_the_operations_of_an_lstm_are_counted_forth_and_back():
    steps, batch, inputs, units = 5, 3, 8, 4
    lstm = torch.nn.LSTM(inputs, units)
    events = torch.randn(steps, batch, inputs, requires_grad=True)
    forth = 2 * steps * batch * 4 * units * (inputs + units)
    with flop_counter() as counter:
        out, _ = lstm(events)
    assert counter.get_total_flops() == forth
    with counter:
        out.sum().backward()
    assert counter.get_total_flops() == 2 * forth


def test_products_of_both_kinds_have_a_rate():
    rates = product_rates(batch=8, width=4, rows=50)
    assert len(rates) == 3
    assert all(by_type["float32"] > 0 and by_type["bfloat16"] > 0 for by_type in rates.values())


def test_the_fit_of_a_contest_tells_of_all_samples_of_an_epoch():
    dataset = make_dataset(rows=60)
    split = make_split(dataset)
    changes = {"embedding_size": 8, "hidden": 4, "vector_size": 4, "batch_size": 32, "rerank": 5}
    told = []

    class EnoughError(Exception):
        pass

    def did(samples: float) -> None:
        told.append(samples)
        if sum(told) >= 2 * len(split.training):
            raise EnoughError

    with contextlib.suppress(EnoughError):
        train(Benchmark(dataset, split), changes, did)
    assert abs(sum(told) - 2 * len(split.training)) < 1e-3
