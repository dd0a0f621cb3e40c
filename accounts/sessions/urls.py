"""Beside allauth's list of sessions, which ends all others at once."""

from django.urls import path

from accounts.sessions.views import end

urlpatterns = [path("sessions/<int:session_id>/end/", end, name="session_end")]
