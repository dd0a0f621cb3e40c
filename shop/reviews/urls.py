"""Addresses of reviews."""

urlpatterns = []
api_urlpatterns = []
