"""Is what is popular in a visitor's segment nearer to what they look at next than what is popular with everybody?"""

from datetime import timedelta

import numpy as np
from django.test.utils import override_settings

from benchmarks.weights.past import Past
from recommender import catalog
from recommender.insights.segment_space import nearest
from recommender.insights.segments import find_segments
from recommender.insights.services import Log

HALF_LIVES = (7, 14, 30, 90)
DEPTHS = (12, 36)
LOG = timedelta(days=180)
HEADING = (
    "| half-life, days | segment HR@12 | everybody HR@12 | segment HR@36 | everybody HR@36 |\n"
    "|---:|---:|---:|---:|---:|"
)


def run(past: Past, say, *, seed: int) -> None:
    log = Log(catalog.product_facts(), past.since - LOG, past.since)
    visitors, behavior = log.behavior()
    found = find_segments(behavior, seed=seed)
    numbers = dict(zip(visitors, nearest(found.space(behavior.values), found.centers).tolist(), strict=True))
    views = [
        (numbers[visitor], act.product)
        for visitor in numbers
        for act in past.acts.get(visitor, ())
        if act.kind == "view" and act.at >= past.since
    ]
    say(f"{len(views)} views of visitors in {len(found.profiles)} segments\n{HEADING}")
    for half_life in HALF_LIVES:
        with override_settings(SEGMENT_HALF_LIFE_DAYS=half_life):
            facts = log.facts_by_segment(numbers, len(found.profiles))
        allowed = catalog.sellable_ids()
        of_each = [f.popular(allowed=allowed, least_fans=3, most=max(DEPTHS))[0].tolist() for f in facts]
        liked = sum(f.liked for f in facts)
        order = facts[0].product_ids[np.argsort(-liked, kind="stable")].tolist()
        of_all = [product for product in order if product in allowed]
        shares = (
            np.mean([product in top[:depth] for top, product in pairs])
            for depth in DEPTHS
            for pairs in ([(of_each[n], p) for n, p in views], [(of_all, p) for _, p in views])
        )
        say(f"| {half_life} | {' | '.join(f'{100 * share:.1f}' for share in shares)} |")
