"""How shoppers register, sign in and prove who they are (django-allauth)."""

from datetime import timedelta

from config import env

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
# Either is enough.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.sign_in.registration.EitherIsEnough"
ACCOUNT_FORMS = {
    "signup": "accounts.sign_in.forms.SignupForm",
    "login": "accounts.sign_in.forms.LoginForm",
    "request_login_code": "accounts.sign_in.forms.RequestLoginCodeForm",
    "reset_password": "accounts.sign_in.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.sign_in.forms.ResetPasswordKeyForm",
    "change_password": "accounts.sign_in.forms.ChangePasswordForm",
    "set_password": "accounts.sign_in.forms.SetPasswordForm",
    "reauthenticate": "accounts.sign_in.forms.ReauthenticateForm",
    "add_email": "accounts.sign_in.forms.AddEmailForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None

# Whoever registers proves that the address is theirs; so the answer need not say whether it is known.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Three tries a code: a patient stranger would guess one of six digits within some years, but not one of eight.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}

ACCOUNT_CHANGE_EMAIL = True  # one address an account; a new one takes its place once it is proven
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False

MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "accounts.second_factor.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Aisle"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
# The demo's passwords are printed at its start: a second factor would protect nothing, and keep its visitors out.
STAFF_NEED_SECOND_FACTOR = not env.DEMO
STAFF_ACTIONS_RETENTION = timedelta(days=730)  # of what staff did; it names staff, and whom they looked at
USERSESSIONS_TRACK_ACTIVITY = True

# The same for front ends of one's own, which live in a browser and share its session with the rest of the API.
HEADLESS_CLIENTS = ("browser",)
HEADLESS_SERVE_SPECIFICATION = True
HEADLESS_SPECIFICATION_TEMPLATE_NAME = None  # /api/docs/ shows it
