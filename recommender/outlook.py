"""Whether the live version should go on learning before the next training, and from what. Li & Jiang, section 3.4."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from recommender.dataset.extract import Extract, count_events, extract_dataset
from recommender.dataset.sequences import Samples
from recommender.dataset.split import NewsSplit, all_samples, samples_from, split_news
from recommender.judging import held_out_losses
from recommender.serving.live_model import LiveModel, live_model
from recommender.training.models import ModelVersion, TrainingRun
from recommender.training.trigger import Due, TriggerRules, update_due


@dataclass(frozen=True)
class News:
    """The log up to now, and what of it is new to the live version."""

    extract: Extract
    split: NewsSplit
    """By what the version has learned: its past, the new, and the newest of it, which judges."""
    arrived: Samples
    """Of what is new, what no update has looked at yet: the window that the trigger looks at."""


@dataclass(frozen=True)
class Outlook:
    """Whether an update is due and why, and all that it takes to make one."""

    due: Due
    base: LiveModel | None = None
    news: News | None = None
    """None where an update is not possible, or where a glance was enough to see that none is due."""
    last_run: int | None = None
    """The newest training run so far: whoever acts on this outlook looks whether that is still so."""

    def __str__(self) -> str:
        if self.base is None:
            return self.due.reason
        head = (
            f"An update of {self.base.version} is {'due' if self.due.due else 'not due'}: {self.due.reason}"
        )
        if self.news is None:
            return head
        new, judging = len(self.news.split.new), len(self.news.split.judging)
        return f"{head} It would learn {new:,} new cases and be judged by the {judging:,} newest ones."


def update_outlook(*, now: datetime, thorough: bool = False) -> Outlook:
    """Look without touching anything. `thorough` reads the log also where it is clear that no update is due.

    Raises Unavailable where the live model cannot be read.
    """
    last_run = TrainingRun.objects.values_list("pk", flat=True).first()
    base = live_model()
    if base is None:
        return Outlook(Due(False, _("No model version is live, so there is none to update.")))
    if base.version.learned_until is None:
        sentence = _("{version} does not say until when it learned. Train a new one; that can be updated.")
        return Outlook(Due(False, sentence.format(version=base.version)))
    rules: TriggerRules = settings.UPDATE_RULES
    window_from, since_last = _last_time(base.version, now)
    events = count_events(since=window_from, until=now)
    glance = update_due(samples=events, window=[], reference=0, since_last=since_last, rules=rules)
    quiet = since_last < rules.rest or events < min(rules.samples, rules.samples_for_loss)
    if quiet and not thorough:
        return Outlook(glance, base, None, last_run)
    news = read_news(base.version, window_from=window_from, now=now)
    if not len(news.split.new):
        return Outlook(Due(False, _("Nothing has happened that it does not know.")), base, None, last_run)
    due = update_due(
        samples=len(news.arrived),
        window=held_out_losses(base.algorithm, news.extract.dataset, news.arrived).tolist(),
        reference=base.version.held_out_loss or 0.0,
        since_last=since_last,
        rules=rules,
    )
    return Outlook(due, base, news, last_run)


def read_news(version: ModelVersion, *, window_from: datetime, now: datetime) -> News:
    extract = extract_dataset(until=now)
    sequences = extract.dataset.sequences
    split = split_news(
        sequences,
        learned_until=int(version.learned_until.timestamp()),
        judging_share=settings.UPDATE_JUDGING_SHARE,
    )
    arrived = samples_from(sequences, all_samples(sequences), int(window_from.timestamp()))
    return News(extract, split, arrived)


def _last_time(version: ModelVersion, now: datetime) -> tuple[datetime, float]:
    """Up to when the log is known to the version, or was read by updates of it, also refused ones; and the seconds
    since its own run or any of them began, also killed ones, or since it went live.

    What judged a training is new to what it made. A refused update is not tried again until as much has come anew, and
    one that broke not before a rest.
    """
    runs = TrainingRun.objects.filter(Q(pk=version.run_id) | Q(base=version))
    read = runs.filter(base=version, status=TrainingRun.Status.DONE)
    began = [run.started_at for run in runs]
    live_since = version.deployments.latest("started_at").started_at
    window_from = max(
        [version.learned_until, *(datetime.fromisoformat(run.dataset_facts["until"]) for run in read)]
    )
    return window_from, (now - max(*began, live_since)).total_seconds()
