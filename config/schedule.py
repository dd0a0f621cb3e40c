"""When background work runs (UTC)."""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    "retrain nightly": {
        "task": "recommender.tasks.retrain",
        "schedule": crontab(hour=2, minute=30),
    },
    "refresh all lists": {
        "task": "recommender.tasks.refresh_all",
        "schedule": crontab(hour=5, minute=0),
    },
    "purge the behavior log": {
        "task": "recommender.tasks.purge_behavior_log",
        "schedule": crontab(hour=4, minute=0),
    },
}
