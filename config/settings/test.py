"""For tests: each override says why."""

import tempfile
from pathlib import Path

from config import embedded, env

# pytest-django reads the settings before any conftest runs, and the servers' ports stand in them.
embedded.ensure_running()

from config.settings.base import *  # noqa: E402

SECRET_KEY = "only for tests"  # noqa: S105  nothing outside the test run trusts it
DEMO = True
STAFF_NEED_SECOND_FACTOR = False  # as in the demo
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
# Argon2 is slow on purpose; tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SMS = {"backend": "accounts.sms.backends.MemoryBackend"}
# No collectstatic before a test run.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MEDIA_ROOT = Path(tempfile.gettempdir()) / "aisle-test-media"
MODEL_STORE = Path(tempfile.gettempdir()) / "aisle-test-models"
# Each test process has its own cache and its own queue, so that parallel tests do not see or empty each other's.
CACHES["default"]["LOCATION"] = env.worker_cache_url()
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"test-{env.TEST_WORKER}:"
# The pool would keep connections to test databases that are dropped at the end.
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
PAYMENT_GATEWAY = "shop.orders.payment.NullGateway"
# Tests send more than any shopper; those of the limits take the real table from settings/limits.py.
RATE_LIMITS = {}
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
# Static files come from where they lie, as in development.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
