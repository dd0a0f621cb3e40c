"""What every algorithm must do. A subclass names the class, and what makes it small enough for a test.

class TestItemKNN(AlgorithmConformance):
    algorithm_class = ItemKNN
    beats_random_by = 3.0
"""

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest

from recommender.algorithms.checkpoint import MANIFEST, CheckpointError
from recommender.algorithms.interface import FitOptions
from recommender.dataset.sequences import (
    Histories,
    histories_of,
    pad_histories,
    targets_of,
)
from tests.factories.sequences import make_dataset, make_split


class AlgorithmConformance:
    algorithm_class = None
    extra: ClassVar[dict] = {}
    """Config fields for a fit of a second or two."""
    beats_random_by: float = 2.0
    """Hit rate at 5 on the test part, over that of random lists."""
    dataset_options: ClassVar[dict] = {}
    max_length = 20

    @pytest.fixture(scope="class")
    @classmethod
    def world(cls):
        """One fitted algorithm, its dataset, and test histories with their targets."""
        dataset = make_dataset(**cls.dataset_options)
        split = make_split(dataset)
        return SimpleNamespace(
            dataset=dataset,
            split=split,
            algorithm=_fitted(cls, dataset, split),
            histories=histories_of(dataset.sequences, split.test, max_length=cls.max_length),
            targets=targets_of(dataset.sequences, split.test),
        )

    def test_every_item_has_a_finite_score_and_padding_has_none(self, world):
        scores = world.algorithm.scores(world.histories)
        assert scores.shape == (len(world.histories), world.dataset.vocabulary.size)
        assert scores.dtype == np.float32
        assert np.all(scores[:, 0] == -np.inf)
        assert np.isfinite(scores[:, 1:]).all()

    def test_an_empty_history_is_scored(self, world):
        scores = world.algorithm.scores(pad_histories([([], [], [])], max_length=self.max_length))
        assert np.isfinite(scores[:, 1:]).all()

    def test_an_item_without_behavior_is_scored_in_a_history(self, world):
        untouched = world.dataset.vocabulary.size - 1
        assert untouched not in world.dataset.sequences.items
        history = ([untouched, untouched], [0, 0], [1_750_000_000, 1_750_000_060])
        scores = world.algorithm.scores(pad_histories([history], max_length=self.max_length))
        assert np.isfinite(scores[:, 1:]).all()

    def test_scores_of_a_history_do_not_depend_on_its_batch(self, world):
        together = world.algorithm.scores(world.histories)
        for place in (0, len(world.histories) // 2, len(world.histories) - 1):
            alone = world.algorithm.scores(_unpadded(world.histories, place))
            np.testing.assert_allclose(alone[0, 1:], together[place, 1:], rtol=1e-3, atol=1e-5)

    def test_the_top_is_sorted_by_score(self, world):
        items, scores = world.algorithm.top(world.histories, k=7)
        assert items.shape == scores.shape == (len(world.histories), 7)
        assert (items > 0).all()
        assert (np.diff(scores, axis=1) <= 0).all()

    def test_the_top_is_the_best_of_all_scores(self, world):
        scores = world.algorithm.scores(world.histories)
        items, best = world.algorithm.top(world.histories, k=7)
        np.testing.assert_allclose(best, -np.sort(-scores, axis=1)[:, :7], rtol=1e-3, atol=1e-5)
        np.testing.assert_allclose(np.take_along_axis(scores, items, axis=1), best, rtol=1e-3, atol=1e-5)

    def test_the_top_leaves_out_what_is_not_allowed_or_refused(self, world):
        allowed = np.arange(world.dataset.vocabulary.size) % 4 > 0
        wanted, _ = world.algorithm.top(world.histories, k=3, allowed=allowed)
        refused = [row[: number % 3] for number, row in enumerate(wanted)]
        items, scores = world.algorithm.top(world.histories, k=100, allowed=allowed, refused=refused)
        for row, unwanted in enumerate(refused):
            shown = items[row][np.isfinite(scores[row])]
            assert set(shown) == set(np.flatnonzero(allowed)) - set(unwanted)
            assert np.isneginf(scores[row][len(shown) :]).all()

    def test_an_empty_history_has_a_top_of_its_own(self, world):
        rows = [([], [], []), ([1, 2], [0, 0], [1_750_000_000, 1_750_000_060])]
        histories = pad_histories(rows, max_length=self.max_length)
        items, scores = world.algorithm.top(histories, k=4, refused=[np.array([3]), np.array([], dtype=int)])
        assert 3 not in items[0]
        np.testing.assert_allclose(
            scores, np.take_along_axis(world.algorithm.scores(histories), items, axis=1), rtol=1e-3, atol=1e-5
        )

    def test_the_same_seed_gives_the_same_scores(self, world):
        again = _fitted(type(self), world.dataset, world.split)
        np.testing.assert_allclose(
            again.scores(world.histories)[:, 1:],
            world.algorithm.scores(world.histories)[:, 1:],
            rtol=1e-4,
            atol=1e-5,
        )

    def test_fitting_does_not_see_what_comes_after_its_samples(self, world):
        """The test period is another one; what is learned stays."""
        changed = _with_other_future(world.dataset, world.split.test)
        again = _fitted(type(self), changed, world.split)
        np.testing.assert_allclose(
            again.scores(world.histories)[:, 1:],
            world.algorithm.scores(world.histories)[:, 1:],
            rtol=1e-4,
            atol=1e-5,
        )

    def test_a_known_pattern_is_learned(self, world):
        items, _ = world.algorithm.top(world.histories, k=5)
        hit_rate = (items == world.targets[:, None]).any(axis=1).mean()
        random_hit_rate = 5 / len(world.dataset.vocabulary)
        assert hit_rate > self.beats_random_by * random_hit_rate

    def test_an_unknown_field_of_the_config_is_refused(self, world):
        options = FitOptions(extra={"no_such_field": 1}, device="cpu")
        with pytest.raises(ValueError, match="no_such_field"):
            self.algorithm_class().fit(world.dataset, world.split.training, world.split.validation, options)

    def test_a_saved_algorithm_scores_as_before(self, world, tmp_path):
        world.algorithm.save(tmp_path / "model", facts={"HR@20": 0.5})
        loaded = self.algorithm_class.load(tmp_path / "model", device="cpu")
        np.testing.assert_allclose(
            loaded.scores(world.histories)[:, 1:],
            world.algorithm.scores(world.histories)[:, 1:],
            rtol=1e-5,
            atol=1e-6,
        )

    def test_a_checkpoint_tells_what_it_is(self, world, tmp_path):
        world.algorithm.save(tmp_path, facts={"HR@20": 0.5, "code_version": "1.0"})
        manifest = json.loads((tmp_path / MANIFEST).read_text())
        assert manifest["algorithm"] == self.algorithm_class.name
        assert manifest["dataset"]["fingerprint"] == world.dataset.fingerprint
        assert manifest["facts"] == {"HR@20": 0.5, "code_version": "1.0"}

    def test_a_truncated_checkpoint_is_refused_in_words(self, world, tmp_path):
        world.algorithm.save(tmp_path, facts={})
        largest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_size)
        largest.write_bytes(largest.read_bytes()[:-10])
        with pytest.raises(CheckpointError, match=r"\.$"):
            self.algorithm_class.load(tmp_path, device="cpu")

    def test_a_checkpoint_of_another_algorithm_is_refused_in_words(self, world, tmp_path):
        world.algorithm.save(tmp_path, facts={})
        path = tmp_path / MANIFEST
        path.write_text(json.dumps(json.loads(path.read_text()) | {"algorithm": "stranger"}))
        with pytest.raises(CheckpointError, match="stranger"):
            self.algorithm_class.load(tmp_path, device="cpu")

    def test_a_folder_without_a_checkpoint_is_refused_in_words(self, tmp_path):
        with pytest.raises(CheckpointError, match="missing"):
            self.algorithm_class.load(tmp_path / "nothing", device="cpu")


def _fitted(case, dataset, split):
    options = FitOptions(seed=0, device="cpu", extra=case.extra)
    return case.algorithm_class().fit(dataset, split.training, split.validation, options)


def _unpadded(histories: Histories, place: int) -> Histories:
    """One history by itself, as narrow as it can be."""
    width = max(1, int((histories.items[place] > 0).sum()))
    return Histories(*(block[place : place + 1, -width:] for block in vars(histories).values()))


def _with_other_future(dataset, test):
    items = dataset.sequences.items.copy()
    place = dataset.sequences.offsets[test.rows] + test.ends
    items[place] = items[place] % 5 + 1
    assert (items != dataset.sequences.items).any()
    return replace(dataset, sequences=replace(dataset.sequences, items=items))
