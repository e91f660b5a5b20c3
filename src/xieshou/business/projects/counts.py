"""Whole numbers as people write them in a form: `1200`, `1,200`, `１２００`."""

import unicodedata
from typing import Any

from django import forms


class CountField(forms.IntegerField):
    """A whole number; full-width digits and thousands separators are forgiven. Missing is None, never zero.

    A text box: a browser's number box drops what it cannot read, so that nothing typed would come back.
    """

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = "".join(unicodedata.normalize("NFKC", value).split()).replace(",", "")
        number: int | None = super().to_python(value)
        return number
