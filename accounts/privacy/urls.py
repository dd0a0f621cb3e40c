"""Addresses of privacy."""

from django.urls import path

from accounts.privacy import views

urlpatterns = [
    path("privacy/", views.overview, name="privacy"),
    path("privacy/choice/", views.choose, name="privacy_choice"),
    path("privacy/history/", views.history, name="privacy_history"),
    path("privacy/history/forget/", views.forget_history, name="privacy_forget_history"),
    path("privacy/history/<int:event_id>/forget/", views.forget_entry, name="privacy_forget_entry"),
    path("privacy/suggestions/", views.suggestions, name="privacy_suggestions"),
    path(
        "privacy/dismissed/<int:product_id>/forget/", views.forget_dismissal, name="privacy_forget_dismissal"
    ),
]
