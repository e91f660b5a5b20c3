"""Choosing one of very many records: the newest are sent with the page, the others are asked for while one types."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.urls import reverse

from xieshou.lib.keys import key_of

MOST_OFFERED = 50


class _Newest(ModelChoiceIterator):  # type: ignore[type-arg]
    """The first rows of the field's queryset, and the one that is chosen."""

    def __iter__(self) -> Iterator[Any]:
        field: Any = self.field
        if field.empty_label is not None:
            yield "", field.empty_label
        rows = list(self.queryset[:MOST_OFFERED])
        key = key_of(str(field.chosen))
        if key is not None and key not in {row.pk for row in rows}:
            rows += self.queryset.filter(pk=key)
        for row in rows:
            yield self.choice(row)

    def __len__(self) -> int:
        return MOST_OFFERED


class ManyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A record of a table with thousands; any of the queryset is taken, however few are offered at first."""

    iterator = _Newest
    chosen = ""

    def offer(self, form: forms.BaseForm, name: str, rows: Any, options: str, query: str = "") -> None:
        """Gives the field its rows, newest first. `options`: the address that answers what is typed."""
        self.chosen = form.data.get(name) or form.initial.get(name) or ""
        self.queryset = rows
        self.widget.attrs["data-select-url"] = reverse(options) + query
