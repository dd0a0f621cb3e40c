"""Who found which reviews helpful, in the demo: most get a vote or none, a few get many."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from accounts.models import User
from config.database import copy_rows
from shop.demo.accounts import DEMO_SHOPPER
from shop.reviews.models import HelpfulVote, Review

COLUMNS = ("review_id", "account_id", "created_at")
# What a long review gathers on average when it has stood for so long.
VOTES, LONG, STANDING = 4, 120, timedelta(days=60)


def write_votes(*, seed: int, end: datetime) -> int:
    """How many were written. The demo shopper has not voted yet: whoever plays it may."""
    voters = User.objects.filter(is_simulated=True).exclude(email=DEMO_SHOPPER.email).order_by("pk")
    votes = list(_votes(list(voters.values_list("pk", flat=True)), seed=seed, end=end))
    copy_rows(HelpfulVote._meta.db_table, COLUMNS, votes)  # noqa: SLF001  Django's documented way to a table's name
    return len(votes)


def _votes(voters: list[int], *, seed: int, end: datetime) -> Iterator[tuple[int, int, datetime]]:
    reviews = Review.objects.order_by("pk").values_list("pk", "account_id", "text", "created_at")
    for number, (review_id, author_id, text, written_at) in enumerate(reviews):
        rng = Random(f"votes:{seed}:{number}")
        age = end - written_at
        drawn = int(rng.expovariate(1) * VOTES * len(text) / LONG * min(age / STANDING, 1))
        for voter_id in rng.sample(voters, min(drawn, len(voters))):
            if voter_id != author_id:
                yield review_id, voter_id, written_at + age * rng.random()
