"""What `manage.py check --deploy` says about accounts."""

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def staff_need_a_second_factor(app_configs: object, **kwargs: object) -> list[checks.Warning]:
    if settings.STAFF_NEED_SECOND_FACTOR:
        return []
    return [
        checks.Warning(
            "Staff enter the administration with a password alone.",
            hint="The demo does so, because its passwords are public anyway. Do not run it where others can reach it.",
            id="accounts.W001",
        )
    ]
