"""Several contestants through the same periods and cases, one line of results each."""

import time
from collections.abc import Callable, Iterator, Sequence

from recommender.algorithms.interface import Algorithm, Progress
from recommender.evaluation.drift.click_task import Judging, period_cases
from recommender.evaluation.drift.contestants import CEILING, Contestant
from recommender.evaluation.drift.periods import Study
from recommender.evaluation.drift.results import identity, results_of
from recommender.evaluation.drift.rolling import fitted, roll


def compete(
    study: Study,
    contestants: Sequence[Contestant],
    *,
    judging: Judging,
    device: str,
    stages: Callable[[str], Progress],
    insider: Algorithm | None = None,
) -> Iterator[dict]:
    """A line of results for each, as soon as it is through. The first fit is shared by those that differ in mode alone.

    `insider` stands for the contestant of that name, which learns nothing.
    """
    cases = [period_cases(study, period, judging) for period in study.periods]
    first = study.periods[0].begins
    of, start, seconds = None, None, 0.0
    for one in contestants:
        if one.name == CEILING:
            start, seconds = (insider, first), 0.0
        elif of != (of := (one.name, one.seed, one.config, one.learns)):
            watched, began = stages(f"fit {one.name}, seed {one.seed}"), time.perf_counter()
            start = fitted(study, one, first, device=device, progress=watched)
            seconds = time.perf_counter() - began

        def fit(ends: int, one=one, start=start) -> tuple[Algorithm, int]:
            return start if ends == first or one.name == CEILING else fitted(study, one, ends, device=device)

        periods = roll(study, one, cases, fit=fit, device=device, progress=stages(f"roll {one}"))
        found = results_of(study, one, start[0], periods, device=device)
        yield identity(one, study, judging) | found | {"seconds": round(seconds, 2)}
