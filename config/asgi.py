"""The same site for ASGI servers."""

import os

from django.core.asgi import get_asgi_application

from config import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

embedded.ensure_running()
application = get_asgi_application()
