"""Uploaded pictures, served by the shop itself: only what we accept, and never as a page that could run something."""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from config.errors import NotFound
from shop.catalog.models import PICTURES

TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
}
assert set(TYPES) == set(PICTURES.allowed_extensions)
# An SVG that is opened by itself is a document: it may style itself and do nothing else.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
ONE_MONTH = 30 * 24 * 3600


def _modified(_request: HttpRequest, path: str):
    try:
        return default_storage.get_modified_time(path)
    except (OSError, ValueError, SuspiciousFileOperation):
        return None


@require_safe
@condition(last_modified_func=_modified)
def picture(_request: HttpRequest, path: str) -> HttpResponse:
    content_type = TYPES.get(PurePosixPath(path).suffix.lstrip(".").lower())
    if content_type is None:
        raise NotFound
    try:
        file = default_storage.open(path)
    except (OSError, ValueError, SuspiciousFileOperation):
        raise NotFound from None
    response = FileResponse(file, content_type=content_type)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"public, max-age={ONE_MONTH}"
    return response
