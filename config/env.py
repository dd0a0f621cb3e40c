"""The one file that reads the environment. Everything else asks here.

Names are listed in `.env.example`. A file `.env` at the root is read where there is one; what the shell says wins.
"""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import environ
from django.core.exceptions import ImproperlyConfigured

# Idle OpenMP threads would spin and take the cores away from the web process. It only works before torch loads,
# which is why every entry point imports this file first.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"]
# Before the embedded servers first start nobody knows their ports; nothing listens on port 1, so that a
# command that needs no server still finds complete settings.
NOT_STARTED_YET = {
    "DATABASE_URL": "postgres://aisle@127.0.0.1:1/aisle",
    "REDIS_URL": "redis://127.0.0.1:1/0",
}

SMS_BACKENDS = {
    "console": "accounts.sms.backends.ConsoleBackend",
    "demo": "accounts.outbox.backends.DemoSmsBackend",
}

env = environ.Env()
environ.Env.read_env(ROOT / ".env")

LOCAL_DIR: Path = (
    ROOT / (env.str("LOCAL_DIR", default="") or ".local")
).absolute()  # empty is not this very folder
DEMO: bool = env.bool("DEMO", default=False)
DEBUG: bool = env.bool("DEBUG", default=True)  # only the development settings ask; production never debugs
SITE_URL: str = env.str("SITE_URL", default="")  # where links lead that are not made for a request
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=LOOPBACK_NAMES)
TRUSTED_PROXIES: int | None = env.int("TRUSTED_PROXIES", default=None)  # None: one in production, else none
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
EMAIL_CONFIG: dict = env.email_url("EMAIL_URL", default="consolemail://")
if DEMO and "EMAIL_URL" not in os.environ:
    EMAIL_CONFIG["EMAIL_BACKEND"] = "accounts.outbox.backends.DemoEmailBackend"
# Without them, mails and texts are printed; the demo also shows them on a page.
SMS_BACKEND: str = env.str("SMS_BACKEND", default="") or ("demo" if DEMO else "console")
MODEL_STORE: Path = (ROOT / (env.str("MODEL_STORE", default="") or LOCAL_DIR / "models")).absolute()
TORCH_DEVICE: str = env.str("TORCH_DEVICE", default="auto")
TIME_ZONE: str = env.str("TIME_ZONE", default="") or "UTC"
SENTRY_DSN: str = env.str("SENTRY_DSN", default="")
TEST_WORKER: str = env.str(
    "PYTEST_XDIST_WORKER", default="main"
)  # which of the parallel test processes this is

# None where the embedded server is to be used.
DATABASE_URL: str | None = env.str("DATABASE_URL", default="") or None
REDIS_URL: str | None = env.str("REDIS_URL", default="") or None
EMBEDDED_STATE: Path = LOCAL_DIR / "embedded.json"


def embedded_urls() -> dict[str, str]:
    """The addresses of the embedded servers, as `config.embedded` remembered them."""
    try:
        return NOT_STARTED_YET | json.loads(EMBEDDED_STATE.read_text())
    except (FileNotFoundError, PermissionError, ValueError):
        return NOT_STARTED_YET


def database_url() -> str:
    return DATABASE_URL or embedded_urls()["DATABASE_URL"]


def database_config() -> dict:
    """`DATABASES["default"]`: PostgreSQL behind psycopg's own connection pool."""
    config = env.db_url_config(database_url())
    if config.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL database: postgres://user:password@host:5432/name"
        )
    # One process holds at most 8 connections; a request that waits longer than 5 seconds for one is told so.
    pool = {"min_size": 1, "max_size": 8, "timeout": 5}
    options = config.get("OPTIONS", {}) | {"pool": pool, "connect_timeout": 5}
    # A pool must hand out only living connections: the database may have been restarted under it.
    return config | {"OPTIONS": options, "CONN_HEALTH_CHECKS": True}


def redis_url() -> str:
    return REDIS_URL or embedded_urls()["REDIS_URL"]


def cache_url() -> str:
    """The database after the queue's on the same server, so that emptying the cache leaves the queue alone."""
    return _redis_database(1)


def worker_cache_url() -> str:
    """One for each of the parallel test processes: emptying a cache takes all of its database, whatever its keys begin with."""
    return _redis_database(2 if TEST_WORKER == "main" else 3 + int(TEST_WORKER.removeprefix("gw")))


def _redis_database(further: int) -> str:
    url = urlsplit(redis_url())
    number = int(url.path.strip("/") or 0)
    return urlunsplit(url._replace(path=f"/{number + further}"))


def sms_config() -> dict[str, str]:
    """`SMS`: the backend's path and its options. `twilio://ACCOUNT:TOKEN@api.twilio.com?from=NUMBER` names a provider."""
    if SMS_BACKEND in SMS_BACKENDS:
        return {"backend": SMS_BACKENDS[SMS_BACKEND]}
    url = urlsplit(SMS_BACKEND)
    sender = dict(parse_qsl(url.query)).get("from", "")
    if not (url.scheme == "twilio" and url.username and url.password and url.hostname and sender):
        raise ImproperlyConfigured(
            "SMS_BACKEND must be console, demo or twilio://ACCOUNT:TOKEN@api.twilio.com?from=%2B491713920001"
        )
    return {
        "backend": "accounts.sms.twilio.TwilioBackend",
        "account": url.username,
        "token": url.password,
        "sender": sender,
        "url": f"https://{url.hostname}",
    }


def secret_key(*, required: bool) -> str:
    """SECRET_KEY, or (where it is not required) one that is generated once and kept in LOCAL_DIR."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    if required:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing. In production, set it to a long random value; DEMO=1 generates one by itself."
        )
    return kept_secret(LOCAL_DIR / "secret_key")


def kept_secret(path: Path) -> str:
    """The secret in this file; made first where there is none. Safe when two processes ask at once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was quicker; its secret counts
        finally:
            draft.unlink()
    return path.read_text().strip()
