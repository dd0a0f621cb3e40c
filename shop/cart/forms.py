from django import forms
from django.utils.translation import gettext_lazy as _

from config.errors import InvalidInput

NUMBER_ERRORS = {"required": _("Please enter a number."), "invalid": _("Please enter a whole number.")}


class CheckedForm(forms.Form):
    """A form without a page of its own: what is wrong goes to the visitor as an error."""

    def checked(self) -> dict:
        if self.is_valid():
            return self.cleaned_data
        sentence = next(iter(self.errors.values()))[0]
        raise InvalidInput(sentence, fields=self.errors)


class AddForm(CheckedForm):
    product_id = forms.IntegerField(
        error_messages={"required": _("Which product?"), "invalid": _("We do not have this product.")}
    )
    quantity = forms.IntegerField(required=False, error_messages=NUMBER_ERRORS)

    def clean_quantity(self) -> int:
        """One, where the page does not ask how many."""
        given = self.cleaned_data["quantity"]
        return 1 if given is None else given


class QuantityForm(CheckedForm):
    """What stands in the field, and the − or + that was pressed beside it."""

    quantity = forms.IntegerField(error_messages=NUMBER_ERRORS)
    step = forms.IntegerField(required=False, min_value=-1, max_value=1)

    @property
    def wanted(self) -> int:
        """A step never removes the line: there is a button for that."""
        given = self.checked()
        return max(1, given["quantity"] + given["step"]) if given["step"] else given["quantity"]
