"""For production, and for the demo, which runs as production does."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *

SECRET_KEY = env.secret_key(required=not env.DEMO)

if env.DEMO:
    # The demo is looked at over plain http, from this machine. Its passwords and its codes are for everybody to see.
    MIDDLEWARE.insert(0, "accounts.second_factor.middleware.LocalhostMiddleware")
    ALLOWED_HOSTS = env.ALLOWED_HOSTS or env.LOOPBACK_NAMES
    if public := set(ALLOWED_HOSTS) - set(env.LOOPBACK_NAMES):
        raise ImproperlyConfigured(
            f"DEMO=1 opens every account to everybody, so it runs on this machine only; ALLOWED_HOSTS names {', '.join(sorted(public))}."
        )
else:
    if env.SMS_BACKEND == "demo":
        raise ImproperlyConfigured("SMS_BACKEND=demo shows every code on a page; only DEMO=1 may do that.")
    TRUSTED_PROXIES = 1 if env.TRUSTED_PROXIES is None else env.TRUSTED_PROXIES
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True

if env.SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(dsn=env.SENTRY_DSN, send_default_pii=False)
