"""What a search box may send."""

from django import forms

from config.errors import InvalidInput


class SearchForm(forms.Form):
    q = forms.CharField(max_length=200, required=False)

    def words(self) -> str:
        """The words, cleaned; refused in words where they make no sense."""
        if not self.is_valid():
            sentence = next(iter(self.errors.values()))[0]
            raise InvalidInput(sentence, fields=self.errors)
        return self.cleaned_data["q"]
