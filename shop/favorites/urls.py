"""Addresses of favorites."""

urlpatterns = []
api_urlpatterns = []
