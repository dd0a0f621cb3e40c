"""Addresses of search."""

urlpatterns = []
api_urlpatterns = []
