"""Addresses of privacy."""

from django.urls import path

from accounts.privacy import api, views

urlpatterns = [
    path("privacy/", views.overview, name="privacy"),
    path("privacy/download/", views.download, name="privacy_download"),
    path("privacy/delete/", views.delete, name="privacy_delete"),
    path("privacy/forget/", views.forget_this_browser, name="privacy_forget_browser"),
    path("privacy/choice/", views.choose, name="privacy_choice"),
    path("privacy/mails/", views.choose_mails_of, name="privacy_mails"),
    path("privacy/history/", views.history, name="privacy_history"),
    path("privacy/history/forget/", views.forget_history, name="privacy_forget_history"),
    path("privacy/history/<int:event_id>/forget/", views.forget_entry, name="privacy_forget_entry"),
    path("privacy/suggestions/", views.suggestions, name="privacy_suggestions"),
    path(
        "privacy/dismissed/<int:product_id>/forget/", views.forget_dismissal, name="privacy_forget_dismissal"
    ),
]

api_urlpatterns = [
    path("privacy/", api.PrivacyApi.as_view(), name="api_privacy"),
    path("privacy/personalization/", api.PersonalizationApi.as_view(), name="api_privacy_personalization"),
    path("privacy/mails/", api.MailChoicesApi.as_view(), name="api_privacy_mails"),
    path("privacy/events/", api.KnownEventsApi.as_view(), name="api_privacy_events"),
    path("privacy/events/<int:event_id>/", api.KnownEventApi.as_view(), name="api_privacy_event"),
    path(
        "privacy/dismissals/<int:product_id>/", api.KnownDismissalApi.as_view(), name="api_privacy_dismissal"
    ),
    path("privacy/export/", api.ExportApi.as_view(), name="api_privacy_export"),
    path("privacy/account/", api.AccountApi.as_view(), name="api_privacy_account"),
    path("privacy/browser/", api.BrowserApi.as_view(), name="api_privacy_browser"),
]
