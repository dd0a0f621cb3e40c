"""In which language and currency the shop speaks to somebody. This browser's cookies say it; the account remembers it."""

from dataclasses import asdict, dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import check_for_language

from accounts.models import User
from shop.currencies.rates import is_offered


@dataclass(frozen=True)
class Preferences:
    """Empty where nothing was chosen."""

    language: str = ""
    currency: str = ""

    @classmethod
    def chosen_in(cls, values: dict) -> "Preferences":
        """What a form says, as far as we offer it."""
        language, currency = values.get("language", ""), values.get("currency", "")
        return cls(
            language if language in dict(settings.LANGUAGES) and check_for_language(language) else "",
            currency if is_offered(currency) else "",
        )

    @classmethod
    def of_browser(cls, request: HttpRequest) -> "Preferences":
        names = {"language": settings.LANGUAGE_COOKIE_NAME, "currency": settings.CURRENCY_COOKIE}
        return cls.chosen_in({field: request.COOKIES.get(name, "") for field, name in names.items()})

    def write(self, response: HttpResponse) -> None:
        """As Django's own language cookie is written."""
        names = {settings.LANGUAGE_COOKIE_NAME: self.language, settings.CURRENCY_COOKIE: self.currency}
        for name, value in names.items():
            if value:
                response.set_cookie(
                    name,
                    value,
                    max_age=settings.LANGUAGE_COOKIE_AGE,
                    secure=settings.LANGUAGE_COOKIE_SECURE,
                    httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                    samesite=settings.LANGUAGE_COOKIE_SAMESITE,
                )


def remember(account: User, chosen: Preferences) -> None:
    """In the account, for the next browser."""
    fields = [field for field, value in asdict(chosen).items() if value and value != getattr(account, field)]
    for field in fields:
        setattr(account, field, getattr(chosen, field))
    if fields:
        account.save(update_fields=fields)


def bring(request: HttpRequest, account: User) -> None:
    """At sign-in: this browser takes over what the account says; what it does not say yet, it learns from the browser."""
    kept, here = Preferences(account.language, account.currency), Preferences.of_browser(request)
    remember(account, Preferences(kept.language or here.language, kept.currency or here.currency))
    request.brought_preferences = kept
