"""Push by list length: algorithms on the same records, judged by F1 and by what they cost, for all and by segment (paper 5)."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

import numpy as np

from recommender.algorithms.interface import Algorithm, FitOptions, Progress
from recommender.dataset.split import TemporalSplit
from recommender.evaluation.accuracy import bootstrap
from recommender.evaluation.comparison import device_of
from recommender.evaluation.cost import checkpoint_bytes, costed, milliseconds
from recommender.evaluation.push_cases import LENGTHS, push_values
from recommender.evaluation.push_data import PushData, View, view_of
from recommender.evaluation.record import without_nan
from recommender.training.fitting import fitted

JOINED = "+segments"
_BATCH = 256
_SINGLE = 200  # cases that are answered one by one
_FEW = 256  # samples of the small fit that loads an algorithm's libraries


@dataclass(frozen=True)
class PushContestant:
    """An algorithm; with JOINED behind its name it also reads the segments."""

    algorithm: str
    seed: int
    config: dict = field(default_factory=dict)


@dataclass(frozen=True)
class PushResult:
    """metrics by name and list length, such as F1@5 · intervals of F1 · segments: F1 and ceiling in each
    cost: seconds of the fit on the clock and of the processor, milliseconds for a list (asked one by one, and in batches
    of 256), megabytes of memory at the peak of the fit and of the checkpoint."""

    contestant: PushContestant
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    segments: dict[str, dict[str, float]]
    cost: dict[str, float]
    device: str

    def as_json(self) -> dict:
        """One row of results."""
        facts = asdict(self)
        return without_nan(facts.pop("contestant") | facts)


def run_push(
    data: PushData,
    contestants: Sequence[PushContestant],
    *,
    names: Mapping[int, str],
    device: str,
    stages: Callable[[str], Progress],
) -> Iterator[PushResult]:
    """Fits one after the other, and yields each result when it is there. `names` are those of the segments."""
    for one in contestants:
        view = view_of(data, joined=one.algorithm.endswith(JOINED))
        name = one.algorithm.removesuffix(JOINED)
        options = FitOptions(seed=one.seed, device=device, extra=one.config)
        fitted(name, view.dataset, _few(view.split), options)  # libraries are nobody's memory
        options = replace(options, progress=stages(f"fit {one.algorithm}, seed {one.seed}"))
        algorithm, fit = costed(lambda: fitted(name, view.dataset, view.split, options))  # noqa: B023
        lists, batch = _lists(algorithm, view, stages(f"push {one.algorithm}, seed {one.seed}"))
        values = push_values(data.cases.hits(lists), data.cases.sizes)
        yield PushResult(
            contestant=one,
            metrics={metric: float(found.mean()) for metric, found in values.items()},
            intervals=_intervals(values, data.cases.samples.rows),
            segments=by_segment(values, data.segments[data.cases.samples.rows], names),
            cost=fit | batch | _answer_cost(algorithm, view),
            device=device_of(algorithm),
        )


def by_segment(
    values: Mapping[str, np.ndarray], segments: np.ndarray, names: Mapping[int, str]
) -> dict[str, dict[str, float]]:
    """{name: {"cases", "F1@5", "ceiling@5", …}} of those segments that have cases; values (S,), segments (S,)."""
    shown = [metric for metric in values if metric.startswith(("F1", "ceiling"))]
    return {
        name: {"cases": int(inside.sum())}
        | {metric: float(values[metric][inside].mean()) for metric in shown}
        for number, name in names.items()
        if (inside := segments == number).any()
    }


def _lists(algorithm: Algorithm, view: View, progress: Progress) -> tuple[np.ndarray, dict[str, float]]:
    """(S, K), and milliseconds for one of them."""
    began, lists, count = time.perf_counter(), [], len(view.asked)
    for start in range(0, count, _BATCH):
        lists.append(view.lists(algorithm, slice(start, start + _BATCH)))
        progress(min(start + _BATCH, count), count, {})
    return np.concatenate(lists), {"batch_ms": 1_000 * (time.perf_counter() - began) / count}


def _intervals(values: Mapping[str, np.ndarray], rows: np.ndarray) -> dict[str, tuple[float, float]]:
    """95 %, drawn anew by whole visitors."""
    names = [f"F1@{k}" for k in LENGTHS]
    low, high = bootstrap(np.stack([values[name] for name in names], axis=1), rows, seed=0)
    return {name: (float(a), float(b)) for name, a, b in zip(names, low, high, strict=True)}


def _answer_cost(algorithm: Algorithm, view: View) -> dict[str, float]:
    places = np.random.default_rng(0).permutation(len(view.asked))[:_SINGLE]
    calls = [lambda place=place: view.lists(algorithm, slice(place, place + 1)) for place in places]
    return {"single_ms": milliseconds(calls), "checkpoint_mb": checkpoint_bytes(algorithm) / 1e6}


def _few(split: TemporalSplit) -> TemporalSplit:
    newest = slice(-_FEW, None)
    return TemporalSplit(split.training.take(newest), split.validation.take(newest), split.test)
