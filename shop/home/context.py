"""What every page shows."""

from django.conf import settings


def shop(request):
    return {"DEMO": settings.DEMO}
