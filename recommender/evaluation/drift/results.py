"""One line of results: a contestant through all periods, with all that the page tells of it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import numpy as np

from recommender.algorithms.interface import Algorithm
from recommender.evaluation.drift.attention import AttentionSums, attention_of
from recommender.evaluation.drift.click_task import Judging
from recommender.evaluation.drift.contestants import DYNAMIC, Contestant
from recommender.evaluation.drift.measures import (
    by_group,
    click_measures,
    error_shares,
    hits_by_position,
    roc_line,
)
from recommender.evaluation.drift.periods import Study
from recommender.evaluation.drift.rolling import PeriodResult
from recommender.training.neural import AttentiveAlgorithm, NeuralAlgorithm


def identity(contestant: Contestant, study: Study, judging: Judging) -> dict:
    """What tells one line from another."""
    return {
        "dataset": study.dataset.name,
        "fingerprint": study.dataset.fingerprint,
        "rules": asdict(study.rules),
        "algorithm": contestant.name,
        "mode": contestant.mode,
        "seed": contestant.seed,
        "config": contestant.config,
        "update": _update_of(contestant),
        "learns": contestant.learns,
        **asdict(judging),
    }


def results_of(
    study: Study, contestant: Contestant, first: Algorithm, periods: Iterator[PeriodResult], *, device: str
) -> dict:
    """Runs through the periods. What is undefined is None: JSON has no other word for it."""
    told, probabilities, attention = [], [], []
    middle = _middle_length(study)
    for result in periods:
        told.append(_period(study, result, middle))
        probabilities.append(result.serving.probabilities)
        if isinstance(result.learner.serving, AttentiveAlgorithm):
            samples = study.cases.take(result.cases.test.places)
            attention.append(attention_of(result.learner.serving, study, samples))
    row = {
        "periods": told,
        "roc": roc_line(np.concatenate(probabilities)),
        "data": study.facts,
        "device": device,
    }
    if isinstance(first, NeuralAlgorithm):
        row["epochs"] = first.history
    if attention:
        row["attention"] = {
            "stages": AttentionSums.joined(attention).by_stage(),
            "periods": [sums.by_kind() for sums in attention],
        }
    return plain(row)


def groups_of(study: Study, result: PeriodResult, middle: float) -> dict[str, np.ndarray]:
    """Members (S,) of each group of visitors: by how long they are known, and by how much they have done."""
    samples = study.cases.take(result.cases.test.places)
    active = samples.ends >= middle
    groups = {"active": active, "less active": ~active}
    if study.knows_visitors:
        new = study.is_new(result.cases.period, samples)
        groups |= {"new": new, "established": ~new}
    return groups


def plain(value):
    """JSON's own types, rounded to what a table can show; undefined numbers as null."""
    if isinstance(value, dict):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(part) for part in value]
    if isinstance(value, float | np.floating):
        return round(float(value), 5) if math.isfinite(value) else None
    return int(value) if isinstance(value, np.integer) else value


def _period(study: Study, result: PeriodResult, middle: float) -> dict:
    serving, live = result.serving, result.live
    own = serving.ranks[:, 0]
    return {
        "period": result.cases.period.name,
        "cases": len(own),
        "metrics": click_measures(serving.probabilities, threshold=serving.threshold) | hits_by_position(own),
        "live": live
        and click_measures(live.probabilities, threshold=live.threshold) | hits_by_position(live.ranks[:, 0]),
        "groups": by_group(
            serving.probabilities, own, groups_of(study, result, middle), threshold=serving.threshold
        ),
        "errors": error_shares(serving.probabilities),
        "updates": result.updates,
        "seconds": result.seconds,
    }


def _middle_length(study: Study) -> float:
    """Events before the target, in the middle of all cases that are judged: who has as many is active."""
    tests = [study.part(period.cut, period.ends) for period in study.periods]
    return float(np.median(np.concatenate([part.ends for part in tests])))


def _update_of(contestant: Contestant) -> dict | None:
    if contestant.mode != DYNAMIC:
        return None
    how = contestant.updating
    return {"strategy": asdict(how.strategy), "training": how.changes, "every": how.every}
