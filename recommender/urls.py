"""The recommender's part of /api/v1/."""

from django.urls import path

from recommender.behavior.api import EventsView
from recommender.serving.api import RecommendationsView

urlpatterns = [
    path("events/", EventsView.as_view(), name="api_events"),
    path("recommendations/", RecommendationsView.as_view(), name="api_recommendations"),
]
