"""The network by itself, and PMCA-BiLSTM as an algorithm."""

import hashlib
import json
from dataclasses import fields, replace
from typing import ClassVar

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from recommender.algorithms.checkpoint import CheckpointError
from recommender.algorithms.interface import FitOptions
from recommender.algorithms.item_table import ItemTable
from recommender.algorithms.pmca_bilstm import (
    PARTS,
    Attention,
    BiLstm,
    ClickHead,
    MultiScaleConvolution,
    PmcaConfig,
    PmcaNetwork,
    SqueezeExcitation,
)
from recommender.dataset.sequences import NOTHING, histories_of, pad_histories, targets_of
from recommender.evaluation.metrics import ranks_of
from recommender.training.config import TrainingConfig
from recommender.training.device import choose_device, has_fast_bfloat16
from recommender.training.pmca import PmcaBilstm
from tests.factories.sequences import make_dataset, make_split
from tests.recommender.algorithms.conformance import AlgorithmConformance

SMALL = {
    "embedding_size": 16,
    "hidden": 16,
    "vector_size": 8,
    "epochs": 8,
    "batch_size": 64,
    "learning_rate": 0.01,
    "decay_every": 6,
    "patience": 8,
    "rerank": 10,
}
START = 1_750_000_000


class TestPmcaBilstm(AlgorithmConformance):
    algorithm_class = PmcaBilstm
    extra: ClassVar[dict] = SMALL
    beats_random_by = 3.0


class TestPmcaBilstmWithEvidence(AlgorithmConformance):
    algorithm_class = PmcaBilstm
    extra: ClassVar[dict] = SMALL | {"epochs": 2, "evidence": True}
    beats_random_by = 3.0


def network(items=9, **changes) -> PmcaNetwork:
    """A random network over `items` items, the last of them untouched."""
    torch.manual_seed(0)
    config = replace(PmcaConfig(embedding_size=8, hidden=6, vector_size=4, rerank=5), **changes)
    known = torch.ones(items + 1, dtype=torch.bool)
    known[[0, items]] = False
    behavior = torch.randn(items + 1, 8) * known[:, None]
    content = torch.randn(items + 1, 5)
    content[0] = 0
    return PmcaNetwork(config, behavior, content, known).eval()


def encoded(net, *rows, width=None):
    """The rows, padded on the left to `width`, through the network."""
    width = width or max(map(len, rows))
    items = torch.tensor([[0] * (width - len(row)) + list(row) for row in rows])
    place = torch.arange(width).expand_as(items)
    return net.encode(items, torch.zeros_like(items), START + 60 * place, net.table())


def test_both_directions_keep_their_place():
    torch.manual_seed(0)
    states = BiLstm(3, 4)(torch.randn(2, 5, 3), torch.tensor([5, 2]))
    assert states.shape == (2, 5, 8)


def test_the_bilstm_equals_the_packed_one_of_torch():
    torch.manual_seed(0)
    ours, events, lengths = BiLstm(3, 4), torch.randn(3, 6, 3), torch.tensor([6, 4, 1])
    theirs = torch.nn.LSTM(3, 4, batch_first=True, bidirectional=True)
    for name, weight in ours.ahead.named_parameters():
        getattr(theirs, name).data = weight.data
    for name, weight in ours.back.named_parameters():
        getattr(theirs, f"{name}_reverse").data = weight.data
    packed = torch.nn.utils.rnn.pack_padded_sequence(events, lengths, batch_first=True)
    expected, _ = torch.nn.utils.rnn.pad_packed_sequence(theirs(packed)[0], batch_first=True)
    states = ours(events, lengths)
    for row, length in enumerate(lengths):
        torch.testing.assert_close(states[row, :length], expected[row, :length])


def test_attention_weights_are_a_distribution_over_real_events():
    torch.manual_seed(0)
    real = torch.tensor([[True, True, True], [True, False, False]])
    summary, weights = Attention(4)(torch.randn(2, 3, 4), real)
    assert summary.shape == (2, 4)
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(2))
    assert weights[1].tolist() == [1.0, 0.0, 0.0]


def test_squeeze_and_excitation_of_a_case_worked_by_hand():
    block = SqueezeExcitation(2, reduction=2)
    with torch.no_grad():
        block.reduce.weight.copy_(torch.tensor([[1.0, 1.0]]))
        block.reduce.bias.zero_()
        block.expand.weight.copy_(torch.tensor([[1.0], [-1.0]]))
        block.expand.bias.zero_()
    signal = torch.tensor([[[1.0, 2.0], [3.0, 0.0], [100.0, 100.0]]])
    real = torch.tensor([[True, True, False]])
    # Means of the real steps are 2 and 1; reduced 3; the channels' weights are sigmoid(3) and sigmoid(-3).
    out = block(signal, real)
    high, low = torch.sigmoid(torch.tensor(3.0)), torch.sigmoid(torch.tensor(-3.0))
    torch.testing.assert_close(out[0, 0], torch.stack([high, 2 * low]))
    torch.testing.assert_close(out[0, 1], torch.stack([3 * high, 0 * low]))


@pytest.mark.parametrize("channels", [6, 8])
def test_convolutions_share_all_channels_and_add_their_input(channels):
    torch.manual_seed(0)
    convolution = MultiScaleConvolution(channels, (1, 3, 5), reduction=2)
    states, real = torch.randn(2, 7, channels), torch.ones(2, 7, dtype=torch.bool)
    assert sum(scale.out_channels for scale in convolution.scales) == channels
    assert convolution(states, real).shape == (2, channels)
    with torch.no_grad():
        for scale in convolution.scales:
            scale.weight.zero_()
            scale.bias.zero_()
    torch.testing.assert_close(convolution(states, real), states.amax(dim=1))


def test_the_click_head_gives_one_logit_for_each_candidate():
    torch.manual_seed(0)
    head = ClickHead(8)
    logits = head(torch.randn(2, 8), torch.randn(2, 4, 8), torch.randn(2, 4, 3))
    assert logits.shape == (2, 4)
    assert [layer.out_features for layer in head.halvings] == [256, 128]


def test_an_encoding_has_the_shapes_it_names():
    net = network()
    result = encoded(net, [1, 2, 3], [4])
    assert result.interest.shape == (2, 8)
    torch.testing.assert_close(result.interest.norm(dim=1), torch.ones(2))
    assert result.attention.shape == (2, 3)
    assert net.retrieval_logits(result, net.table()).shape == (2, 10)
    assert net.click_logits(result, torch.tensor([[1, 2], [3, 4]]), net.table()).shape == (2, 2)


def test_at_the_start_nothing_is_added_for_what_was_seen_already():
    assert encoded(network(), [1, 2, 3]).repeats.bias.abs().max() == 0


def test_what_speaks_for_meeting_an_item_again_is_added_to_its_logit_alone():
    net = network()
    before = net.retrieval_logits(encoded(net, [3, 1], [4]), net.table())
    with torch.no_grad():
        net.again.of_place.weight[:2] = torch.tensor([[-1.0], [0.5]])  # the latest event, and the one before
    change = net.retrieval_logits(encoded(net, [3, 1], [4]), net.table()) - before
    expected = torch.zeros(2, 10)
    expected[0, 1], expected[0, 3], expected[1, 4] = -1.0, 0.5, -1.0
    torch.testing.assert_close(change, expected)


def test_padding_does_not_change_what_a_history_means():
    net = network()
    short, long = encoded(net, [3, 1, 2]), encoded(net, [3, 1, 2], width=11)
    torch.testing.assert_close(short.interest, long.interest)
    torch.testing.assert_close(short.attention, long.attention[:, :3])
    candidates = torch.tensor([[1, 5, 9]])
    torch.testing.assert_close(
        net.click_logits(short, candidates, net.table()),
        net.click_logits(long, candidates, net.table()),
    )


def test_order_matters():
    net = network()
    assert not torch.allclose(encoded(net, [1, 2, 3]).interest, encoded(net, [3, 2, 1]).interest)


def test_an_untouched_item_stands_on_its_content_alone():
    net = network()
    net.items.own.weight.data[9] += 1.0
    net.items.behavior[9] += 1.0
    before = net.table()[9].clone()
    expected = torch.nn.functional.normalize(net.items.from_content(net.items.content[9]), dim=0)
    torch.testing.assert_close(before, expected)


def test_forgetting_treats_known_items_as_new():
    torch.manual_seed(0)
    known = torch.ones(200, dtype=torch.bool)
    table = ItemTable(torch.randn(200, 4), torch.randn(200, 3), known, size=5)
    alone = torch.nn.functional.normalize(table.from_content(table.content), dim=1)
    forgotten = torch.isclose(table(None, forget=0.3), alone).all(dim=1).float().mean()
    assert 0.2 < forgotten < 0.4


def fitted(dataset, split, *, seed=0, **changes) -> PmcaBilstm:
    options = FitOptions(seed=seed, device="cpu", extra=SMALL | changes)
    return PmcaBilstm().fit(dataset, split.training, split.validation, options)


@pytest.fixture(scope="module")
def world():
    dataset = make_dataset()
    split = make_split(dataset)
    return dataset, split, fitted(dataset, split)


def test_scores_do_not_change_when_the_future_changes(world):
    dataset, split, algorithm = world
    sequences = dataset.sequences
    before = algorithm.scores(histories_of(sequences, split.test, max_length=12))
    future = np.zeros(len(sequences.items), dtype=bool)
    for row in np.unique(split.test.rows):
        first = split.test.ends[split.test.rows == row].min()
        future[sequences.offsets[row] + first : sequences.offsets[row + 1]] = True
    firsts = split.test.take(np.unique(split.test.rows, return_index=True)[1])
    other = replace(
        sequences,
        items=np.where(future, sequences.items % 7 + 1, sequences.items),
        kinds=np.where(future, 3, sequences.kinds).astype(np.int8),
        times=np.where(future, sequences.times + 999, sequences.times),
    )
    after = algorithm.scores(histories_of(other, firsts, max_length=12))
    same = [int(np.flatnonzero(split.test.rows == row)[0]) for row in firsts.rows]
    np.testing.assert_allclose(after, before[same], rtol=1e-4, atol=1e-5)


def test_a_new_item_scores_near_the_known_one_that_it_resembles():
    """Item 32 has no behavior and the very words of item `twin`."""
    dataset = make_dataset(untouched=2)
    twin, new = 7, 32
    features = dataset.features
    texts = [*features.texts]
    texts[new] = texts[twin]
    categories, prices = features.categories.copy(), features.log_prices.copy()
    categories[new], prices[new] = categories[twin], prices[twin]
    dataset = replace(
        dataset, features=replace(features, texts=texts, categories=categories, log_prices=prices)
    )
    split = make_split(dataset)
    likeness = 0  # of two fits: one alone may place another item before the twin
    for seed in (0, 1):
        vectors = fitted(dataset, split, seed=seed, forget=0.3).item_vectors()
        likeness = likeness + vectors[1:31] @ vectors[new]
    assert twin - 1 in np.argsort(-likeness)[:3], np.argsort(-likeness)


def test_attention_is_told_for_each_event_of_the_history_as_given(world):
    _, _, algorithm = world
    rows = [([1, 2, 3], [0, 0, 7], [START, START + 60, START + 90]), ([4], [0], [START])]
    weights = algorithm.attention(pad_histories(rows, max_length=9))
    assert weights.shape == (2, 3)
    np.testing.assert_allclose(weights.sum(axis=1), 1, rtol=1e-5)
    assert weights[1].tolist() == [0, 0, pytest.approx(1)]


def test_attention_to_events_that_are_too_old_is_zero():
    dataset = make_dataset(rows=60)
    algorithm = fitted(dataset, make_split(dataset), max_length=4, epochs=1)
    weights = algorithm.attention(
        pad_histories([(range(1, 8), [0] * 7, range(START, START + 7))], max_length=9)
    )
    assert weights.shape == (1, 7)
    assert weights[0, :3].tolist() == [0, 0, 0]
    assert (weights[0, 3:] > 0).all()


def test_unknown_items_within_a_history_are_passed_over(world):
    _, _, algorithm = world
    with_hole = ([1, 0, 2, 3], [0, 7, 0, 0], [START, START + 5, START + 60, START + 90])
    without = ([1, 2, 3], [0, 0, 0], [START, START + 60, START + 90])
    scores = [algorithm.scores(pad_histories([row], max_length=9)) for row in (with_hole, without)]
    np.testing.assert_allclose(*scores, rtol=1e-4)


def test_re_ranked_candidates_stay_above_the_rest(world):
    dataset, split, algorithm = world
    histories = histories_of(dataset.sequences, split.test, max_length=12)
    first = algorithm.retrieval_scores(histories)
    best = np.argsort(-first, axis=1)[:, : SMALL["rerank"]]
    blend, algorithm.blend = algorithm.blend, 5.0
    both = algorithm.scores(histories)
    algorithm.blend = blend
    top = np.argsort(-both, axis=1, kind="stable")[:, : SMALL["rerank"]]
    ordered = -np.sort(-first, axis=1)
    clear = (
        ordered[:, SMALL["rerank"] - 1] > ordered[:, SMALL["rerank"]]
    )  # elsewhere equal ones may change places
    assert clear.mean() > 0.8
    np.testing.assert_array_equal(np.sort(top, axis=1)[clear], np.sort(best, axis=1)[clear])
    assert (top != best).any()


def test_the_best_of_both_stages_are_found_without_scoring_everything():
    """Also where the re-ranked ones are more, or fewer, than are asked for. No two items are alike, so none are tied."""
    dataset = make_dataset(untouched=0)
    split = make_split(dataset)
    algorithm = fitted(dataset, split, epochs=2, blend=5.0)
    histories = histories_of(dataset.sequences, split.test, max_length=12)
    scores = algorithm.scores(histories)
    for k in (4, 10, 25):
        items, best = algorithm.top(histories, k=k)
        np.testing.assert_allclose(best, -np.sort(-scores, axis=1)[:, :k], rtol=1e-3, atol=1e-4)
        np.testing.assert_allclose(np.take_along_axis(scores, items, axis=1), best, rtol=1e-3, atol=1e-4)


def test_an_empty_history_gets_popular_items(world):
    dataset, split, algorithm = world
    nobody = pad_histories([([], [], [])], max_length=5)
    targets = dataset.sequences.items[dataset.sequences.offsets[split.training.rows] + split.training.ends]
    assert algorithm.top(nobody, k=1)[0][0, 0] == np.bincount(targets).argmax()


def test_click_probabilities_are_probabilities(world):
    _, _, algorithm = world
    row = pad_histories([([1, 2], [0, 0], [START, START + 60])], max_length=5)
    chances = algorithm.click_probabilities(row, np.array([[3, 4, 5]]))
    assert chances.shape == (1, 3)
    assert ((chances > 0) & (chances < 1)).all()


def test_it_is_not_scored_before_it_is_fitted():
    with pytest.raises(RuntimeError, match="before it was fitted"):
        PmcaBilstm().scores(pad_histories([([1], [0], [START])], max_length=5))


OTHER = {
    "embedding_size": 12,
    "hidden": 10,
    "max_length": 3,
    "vector_size": 6,
    "kernels": (1, 3),
    "reduction": 2,
    "dropout": 0.0,
    "forget": 0.5,
    "temperature": 0.2,
    "rerank": 4,
    "blend": 3.0,
    "evidence": True,
    "teaching": 5,
    "without": ("attention",),
    "epochs": 2,
    "batch_size": 32,
    "learning_rate": 0.001,
    "schedule": "one_cycle",
    "decay": 0.9,
    "decay_every": 2,
    "warm_up": 0.6,
    "l2": 0.01,
    "patience": 0,
    "samples_per_epoch": 100,
    "validation_samples": 20,
    "click_weight": 2.0,
    "click_share": 0.25,
    "hard": 1,
    "easy": 3,
    "sample_above": 10,
    "sampled": 8,
    "precision": "float32",
}


def test_every_field_of_both_configs_is_tried():
    names = {field.name for config in (PmcaConfig, TrainingConfig) for field in fields(config)}
    assert set(OTHER) == names


@pytest.mark.parametrize("name", OTHER)
def test_every_field_of_the_config_changes_something(name):
    if name == "precision" and not has_fast_bfloat16(choose_device()):
        pytest.skip("this machine is not fast at bfloat16: auto and float32 are the same here")
    dataset = make_dataset(rows=80, noise=0.5)
    split = make_split(dataset)
    start = {"epochs": 4, "decay_every": 1, "decay": 0.5, "learning_rate": 0.05, "patience": 3}
    needed = {
        "sampled": {"sample_above": 10},
        "warm_up": {"schedule": "one_cycle"},
        "teaching": {"evidence": True},
        "blend": {
            "learning_rate": 0.01
        },  # so fast the click head may die, and blending nothing changes nothing
    }
    start |= needed.get(name, {})
    before = fitted(dataset, split, **start)
    after = fitted(dataset, split, **(start | {name: OTHER[name]}))
    row = pad_histories([([1, 2, 3, 4, 5], [0] * 5, list(range(START, START + 5)))], max_length=5)
    told = [(a.scores(row).tolist(), [(h["loss"], h["MRR@20"]) for h in a.history]) for a in (before, after)]
    assert told[0] != told[1]


def test_a_catalog_too_large_for_the_full_softmax_is_learned_by_samples():
    dataset = make_dataset()
    split = make_split(dataset)
    algorithm = fitted(dataset, split, sample_above=10, sampled=20)
    histories = histories_of(dataset.sequences, split.test, max_length=12)
    targets = dataset.sequences.items[dataset.sequences.offsets[split.test.rows] + split.test.ends]
    items, _ = algorithm.top(histories, k=5)
    assert (items == targets[:, None]).any(axis=1).mean() > 0.5


def test_no_history_at_all_gives_no_row(world):
    _, _, algorithm = world
    nothing = pad_histories([], max_length=5)
    assert algorithm.scores(nothing).shape == (0, 33)


def test_convolutions_of_an_even_width_are_refused_in_words():
    with pytest.raises(ValueError, match="odd widths"):
        PmcaConfig(kernels=(1, 2))


@pytest.mark.parametrize("part", PARTS)
def test_each_part_can_be_left_out_and_is_then_never_learned(part):
    dataset = make_dataset(rows=80, noise=0.5)
    split = make_split(dataset)
    start = {"epochs": 2, "decay_every": 1, "learning_rate": 0.05}
    whole, less = fitted(dataset, split, **start), fitted(dataset, split, **start, without=(part,))
    histories = histories_of(dataset.sequences, split.test, max_length=12)
    assert not np.allclose(whole.scores(histories)[:, 1:], less.scores(histories)[:, 1:])
    assert less.network.items.behavior.any() == (part != "pretraining")
    lengths = less.network.table()[1:31].norm(dim=1)
    assert torch.allclose(lengths, torch.ones(30)) == (part != "normalization")
    assert less._encoded(histories).repeats.bias.any() == (part != "again")


def test_a_part_that_is_none_is_refused_in_words():
    with pytest.raises(ValueError, match="no part graph; it has pretraining, attention"):
        PmcaConfig(without=("graph",))


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["config"]["network"].update(hidden=99),
        lambda manifest: manifest["config"]["network"].update(no_such_field=1),
        lambda manifest: manifest["config"].pop("training"),
        lambda manifest: manifest["config"].update(network=None),
    ],
)
def test_weights_that_do_not_fit_their_description_are_refused_in_words(world, tmp_path, change):
    _, _, algorithm = world
    algorithm.save(tmp_path, facts={})
    path = tmp_path / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))
    with pytest.raises(CheckpointError, match="do not fit"):
        PmcaBilstm.load(tmp_path, device="cpu")


def test_evidence_improves_a_network_that_has_learned_little():
    dataset = make_dataset()
    split = make_split(dataset)
    algorithm = fitted(dataset, split, epochs=1, evidence=True)
    histories = histories_of(dataset.sequences, split.test, max_length=12)
    targets = targets_of(dataset.sequences, split.test)

    weighed, algorithm.weighing = ranks_of(algorithm.scores(histories), targets), None
    alone = ranks_of(algorithm.scores(histories), targets)

    assert (1 / weighed).mean() > 1.1 * (1 / alone).mean()


def test_without_validation_nothing_vouches_for_evidence():
    dataset = make_dataset(rows=60)
    options = FitOptions(seed=0, device="cpu", extra=SMALL | {"epochs": 1, "evidence": True})
    algorithm = PmcaBilstm().fit(dataset, make_split(dataset).training, NOTHING, options)
    assert algorithm.weighing is None


def test_evidence_that_is_not_whole_is_refused_in_words(tmp_path):
    dataset = make_dataset(rows=100)
    fitted(dataset, make_split(dataset), epochs=1, evidence=True).save(tmp_path, facts={})
    weights = load_file(tmp_path / "weights.safetensors")
    del weights["weighing.items"]
    save_file(weights, tmp_path / "weights.safetensors")
    path = tmp_path / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"]["weights.safetensors"] = hashlib.sha256(
        (tmp_path / "weights.safetensors").read_bytes()
    ).hexdigest()
    path.write_text(json.dumps(manifest))
    with pytest.raises(CheckpointError, match="do not fit"):
        PmcaBilstm.load(tmp_path, device="cpu")


def test_both_stages_can_be_judged_apart(world):
    dataset, split, algorithm = world
    histories = histories_of(dataset.sequences, split.test, max_length=12)
    blend, algorithm.blend = algorithm.blend, 0.0
    np.testing.assert_allclose(
        algorithm.scores(histories)[:, 1:], algorithm.retrieval_scores(histories)[:, 1:], rtol=1e-5
    )
    algorithm.blend = blend
