"""Segments: visitors who behave alike (paper 5): correlate and merge attributes, scale to [0, 1], k-means, k by Davies–Bouldin."""

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import KMeans

from recommender.insights.davies_bouldin import FORMS, davies_bouldin
from recommender.insights.segment_space import MERGE_ABOVE, SegmentSpace
from recommender.insights.visitor_behavior import VisitorBehavior

COUNTS = range(2, 9)
STANDS_OUT = 0.5  # standard deviations of all visitors


@dataclass(frozen=True)
class Profile:
    """A segment in words and numbers. means: of each attribute in its own unit
    stands_out: attributes by how far the segment's mean lies from everyone's, in standard deviations."""

    size: int
    share: float
    means: dict[str, float]
    stands_out: dict[str, float]

    @property
    def sentence(self) -> str:
        said = [
            f"{'much more' if by > 1.5 else 'more' if by > 0 else 'much less' if by < -1.5 else 'less'} {name.replace('_', ' ')}"
            for name, by in self.stands_out.items()
        ]
        return ", ".join(said) or "like everyone"


@dataclass(frozen=True)
class Segmentation:
    """visitors (P,) int64 · segments (P,) int64 from 0, the largest first · profiles, one a segment
    space: what was clustered · centers (K, G) float64, of the segments in it
    indices: Davies–Bouldin by form and k."""

    visitors: np.ndarray
    segments: np.ndarray
    profiles: list[Profile]
    space: SegmentSpace
    centers: np.ndarray
    indices: dict[str, dict[int, float]]


def find_segments(
    behavior: VisitorBehavior,
    *,
    seed: int,
    form: str = "standard",
    counts: range = COUNTS,
    merge_above: float = MERGE_ABOVE,
) -> Segmentation:
    """k with the lowest index of this form, out of `counts`. Raises ValueError where the visitors are too few or all alike."""
    if form not in FORMS:
        raise ValueError(f"There is no form {form!r}; known are {', '.join(FORMS)}.")
    space = SegmentSpace.fitted(behavior, merge_above=merge_above)
    points = space(behavior.values)
    possible = [k for k in counts if 2 <= k <= len(np.unique(points, axis=0))]
    if not possible:
        raise ValueError("There are too few visitors, or they are too much alike, to make segments of.")
    found = {k: KMeans(k, n_init=10, random_state=seed).fit_predict(points) for k in possible}
    indices = {
        name: {k: davies_bouldin(points, found[k], form=name, seed=seed) for k in possible} for name in FORMS
    }
    segments = _largest_first(found[min(possible, key=indices[form].__getitem__)])
    centers = np.stack([points[segments == number].mean(axis=0) for number in range(segments.max() + 1)])
    return Segmentation(behavior.visitors, segments, _profiles(behavior, segments), space, centers, indices)


def markdown_table(found: Segmentation) -> str:
    """The index by k in both forms, then a row for each segment."""
    counts = list(next(iter(found.indices.values())))
    lines = [
        "| Davies–Bouldin | " + " | ".join(f"k = {k}" for k in counts) + " |",
        "|---|" + "---:|" * len(counts),
    ]
    for form, by_count in found.indices.items():
        best = min(by_count.values())
        cells = [f"**{value:.3f}**" if value == best else f"{value:.3f}" for value in by_count.values()]
        lines.append(f"| {form} | " + " | ".join(cells) + " |")
    names = list(found.profiles[0].means)
    lines += [
        "",
        "| segment | visitors | share | "
        + " | ".join(name.replace("_", " ") for name in names)
        + " | who they are |",
        "|---|" + "---:|" * (len(names) + 2) + "---|",
    ]
    for number, profile in enumerate(found.profiles, 1):
        means = " | ".join(f"{profile.means[name]:.1f}" for name in names)
        lines.append(
            f"| {number} | {profile.size:,} | {100 * profile.share:.1f} % | {means} | {profile.sentence} |"
        )
    return "\n".join(lines) + "\n"


def _largest_first(clusters: np.ndarray) -> np.ndarray:
    """The same clusters, numbered by size."""
    order = np.argsort(-np.bincount(clusters), kind="stable")
    return np.argsort(order)[clusters]


def _profiles(behavior: VisitorBehavior, segments: np.ndarray) -> list[Profile]:
    logs = np.log1p(behavior.values)
    spread = np.where(logs.std(axis=0) > 0, logs.std(axis=0), 1)
    return [
        _profile(behavior, segments == number, (logs - logs.mean(axis=0)) / spread)
        for number in range(segments.max() + 1)
    ]


def _profile(behavior: VisitorBehavior, inside: np.ndarray, standard: np.ndarray) -> Profile:
    apart = dict(zip(behavior.names, standard[inside].mean(axis=0).tolist(), strict=True))
    notable = sorted(
        (name for name in apart if abs(apart[name]) >= STANDS_OUT), key=lambda name: -abs(apart[name])
    )
    means = dict(zip(behavior.names, behavior.values[inside].mean(axis=0).tolist(), strict=True))
    return Profile(int(inside.sum()), float(inside.mean()), means, {name: apart[name] for name in notable})
