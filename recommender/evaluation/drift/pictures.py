"""Plots of the drift study, as SVG by file name."""

from collections.abc import Sequence

from recommender.evaluation import plots
from recommender.evaluation.drift.attention import STAGES
from recommender.evaluation.drift.contestants import STATIC
from recommender.evaluation.drift.measures import BINS, POSITIONS, ROC_GRID
from recommender.evaluation.drift.summary import Life


def pictures_of(lives: Sequence[Life], *, star: str) -> dict[str, str]:
    """Of one dataset; `star` is the model whose errors and attention are looked into."""
    following = [life for life in lives if life.mode != STATIC] or lives
    own = [life for life in lives if life.name == star]
    found = {
        "accuracy": _by_period("Accuracy of the click task", lives, "accuracy", floor=50),
        "HR": _by_period("HR@10, all items ranked", lives, "HR@10"),
        "ROC": roc("ROC, all periods together", following),
        "positions": plots.curves(
            "Hit rate by position, mean over the periods",
            {life.label: [(k, 100 * life.mean(f"HR@{k}")) for k in POSITIONS] for life in following},
            across="first k of all items",
            unit=" %",
        ),
    }
    if epochs := _epochs(lives):
        found["loss"] = plots.curves("Loss of the first fit", epochs, across="epoch", unit="")
    if own:
        found["errors"] = errors(f"Errors of {star}", own)
        found["groups"] = _groups(own)
    found |= {
        f"attention-{life.mode}": attention(f"Attention of {life.label}", life)
        for life in own
        if "attention" in life.rows[0]
    }
    return {f"drift-{lives[0].rows[0]['dataset']}-{name}": picture for name, picture in found.items()}


def roc(title: str, lives: Sequence[Life]) -> str:
    lines = {
        life.label: [(100 * x, 100 * y) for x, y in zip(ROC_GRID, life.roc(), strict=True)] for life in lives
    }
    lines["chance"] = [(0.0, 0.0), (100.0, 100.0)]
    return plots.curves(title, lines, across="false positives, %", unit=" %")


def errors(title: str, lives: Sequence[Life]) -> str:
    """Shares of the predictions by |p - y|, in the first and the last period."""
    lines = {
        f"{life.mode}, {life.periods[place]}": [
            ((number + 0.5) / BINS, 100 * share) for number, share in enumerate(life.errors(place))
        ]
        for life in lives
        for place in (0, -1)
    }
    return plots.curves(title, lines, across="distance of the probability from the truth", unit=" %")


def attention(title: str, life: Life) -> str:
    """Kinds by stages of the history, and by periods."""
    told = life.rows[0]["attention"]
    rows = {
        kind: [*stages, *(period.get(kind) for period in told["periods"])]
        for kind, stages in told["stages"].items()
    }
    return plots.heat_map(title, rows, columns=[*STAGES, *life.periods])


def _by_period(title: str, lives: Sequence[Life], metric: str, *, floor: float = 0) -> str:
    lines = {
        life.label: [(place, 100 * v) for place, v in enumerate(life.over_periods(metric), start=1)]
        for life in lives
    }
    return plots.curves(title, lines, across="period T", unit=" %", floor=floor)


def _groups(lives: Sequence[Life]) -> str:
    lines = {
        f"{life.mode}, {group}": [
            (place, 100 * value)
            for place, value in enumerate(life.in_group(group, "accuracy"), start=1)
            if value is not None
        ]
        for life in lives
        for group in life.groups
    }
    return plots.curves("Accuracy by group of visitors", lines, across="period T", unit=" %", floor=50)


def _epochs(lives: Sequence[Life]) -> dict[str, list[tuple[float, float]]]:
    """Loss by epoch, once for each model."""
    return {
        life.name: [(row["epoch"], row["loss"]) for row in life.rows[0]["epochs"]]
        for life in lives
        if life.rows[0].get("epochs")
    }
