"""For production, and for the demo, which runs as production does."""

from config import env
from config.settings.base import *

SECRET_KEY = env.secret_key(required=not env.DEMO)

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.DEMO:
    # The demo is looked at over plain http, from this machine.
    MIDDLEWARE.insert(0, "accounts.second_factor.middleware.LocalhostMiddleware")
    ALLOWED_HOSTS = env.ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
else:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    REST_FRAMEWORK["NUM_PROXIES"] = 1
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
