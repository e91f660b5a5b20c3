"""The form of any ledger, made from its columns; every field reads what is written by the same rules as an import."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshou.platform.exchange.api import Column, Kind
from xieshou.platform.ledger.declaration import Known, Ledger
from xieshou.platform.shell.change import at_field

_LONGEST = 1000


class CellField(forms.CharField):
    """A cell: whatever was written goes to the check of the whole row, which tells all problems at once."""

    source: Known | None = None


def _field(column: Column, known: Known | None) -> forms.Field:
    help_text = column.help or (column.allowed if column.kind in {Kind.ORGANISATION, Kind.REGION} else "")
    common: dict[str, Any] = {"label": column.header, "help_text": help_text, "required": column.is_required}
    if column.kind is Kind.CHOICE:
        field: forms.Field = forms.ChoiceField(choices=[("", "—"), *column.choices], **common)
    elif column.kind is Kind.FLAG:
        field = forms.ChoiceField(choices=[("是", _("是")), ("否", _("否"))], **common)
    else:
        field = CellField(max_length=_LONGEST, widget=_widget(column), **common)
    if known is not None:
        field.disabled = True
        field.source = known  # type: ignore[attr-defined] # shown by shell/_field.html with a link to its register
    return field


def _widget(column: Column) -> forms.Widget:
    if column.kind is Kind.LONG_TEXT:
        return forms.Textarea(attrs={"rows": 3})
    if column.kind is Kind.DATE:
        return forms.DateInput()
    return forms.TextInput(attrs={"inputmode": "decimal"} if column.is_number else {})


class RecordForm(forms.Form):
    """One record as cells. What a register knows is greyed and names its register."""

    def __init__(self, *args: Any, ledger: Ledger, known: dict[str, Known], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ledger = ledger
        for column in ledger.entered:
            self.fields[column.name] = _field(column, known.get(column.name))
        self.fields["opened_version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def cells(self) -> dict[str, object]:
        """What was written, by column; greyed fields are left to their registers."""
        self.is_valid()
        written = self.cleaned_data
        return {
            column.name: written.get(column.name, "")
            for column in self.ledger.entered
            if not self.fields[column.name].disabled
        }

    def tell(self, problems: Any) -> None:
        """Puts each problem at its field, the rest above the form."""
        self.errors.clear()  # the check of the row has told everything, in better words
        by_label = {column.label: column.name for column in self.ledger.entered}
        for problem in problems:
            self.add_error(by_label.get(problem.where), at_field(problem))


class BulkForm(forms.Form):
    """One column set in many records, or their deletion, and why."""

    column = forms.ChoiceField(label=gettext_lazy("改哪一列"), required=False)
    value = forms.CharField(label=gettext_lazy("改成"), required=False, max_length=500)
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200)

    def __init__(self, *args: Any, ledger: Ledger, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["column"].choices = [(column.name, column.header) for column in ledger.entered]  # type: ignore[attr-defined]
