"""Addresses of search."""

from django.urls import path

from shop.search import api, views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggestions/", views.suggestions, name="suggestions"),
    path("search/forget/", views.forget, name="forget_searches"),
]
api_urlpatterns = [
    path("search/", api.SearchApi.as_view(), name="api_search"),
    path("suggestions/", api.SuggestionsApi.as_view(), name="api_suggestions"),
]
