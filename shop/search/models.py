from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchWord(models.Model):
    """A word of some product's title, brand or category: what a misspelled word may have meant.

    Triggers of the database keep it (migrations), because products also arrive in bulk, past every service.
    """

    word = models.CharField(_("word"), max_length=60, primary_key=True)

    class Meta:
        verbose_name = _("search word")
        verbose_name_plural = _("search words")

    def __str__(self) -> str:
        return self.word
