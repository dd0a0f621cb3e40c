"""A planted drift: visitors walk round one circle of products, then round another, of new and old ones."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import NOTHING, histories_of, joined, targets_of
from recommender.dataset.split import all_samples, part_known_to
from recommender.evaluation.metrics import hits, ranks_of
from recommender.training.distillation import Distillation
from recommender.training.growth import fresh_table, grown
from recommender.training.likelihood import sample_losses
from recommender.training.pmca import PmcaBilstm
from recommender.training.registry import NETWORKS, algorithm_class
from recommender.training.strategies import STRATEGIES, Strategy
from recommender.training.updates import Learner, caught_up, update, wanted
from tests.recommender.training.test_growth import SMALL, dataset_of, walks_over

OPTIONS = FitOptions(seed=0, device="cpu")
CHANGES = {"epochs": 6, "learning_rate": 0.01, "decay": 1.0}
MIX = Distillation(alpha=0.4, beta=0.1, k=5)
REPLAYED = Strategy(distillation=MIX, exemplars=100)


@pytest.fixture(scope="module")
def world():
    """Products 100 … 119, then 120 … 134."""
    old, late = (
        walks_over(np.arange(100, 120), rows=200, seed=1),
        walks_over(np.arange(120, 135), rows=100, seed=2),
    )
    before = dataset_of(old)
    options = replace(OPTIONS, extra=SMALL | {"epochs": 6})
    algorithm = PmcaBilstm().fit(before, all_samples(before.sequences), NOTHING, options)
    after = dataset_of(old, late)
    samples = all_samples(after.sequences)
    is_new = samples.rows >= len(old)
    return algorithm, after, samples.take(~is_new), samples.take(is_new)


def updated(world, strategy, **changes):
    algorithm, dataset, past, new = world
    return update(
        Learner.of(algorithm),
        dataset,
        new=new,
        past=past,
        strategy=strategy,
        options=OPTIONS,
        changes=CHANGES | changes,
    )


def hit_rate(algorithm, dataset, samples):
    histories = histories_of(dataset.sequences, samples, max_length=5)
    return hits(ranks_of(algorithm.scores(histories), targets_of(dataset.sequences, samples)), 1).mean()


@pytest.fixture(scope="module")
def plain(world):
    return updated(world, STRATEGIES["fine_tune"])


def loss_on_past(world, learner):
    _, dataset, past, _ = world
    return sample_losses(learner.serving.network, dataset, past, torch.device("cpu")).mean()


@pytest.mark.parametrize(
    "strategy",
    [
        Strategy(anchor=0.02),
        Strategy(importance=200.0),
        Strategy(exemplars=100, candidates=1),
        REPLAYED,
        replace(REPLAYED, rho=0.9),
    ],
    ids=["anchored", "ewc", "rehearsed", "distilled", "distilled and averaged"],
)
def test_what_plain_fine_tuning_forgets_is_kept(world, plain, strategy):
    _, dataset, _, new = world
    learner = updated(world, strategy)
    assert loss_on_past(world, learner) < 0.8 * loss_on_past(world, plain)
    assert hit_rate(learner.serving, dataset, new) > 0.5


def test_plain_fine_tuning_learns_the_new_and_forgets_the_old(world, plain):
    _, dataset, _, new = world
    assert hit_rate(plain.serving, dataset, new) > 0.9
    assert loss_on_past(world, plain) > 1.5 * loss_on_past(world, updated(world, REPLAYED))


def test_an_update_leaves_the_one_given_as_it_was(world):
    algorithm = world[0]
    before = {name: value.clone() for name, value in algorithm.network.state_dict().items()}
    updated(world, STRATEGIES["averaged"], epochs=1)
    for name, value in algorithm.network.state_dict().items():
        torch.testing.assert_close(value, before[name], rtol=0, atol=0)


def test_averaged_weights_serve_while_the_live_ones_learn(world):
    _, dataset, past, new = world
    once = updated(world, Strategy(rho=0.95), epochs=1)
    assert once.serving.network is not once.live.network
    twice = update(
        once, dataset, new=new, past=past, strategy=Strategy(rho=0.95), options=OPTIONS, changes=CHANGES
    )
    device = torch.device("cpu")
    losses = [
        sample_losses(network.network, dataset, new, device).mean()
        for network in (once.serving, once.live, twice.serving)
    ]
    assert losses[2] < losses[1] < losses[0]


@pytest.mark.parametrize("name", STRATEGIES)
def test_each_strategy_gives_an_algorithm_for_the_whole_vocabulary(world, name):
    _, dataset, _, new = world
    strategy = replace(STRATEGIES[name], fisher_samples=16)
    learner = updated(world, strategy, epochs=1)
    histories = histories_of(dataset.sequences, new.take(slice(0, 3)), max_length=5)
    scores = learner.serving.scores(histories)
    assert scores.shape == (3, dataset.vocabulary.size)
    assert np.isfinite(scores[:, 1:]).all()


@pytest.mark.parametrize("name", [name for name in NETWORKS if name != "pmca_bilstm"])
def test_every_network_can_be_updated_and_grow(name):
    first = dataset_of(walks_over(np.arange(100, 110), rows=30, seed=1))
    extra = {"embedding_size": 16, "epochs": 1, "batch_size": 64}
    algorithm = algorithm_class(name)().fit(
        first, all_samples(first.sequences), NOTHING, replace(OPTIONS, extra=extra)
    )
    second = dataset_of(walks_over(np.arange(105, 115), rows=30, seed=2))
    strategy = replace(REPLAYED, rho=0.9, anchor=0.01, attention_weighted=True)
    new = all_samples(second.sequences)
    learner = update(Learner.of(algorithm), second, new=new, strategy=strategy, options=OPTIONS)
    losses = [
        sample_losses(network, second, new, torch.device("cpu")).mean()
        for network in (learner.live.network, grown_as_is(algorithm, second, new))
    ]
    assert losses[0] < losses[1]


def grown_as_is(algorithm, dataset, new):
    fresh = fresh_table(algorithm, dataset, new, seed=0)
    return grown(algorithm, dataset, new, fresh=fresh, seed=0)


def weights_in(algorithm):
    """Without the click head, whose widths are the paper's."""
    named = algorithm.network.named_parameters()
    return sum(weight.numel() for name, weight in named if not name.startswith("click."))


@pytest.fixture(scope="module")
def smaller(world):
    """Half as wide as the base, taught by its list and the labels."""
    student = {"embedding_size": 8, "hidden": 4}
    return updated(world, replace(REPLAYED, exemplars=400, student=student), epochs=20)


def test_a_smaller_successor_learns_the_new_and_keeps_what_the_base_knew(world, smaller, tmp_path):
    algorithm, dataset, past, new = world
    assert weights_in(smaller.serving) < 0.6 * weights_in(algorithm)
    assert hit_rate(smaller.serving, dataset, new) > 0.5
    assert hit_rate(smaller.serving, dataset, past) > 0.5
    smaller.serving.save(tmp_path, facts={})
    loaded = PmcaBilstm.load(tmp_path, device="cpu")
    assert hit_rate(loaded, dataset, new) == hit_rate(smaller.serving, dataset, new)


def test_once_it_is_smaller_it_goes_on_learning(world, smaller):
    _, dataset, past, new = world
    again = update(
        smaller,
        dataset,
        new=new,
        past=past,
        strategy=replace(REPLAYED, student={"embedding_size": 8, "hidden": 4}),
        options=OPTIONS,
        changes=CHANGES | {"epochs": 1, "learning_rate": 1e-5},
    )
    before, after = (learner.serving.network.join.weight for learner in (smaller, again))
    torch.testing.assert_close(before, after, atol=1e-3, rtol=0)


def test_a_student_of_averaged_weights_forgets_its_random_start(world):
    _, dataset, _, new = world
    learner = updated(world, replace(REPLAYED, student={"embedding_size": 12}, rho=0.95), epochs=20)
    assert hit_rate(learner.serving, dataset, new) > 0.5


def test_a_student_with_a_field_that_the_network_lacks_is_refused_in_words(world):
    with pytest.raises(ValueError, match="cannot teach a student with depth"):
        updated(world, Strategy(student={"depth": 3}))


def test_the_same_seed_gives_the_same_update(world):
    one, other = (
        updated(world, Strategy(distillation=replace(MIX, mu=0.5), exemplars=50), epochs=1) for _ in range(2)
    )
    assert loss_on_past(world, one) == pytest.approx(loss_on_past(world, other), rel=1e-3)


def test_dismissals_are_not_learned_as_goals(world):
    _, dataset, _, new = world
    weights = dataset.sequences.weights.copy()
    weights[dataset.sequences.offsets[new.rows[0]] + new.ends[0]] = -1
    disliked = replace(dataset, sequences=replace(dataset.sequences, weights=weights))
    assert len(wanted(disliked, new)) == len(new) - 1


def test_without_anything_new_there_is_no_update(world):
    algorithm, dataset, past, _ = world
    with pytest.raises(ValueError, match="nothing new"):
        update(Learner.of(algorithm), dataset, new=NOTHING, past=past, strategy=Strategy(), options=OPTIONS)


def test_an_update_knows_the_new_sessions_and_what_is_new_says_how_they_are_weighed(world):
    _, dataset, past, new = world
    old = replace(OPTIONS, extra=SMALL | {"epochs": 2, "evidence": True})
    cut = len(past) * 3 // 4
    order = np.argsort(past.rows, kind="stable")
    algorithm = PmcaBilstm().fit(dataset, past.take(order[:cut]), past.take(order[cut:]), old)

    for name in ("fine_tune", "distilled_averaged", "full_retraining"):
        learner = update(
            Learner.of(algorithm),
            dataset,
            new=new,
            past=past,
            strategy=STRATEGIES[name],
            options=OPTIONS,
            changes={"epochs": 1},
        )
        weighing = learner.serving.weighing
        if name == "full_retraining":  # nothing is held out of it
            assert weighing.weigher is algorithm.weighing.weigher
        else:
            told = torch.rand(2, 5, len(weighing.weigher.mean))
            assert not torch.allclose(weighing.weigher(told), algorithm.weighing.weigher(told))
            assert (weighing.weigher.mean == algorithm.weighing.weigher.mean).all()
        assert len(weighing.evidence.items) == len(part_known_to(dataset.sequences, joined(past, new)).items)
        assert learner.live.weighing is not None


def test_what_was_weighed_by_the_very_cases_that_it_catches_up_on_stays(world):
    _, dataset, past, new = world
    evident = replace(OPTIONS, extra=SMALL | {"epochs": 1, "evidence": True})
    algorithm = PmcaBilstm().fit(dataset, past, new, evident)

    served = caught_up(algorithm, dataset, new=new, past=past, rate=1e-3, seed=0)

    assert served.weighing.weigher is algorithm.weighing.weigher
    assert len(served.weighing.evidence.items) == len(
        part_known_to(dataset.sequences, joined(past, new)).items
    )
