"""Writes what the record of the closed loop says: tables into docs/closed-loop.md, and curves beside the record."""

import json
from collections.abc import Iterable
from pathlib import Path

from recommender.evaluation import plots
from recommender.evaluation.documents import NOTHING, fill, image, table, write_pictures

PART = "results"
BASELINE, STAR, UPDATED = "popularity", "pmca_bilstm", "pmca_bilstm_updates"
SMOOTH_DAYS = 3
POINTS = 100.0


def write_pages(record: Path) -> list[Path]:
    """Nothing measured yet is said as such."""
    document = record.parent.parent / "closed-loop.md"
    if not record.exists():
        fill(document, PART, NOTHING)
        return [document]
    found = json.loads(record.read_text(encoding="utf-8"))
    pictures = pictures_of(found)
    write_pictures(record.parent, {f"closed-loop-{name}": picture for name, picture in pictures.items()})
    fill(document, PART, "\n".join(_parts(found, pictures, folder=Path(record.parent.name))))
    return [document]


def pictures_of(found: dict) -> dict[str, str]:
    arms = found["arms"]
    return {
        "ctr": plots.bars(
            "CTR by arm, with 95 % intervals",
            {name: POINTS * arm["ctr"] for name, arm in arms.items()},
            intervals={
                name: (POINTS * arm["ctr_low"], POINTS * arm["ctr_high"]) for name, arm in arms.items()
            },
            unit=" %",
        ),
        "ctr-by-day": _by_day(f"CTR, mean of {SMOOTH_DAYS} days", found, "ctr"),
        "level-by-day": _by_day("Level: what was shown, as a share of the oracle's", found, "level"),
    }


def verdicts(found: dict) -> list[str]:
    """The floor and the goals, each with what was found; only what this experiment has the arms for."""
    said = []
    arms, compared = found["arms"], found["comparisons"]
    if versus := compared.get(f"{STAR} against {BASELINE}"):
        ctr = versus["ctr"]
        said.append(f"Floor, {STAR} above {BASELINE} in CTR: {_lift(ctr)}; {_met(ctr['low'] > 0)}.")
        said.append(f"Goal, +30 % CTR: {_lift(ctr)}; {_met(ctr['lift'] >= 0.3)}.")
    if twins := compared.get(f"{STAR}_twin against {STAR}"):
        said.append(
            f"Floor, A/A without a difference in CTR: {_lift(twins['ctr'])}; {_met(not twins['ctr']['clear'])}."
        )
    if {STAR, UPDATED} <= arms.keys() and "recovery_hours" in arms[STAR]:
        nightly, updated = (arms[name]["recovery_hours"] for name in (STAR, UPDATED))
        met = updated is not None and (nightly is None or updated <= nightly / 3)
        said.append(
            f"Goal, recovery within a third of the time of nightly retraining: {_hours(updated)} with updates, "
            f"{_hours(nightly)} without; {_met(met)}."
        )
    return said


def _parts(found: dict, pictures: dict[str, str], *, folder: Path) -> Iterable[str]:
    plan = found["plan"]
    yield (
        f"Commit {found['commit']}, {found['date']}, {found['machine']}. Seed {plan['seed']}, {plan['shoppers']:,} shoppers, "
        f"{plan['days']} days, command `{plan['command']}`.\n"
    )
    done = max(len(curves["ctr"]) for curves in found["days"].values())
    if done < plan["days"]:
        yield f"**Not finished: these are the first {done} of {plan['days']} days.**\n"
    yield "".join(f"- {sentence}\n" for sentence in verdicts(found))
    yield _clicks(found["arms"])
    yield _money(found["arms"])
    yield _truth(found["arms"])
    yield _against(found["comparisons"])
    yield _alarms(found["aa"])
    learning = ", ".join(f"{count} {what}" for what, count in found["learning"].items())
    seconds = ", ".join(f"{part} {spent:,} s" for part, spent in found["seconds"].items())
    yield f"What was learned: {learning}. Time: {seconds}.\n"
    for name in pictures:
        yield image(name, f"closed-loop-{name}", folder=folder)


def _clicks(arms: dict) -> str:
    return table(
        ["arm", "visitors", "visits", "impressions", "clicks", "CTR, %", "95 % interval"],
        [
            [
                name,
                *(f"{arm[column]:,}" for column in ("visitors", "visits", "impressions", "clicks")),
                *_share(arm, "ctr"),
            ]
            for name, arm in arms.items()
        ],
    )


def _money(arms: dict) -> str:
    return table(
        ["arm", "conversion, %", "95 %", "attributed, %", "95 %", "revenue a visitor", "95 %"],
        [
            [
                name,
                *_share(arm, "conversion"),
                *_share(arm, "attributed_conversion"),
                f"{arm['revenue_per_visitor']:.2f}",
                f"{arm['revenue_per_visitor_low']:.2f} to {arm['revenue_per_visitor_high']:.2f}",
            ]
            for name, arm in arms.items()
        ],
    )


def _truth(arms: dict) -> str:
    """Against the oracle, and around the drift."""
    heads = ["arm", "regret an impression, %", "95 %", "level, %", "95 %"]
    drifts = any("level_before" in arm for arm in arms.values())
    lines = []
    for name, arm in arms.items():
        line = [name, *_share(arm, "regret"), *_share(arm, "quality")]
        if drifts:
            line += [
                _percent(arm["level_before"]),
                _percent(arm["level_after"]),
                _hours(arm["recovery_hours"]),
                _hours(arm["least_hours"]),
            ]
            line.append("" if arm["lost_days"] is None else f"{arm['lost_days']:.2f}")
        lines.append(line)
    more = (
        ["level before, %", "day after, %", "recovered after", "least possible", "lost days"]
        if drifts
        else []
    )
    return table(heads + more, lines)


def _against(comparisons: dict) -> str:
    shown = {name: of for name, of in comparisons.items() if name.endswith(f" against {BASELINE}")}
    for pair in (f"{STAR}_twin against {STAR}", f"{UPDATED} against {STAR}"):
        shown |= {pair: comparisons[pair]} if pair in comparisons else {}
    return table(
        ["", "CTR", "conversion", "revenue a visitor", "level"],
        [[name, *(_lift(of) for of in ratios.values())] for name, ratios in shown.items()],
    )


def _alarms(aa: dict) -> str:
    return table(
        ["A/A by chance, arm", "halvings", "seen as different", "share, %"],
        [[name, str(of["times"]), str(of["seen"]), f"{100 * of['share']:.1f}"] for name, of in aa.items()],
    )


def _by_day(title: str, found: dict, what: str) -> str:
    lines = {
        name: [(day, POINTS * value) for day, value in _smooth(curves[what])]
        for name, curves in found["days"].items()
    }
    return plots.curves(title, lines, across="day", unit=" %")


def _smooth(values: list[float | None]) -> list[tuple[int, float]]:
    """Mean of the days up to each, so that nothing of a drift is seen before it."""
    known = [(day, value) for day, value in enumerate(values, start=1) if value is not None]
    return [
        (
            day,
            sum(value for _, value in known[max(0, place - SMOOTH_DAYS + 1) : place + 1])
            / min(place + 1, SMOOTH_DAYS),
        )
        for place, (day, _) in enumerate(known)
    ]


def _share(arm: dict, name: str) -> tuple[str, str]:
    return _percent(arm[name]), f"{_percent(arm[f'{name}_low'])} to {_percent(arm[f'{name}_high'])}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.2f}"


def _lift(of: dict) -> str:
    return f"{100 * of['lift']:+.1f} % ({100 * of['low']:+.1f} to {100 * of['high']:+.1f})"


def _hours(hours: float | None) -> str:
    return "not within the run" if hours is None else f"{hours:.0f} h"


def _met(is_met: bool) -> str:
    return "met" if is_met else "**not met**"
