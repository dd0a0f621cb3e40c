"""Addresses of catalog."""

urlpatterns = []
api_urlpatterns = []
