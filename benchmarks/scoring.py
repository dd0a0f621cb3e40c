"""How long the live model takes for one visitor, and for a shard."""

import time

from benchmarks.timing import HEAD, measure, row


def run(url: str, say) -> None:
    import django

    django.setup()
    from recommender.dataset.extract import active_visitor_ids
    from recommender.serving.lists import refresh_lists
    from recommender.serving.live_model import live_model

    started = time.perf_counter()
    live = live_model()
    if live is None:
        say("No model is live, so there is nothing to time.")
        return
    say(f"{live.version} was loaded in {time.perf_counter() - started:.2f} s.")
    visitors = active_visitor_ids()[:500]
    say(f"Milliseconds to make lists\n{HEAD}")
    say(row("for one visitor", *measure(lambda: refresh_lists(visitors[:1]), times=20)))
    say(row(f"for {len(visitors)} visitors", *measure(lambda: refresh_lists(visitors), times=3)))
