"""What a shopper may choose about all pages."""

from django import forms

from shop.preferences.themes import Theme


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=Theme.choices)
