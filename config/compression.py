"""What is text travels compressed; stylesheets and scripts are so already, at rest (whitenoise)."""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/json", "application/problem+json", "image/svg+xml")


class CompressTextMiddleware(GZipMiddleware):
    """Django's own also works on photographs, which only costs time."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.get("Content-Type", "").startswith(TEXT):
            return super().process_response(request, response)
        return response
