"""Which mails left, and what came of them."""

from django.contrib import admin

from config.admin import ReadOnlyAdmin
from shop.mails.models import SentMail


@admin.register(SentMail)
class SentMailAdmin(ReadOnlyAdmin):
    """To whom is left out: mails are counted here, not looked up."""

    list_display = ("begun_at", "kind", "sent_at", "unsubscribed_at")
    list_filter = ("kind",)
    date_hierarchy = "begun_at"
    fields = ("kind", "begun_at", "sent_at", "unsubscribed_at")
