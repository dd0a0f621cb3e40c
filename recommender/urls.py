"""The recommender's part of /api/v1/."""

from django.urls import path

from recommender.behavior.api import EventsView

urlpatterns = [
    path("events/", EventsView.as_view(), name="api_events"),
]
