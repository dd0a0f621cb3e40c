import numpy as np
import torch

from recommender.training.weighing import Weigher, taught_again, taught_weigher


def test_at_the_start_the_score_so_far_is_the_score():
    features = torch.randn(2, 5, 3)
    torch.testing.assert_close(Weigher(3)(features), features[..., 0])


def cases(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The candidate with the highest second feature came; the score so far knows nothing, one case in ten has no answer."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(2_000, 6, 3)).astype(np.float32)
    targets = features[..., 1].argmax(axis=1)
    targets[::10] = -1
    return features, targets


def turned(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """By now the third feature tells as much."""
    features, _ = cases(seed)
    return features, features[..., 1:].sum(axis=-1).argmax(axis=1)


def hit_rate(weigher: Weigher, found=None) -> float:
    features, targets = found or cases(seed=1)
    best = weigher(torch.from_numpy(features)).argmax(dim=1).numpy()
    return (best == targets)[targets >= 0].mean()


def test_it_learns_which_evidence_counts():
    assert hit_rate(Weigher(3)) < 0.3
    assert hit_rate(taught_weigher(*cases(seed=0), seed=0)) > 0.8


def test_the_same_seed_teaches_the_same():
    features, targets = cases(seed=0)
    one, other, another = (taught_weigher(features[:300], targets[:300], seed=seed) for seed in (0, 0, 1))
    shown = torch.from_numpy(features[:5])
    torch.testing.assert_close(one(shown), other(shown))
    assert not torch.allclose(one(shown), another(shown))


def test_taught_again_it_follows_what_has_changed_and_leaves_the_one_before_as_it_was():
    before = taught_weigher(*cases(seed=0), seed=0)
    old, new = hit_rate(before), hit_rate(before, turned(seed=1))

    after = taught_again(before, *turned(seed=2), seed=0)

    assert hit_rate(after, turned(seed=1)) > new + 0.05
    assert hit_rate(before) == old
    assert not after.training
    assert not any(weight.requires_grad for weight in after.parameters())


def test_few_new_cases_do_not_make_it_forget():
    before = taught_weigher(*cases(seed=0), seed=0)
    features, targets = cases(seed=3)
    assert hit_rate(taught_again(before, features[:100], targets[:100], seed=0)) > hit_rate(before) - 0.03
