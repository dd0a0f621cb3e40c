"""The recommender's part of /api/v1/."""

urlpatterns = []
