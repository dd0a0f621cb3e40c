# Loaded with the project, so that `shared_task` binds to our application in every process.
from config.celery import app as celery_app

__all__ = ["celery_app"]
