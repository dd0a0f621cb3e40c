"""For supervisors and load balancers."""

from django.core.cache import cache
from django.db import connection
from django.http import JsonResponse


def live(request):
    """The process answers."""
    return JsonResponse({"status": "live"})


def ready(request):
    """Database and cache answer too; a failure becomes 503 in config/errors.py."""
    checks = {}
    for name, check in (("database", _database), ("cache", _cache)):
        try:
            check()
            checks[name] = "ok"
        except Exception as error:  # noqa: BLE001  whatever it is, the answer is "not ready"
            checks[name] = type(error).__name__
    good = all(value == "ok" for value in checks.values())
    return JsonResponse(
        {"status": "ready" if good else "not ready", **checks},
        status=200 if good else 503,
    )


def _database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _cache():
    cache.set("ready", 1, timeout=5)
