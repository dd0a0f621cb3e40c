"""For developers: errors in the browser, mails on the console."""

from config import env
from config.settings.base import *

DEBUG = env.DEBUG
SECRET_KEY = env.secret_key(required=False)
ALLOWED_HOSTS = ["*"]
# Without a manifest, a changed stylesheet shows at the next reload.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
