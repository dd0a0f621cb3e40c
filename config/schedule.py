"""When background work runs (UTC)."""

from celery.schedules import crontab

BEAT_SCHEDULE = {
    "retrain nightly": {
        "task": "recommender.tasks.retrain",
        "schedule": crontab(hour=2, minute=30),
    },
    "update when it is due": {
        "task": "recommender.tasks.update_live_model",
        # Not in the hours of the nightly training: of two, the second is turned away.
        "schedule": crontab(minute="*/15", hour="0-1,4-23"),
        "options": {"expires": 600},  # seconds; the next check makes up for one that had to wait
    },
    "refresh all lists": {
        "task": "recommender.tasks.refresh_all",
        "schedule": crontab(hour=5, minute=0),
    },
    "group the visitors": {
        "task": "recommender.tasks.refresh_segments",
        # After the purge, so that nothing speaks of what is gone, and after the training, which needs the machine.
        "schedule": crontab(hour=4, minute=30),
    },
    "share out experiments anew": {
        "task": "recommender.tasks.renew_experiment_shares",
        "schedule": crontab(minute=2),
        "options": {"expires": 3_000},  # seconds; before the next hour has its own
    },
    "count the traffic": {
        "task": "recommender.tasks.refresh_traffic",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 240},  # seconds; the next one counts what this one would have
    },
    "measure drift": {
        "task": "recommender.tasks.measure_drift",
        # Soon after a day is over, whatever the shop's clock; the other times there is nothing to do.
        "schedule": crontab(minute=20),
        "options": {"expires": 3_000},  # seconds
    },
    "predict who buys": {
        "task": "recommender.tasks.refresh_purchase_predictions",
        # After the purge too, and when the lists are made.
        "schedule": crontab(hour=5, minute=30),
    },
    "expect what will be sold": {
        "task": "shop.tasks.refresh_demand",
        # It reads who is likely to buy, so it comes well after them.
        "schedule": crontab(hour=6, minute=15),
    },
    "forget unfinished registrations": {
        "task": "accounts.tasks.forget_unfinished_registrations",
        "schedule": crontab(hour=4, minute=30),
    },
    "send digests and reminders": {
        "task": "shop.tasks.send_mails",
        "schedule": crontab(minute=20),
        "options": {"expires": 3_000},  # seconds; the next hour makes up for one that had to wait
    },
    "forget mails of long ago": {
        "task": "shop.tasks.forget_old_mails",
        "schedule": crontab(hour=4, minute=10),
    },
    "forget what staff did long ago": {
        "task": "accounts.tasks.forget_old_staff_actions",
        "schedule": crontab(hour=4, minute=20),
    },
    "forget guests of long ago": {
        "task": "shop.tasks.forget_old_guests",
        "schedule": crontab(hour=4, minute=15),
    },
    "forget old checkpoints": {
        "task": "recommender.tasks.forget_checkpoints",
        "schedule": crontab(hour=4, minute=45),
    },
    "purge the behavior log": {
        "task": "recommender.tasks.purge_behavior_log",
        "schedule": crontab(hour=4, minute=0),
    },
}
