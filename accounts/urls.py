"""Pages of the account beside those of allauth."""

from django.urls import path

from accounts.views import account

urlpatterns = [path("", account, name="account")]
