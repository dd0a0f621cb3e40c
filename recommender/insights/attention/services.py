"""Reads the attention of the live model in a worker, so that the page about it costs one query."""

from datetime import datetime

import numpy as np
from django.conf import settings
from django.utils import timezone

from recommender.dataset.extract import active_visitor_ids
from recommender.insights.attention.models import AttentionReading
from recommender.insights.attention.sums import AttentionSums
from recommender.serving.histories import latest_histories
from recommender.serving.live_model import LiveModel, live_model
from recommender.serving.refusals import refusals_of

SAMPLE = 2_000  # visitors
AT_ONCE = 250


def read_attention(*, now: datetime | None = None) -> AttentionReading | None:
    """Of a sample that is drawn by the seed from all who were here lately; None while no version is live."""
    model = live_model()
    if model is None:
        return None
    now = now or timezone.now()
    has_attention = hasattr(model.algorithm, "attention")
    sums = _sums(model, now) if has_attention else AttentionSums()
    reading, _made = AttentionReading.objects.update_or_create(
        version=model.version,
        defaults={
            "has_attention": has_attention,
            "histories": sums.histories,
            "by_stage": sums.as_json(sums.stages),
            "by_day": sums.as_json(sums.days),
            "made_at": now,
        },
    )
    return reading


def _sums(model: LiveModel, now: datetime) -> AttentionSums:
    active = active_visitor_ids(now=now)
    drawn = np.random.default_rng(settings.RECOMMENDER_SEED).permutation(len(active))[:SAMPLE]
    sums = AttentionSums()
    for start in range(0, len(drawn), AT_ONCE):
        some = [active[place] for place in drawn[start : start + AT_ONCE]]
        willing = [visitor for visitor, refused in refusals_of(some).items() if not refused.is_paused]
        past = latest_histories(willing, model.vocabulary).histories
        if len(past):
            sums.add(past, model.algorithm.attention(past))
    return sums
