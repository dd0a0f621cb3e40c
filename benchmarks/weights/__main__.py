"""`python -m benchmarks.weights`: what the weights of re-ranking do to what shoppers really went on to. Changes nothing.

Needs a filled demo with a live model: its newest days, which the model has not learned, are played again. With --behavior
FILE (REES46's format) real shoppers are asked about categories and brands, too.
"""

import argparse
import os
import sys
from pathlib import Path

# Before `config` is imported: its Celery app settles for production otherwise.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

from benchmarks.__main__ import say
from config import console, embedded

PARTS = ("search", "variety", "aversion", "segments")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weights", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="part", help=", ".join(PARTS))
    parser.add_argument("--behavior", type=Path, metavar="FILE", help="a behavior file of REES46's format")
    parser.add_argument("--moments", type=int, default=2_000, help="of shelves (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="draws the moments (default: %(default)s)")
    said = parser.parse_args()
    with console.clear_errors():
        embedded.ensure_running()
        run(said)
    return 0


def run(said: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from benchmarks.weights import listing, search, segments, shelves
    from benchmarks.weights.past import Past
    from recommender.serving.live_model import live_model

    if said.behavior:
        listing.run(said.behavior, say)
    model = live_model()
    if model is None:
        say("No model is live, so there are no lists to measure.")
        return
    past, parts = Past.of(model, until=timezone.now()), said.parts or PARTS
    if "search" in parts:
        search.run(past, say)
        say("")
    if "segments" in parts:
        segments.run(past, say, seed=said.seed)
        say("")
    if {"variety", "aversion"} & set(parts):
        shown = shelves.Shelves.of(past, most=said.moments, seed=said.seed)
    if "variety" in parts:
        shelves.variety(shown, say)
        say("")
    if "aversion" in parts:
        dismissals = shelves.Dismissals(shown, settings.LIST_DIVERSITY, settings.SHELF_CATEGORY_SHARE)
        dismissals.run("what is liked least", shelves.least_liked, say)
        dismissals.run("the second product", shelves.the_second, say)


if __name__ == "__main__":
    sys.exit(main())
