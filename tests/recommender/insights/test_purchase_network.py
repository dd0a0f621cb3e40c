import numpy as np
import pytest
import torch

from recommender.insights.event_sequences import CHANNELS
from recommender.insights.purchase_network import NetworkConfig, NetworkInput, PurchaseNetwork, PurchaseRNN

pytestmark = pytest.mark.usefixtures("one_thread")


def cases(count: int, *, seed: int = 0, length: int = 6) -> tuple[NetworkInput, np.ndarray]:
    """Who viewed before carting buys; the other order does not. Nothing but the order of events says so."""
    rng = np.random.default_rng(seed)
    view_first = rng.random(count) < 0.5
    kinds = np.zeros((count, length), dtype=np.int64)
    kinds[:, 0], kinds[:, 1] = np.where(view_first, 1, 6), np.where(view_first, 6, 1)
    nothing = np.zeros((count, length, len(CHANNELS)))
    return NetworkInput.of(kinds, nothing, np.full(count, 2), np.zeros((count, 3))), view_first


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_the_order_of_events_alone_is_learned(cell):
    (training, buys), (validation, validation_buys) = cases(300), cases(100, seed=1)
    config = NetworkConfig(cell=cell, hidden_size=16, epochs=15, batch_size=32, learning_rate=1e-2)

    model = PurchaseRNN(config).fit(training, buys, validation, validation_buys)

    assert ((model.probabilities(validation) > 0.5) == validation_buys).all()


def test_the_same_seed_gives_the_same_answers_and_another_one_others():
    training, buys = cases(60)
    config = NetworkConfig(hidden_size=8, epochs=2)

    first, again, other = (
        PurchaseRNN(config, seed=seed).fit(training, buys, training, buys).probabilities(training)
        for seed in (1, 1, 2)
    )

    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_padding_is_never_read():
    torch.manual_seed(0)
    network = PurchaseNetwork(NetworkConfig(), features=3).eval()
    batch, _ = cases(4)
    noisy = NetworkInput(batch.kinds, batch.channels.clone(), batch.lengths, batch.features)
    noisy.channels[:, 2:] = 9.0

    torch.testing.assert_close(network(batch), network(noisy))


def test_learning_stops_when_validation_no_longer_gains_and_keeps_the_best_epoch():
    (training, buys), (validation, _) = cases(200), cases(100, seed=1)
    opposite = ~cases(100, seed=1)[1]
    config = NetworkConfig(hidden_size=16, epochs=30, patience=2, learning_rate=1e-2)

    model = PurchaseRNN(config).fit(training, buys, validation, opposite)

    assert len(model.losses) == int(np.argmin(model.losses)) + 1 + 2 < 30
    found = model.probabilities(validation)
    loss = -np.mean(np.where(opposite, np.log(found), np.log(1 - found)))
    assert loss == pytest.approx(min(model.losses), abs=1e-5)


def test_an_unknown_cell_is_refused():
    with pytest.raises(ValueError, match="no cell 'tanh'"):
        PurchaseNetwork(NetworkConfig(cell="tanh"), features=1)
