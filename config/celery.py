"""The Celery application. Workers: `celery -A config worker -Q default`, and so on (see docker-compose.yml)."""

import os

from celery import Celery

import config.env  # noqa: F401  (sets the OpenMP policy before anything can load torch)

# The careful default: without a SECRET_KEY it refuses. `manage.py` has chosen before this line.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("aisle")


@app.on_configure.connect
def start_embedded_servers(**_: object) -> None:
    """A worker started by hand finds its database and broker, as a `manage.py` command does."""
    from config.embedded import ensure_running

    ensure_running()


app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
