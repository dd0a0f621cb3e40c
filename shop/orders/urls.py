"""Addresses of orders."""

urlpatterns = []
api_urlpatterns = []
