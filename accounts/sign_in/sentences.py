"""What allauth says of wrong input, in our words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "account_inactive": _("This account is closed."),
    "duplicate_email": _("This is your address already."),
    "email_password_mismatch": _("This address and this password do not belong together."),
    "email_taken": _("This address belongs to another account."),
    "enter_current_password": _("This is not your current password."),
    "incorrect_code": _("This is not the code that we sent last."),
    "incorrect_password": _("This is not your password."),
    "invalid_login": _("Please give an e-mail address or a mobile number."),
    "phone_password_mismatch": _("This number and this password do not belong together."),
    "phone_taken": _("This number belongs to another account."),
    "rate_limited": _("That was a little fast. Please wait a moment and try again."),
    "same_as_current": _("This is your number already."),
    "select_only_one": _("Please give an e-mail address or a mobile number, not both."),
    "too_many_login_attempts": _("That was tried too often. Please wait some minutes, then begin anew."),
}
