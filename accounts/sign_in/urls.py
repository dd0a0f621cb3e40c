"""In the place of allauth's own."""

from django.urls import path

from accounts.sign_in.api import PasswordResetByPhoneView
from accounts.sign_in.views import ConfirmLoginCode, ConfirmPasswordResetCode

urlpatterns = [
    path("login/code/confirm/", ConfirmLoginCode.as_view(), name="account_confirm_login_code"),
    path(
        "password/reset/confirm/",
        ConfirmPasswordResetCode.as_view(),
        name="account_confirm_password_reset_code",
    ),
]
api_urlpatterns = [
    path("account/password-reset/", PasswordResetByPhoneView.as_view(), name="api_password_reset_by_phone"),
]
