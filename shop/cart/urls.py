"""Addresses of cart."""

urlpatterns = []
api_urlpatterns = []
