"""Settings that hold everywhere. What differs is in dev, test and production; the environment is read in config/env.py."""

from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config import env
from config.schedule import BEAT_SCHEDULE
from config.settings.accounts import *
from config.settings.admin import UNFOLD  # noqa: F401  a setting
from config.settings.headers import *
from config.settings.limits import RATE_LIMITS  # noqa: F401  the same
from config.settings.recommender import *

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOCAL_DIR = env.LOCAL_DIR

DEBUG = False
DEMO = env.DEMO
ALLOWED_HOSTS = env.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = env.CSRF_TRUSTED_ORIGINS
# How many proxies of ours stand before us: only they are believed where a request comes from.
TRUSTED_PROXIES = env.TRUSTED_PROXIES or 0

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # its look; the site is ours
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "import_export",
    "accounts.second_factor.apps.StaffAdminConfig",  # Django's admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "accounts",
    "shop",
    "recommender",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.content_policy.ContentPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compression.CompressTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.PreferencesMiddleware",
    "accounts.api_errors.AccountProblemMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.LookingMiddleware",
    "accounts.second_factor.middleware.MalformedPasskeyMiddleware",
    "accounts.sessions.middleware.SessionActivityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "recommender.behavior.middleware.VisitorMiddleware",
    "config.limits.RateLimitMiddleware",
    "config.errors.ApplicationErrorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shop.home.context.shop",
            ],
        },
    },
]

DATABASES = {"default": env.database_config()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.cache_url(),
        "KEY_PREFIX": "aisle",
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    # Signs nobody in: it says whose session it is while somebody looks as a simulated shopper. Only in the demo.
    "accounts.looking.LookingBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "phone", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.KnownPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
# A year: whoever chose once is not asked again.
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.TIME_ZONE
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = LOCAL_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = LOCAL_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A title that begins with = would be a formula in the spreadsheet of whoever opens an export.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True

vars().update(env.EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = "Aisle <hello@aisle.example>"
SMS = env.sms_config()

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_PAGINATION_CLASS": "config.pagination.PageNumberPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.parsers.CarefulJSONParser"],
    "EXCEPTION_HANDLER": "config.errors.problem_response",
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Aisle",
    "DESCRIPTION": "All that a storefront needs: catalog, search, cart, orders, recommendations, events, accounts.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.api_schema.with_accounts",
    ],
}

CELERY_BROKER_URL = env.redis_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # A task of a killed worker comes back after this time: longer than the longest task may take.
    "visibility_timeout": 3 * 3600,
    "queue_order_strategy": "priority",
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A worker process loads the live model before it says that it is up; Celery's 4 seconds would kill it meanwhile.
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 120
CELERY_TASK_TIME_LIMIT = 2 * 3600
CELERY_TASK_SOFT_TIME_LIMIT = 2 * 3600 - 60
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    # Somebody waits for the code.
    "accounts.tasks.send_mail": {"queue": "realtime"},
    "accounts.tasks.send_text": {"queue": "realtime"},
    "recommender.tasks.refresh_visitor": {"queue": "realtime"},
    "recommender.tasks.retrain": {"queue": "train"},
    "recommender.tasks.update_live_model": {"queue": "train"},
}
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_TIMEZONE = "UTC"

# The shop
CURRENCY = "EUR"
# What shoppers may choose to see and to pay in, and how much of it one unit of the shop's own currency is.
CURRENCIES = {"EUR": "1", "USD": "1.08", "GBP": "0.85", "CNY": "7.80", "JPY": "165"}
CURRENCY_COOKIE = "currency"
ORDER_EMAIL_FROM = DEFAULT_FROM_EMAIL
# Digests and reminders; without an address that their links could lead to, none is sent.
SITE_URL = env.SITE_URL
MAIL_BATCH = 100  # members; what a worker that dies in the middle leaves unsent at most
MAIL_GAPS = {"digest": timedelta(days=7), "due_again": timedelta(days=7)}  # between two mails of a kind
MAIL_MOST = (3, timedelta(days=14))  # of all kinds together
MAIL_QUIET_HOURS = (20, 9)  # of the shop's clock (TIME_ZONE): from the first on, until the second
MAIL_UNSUBSCRIBE_FOR = timedelta(days=730)  # a link in an old mail still stops the next one
PAYMENT_GATEWAY = "shop.orders.payment.DemoGateway"
CART_MAX_QUANTITY = 20
DELIVERY_METHODS = {
    # code: (price, free from goods total, days)
    "standard": ("4.90", "60.00", 3),
    "express": ("9.90", None, 1),
}
# The country that prices are shown for until the shopper has named one.
SHOP_COUNTRY = "DE"
SHOP_IS_SOUTHERN = False  # south of the equator, where the seasons of the home page come half a year later
# Percent of value-added tax by country of delivery. Prices include it, so a shopper pays the same everywhere.
TAX_RATES = {
    "AT": "20", "BE": "21", "DE": "19", "DK": "25", "ES": "21", "FR": "20",
    "GB": "20", "IE": "23", "IT": "22", "LU": "17", "NL": "21", "SE": "25",
}  # fmt: skip
PAGE_SIZE = 24
REVIEWS_ON_A_PAGE = 8

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # It tells of its compiler's caches at every start.
    "loggers": {"torch": {"level": "WARNING"}},
}

CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
