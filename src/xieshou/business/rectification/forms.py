"""What people enter about problems."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xieshou.business.rectification.models import Source
from xieshou.platform.accounts.api import User
from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells
from xieshou.platform.registry.api import DayField, OrganisationField


class MoneyField(forms.CharField):
    """An amount as people write it (`6.32 亿元`, `300万`, `1,234.50`), kept in 分; empty is missing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=40, required=False, **{"help_text": _("如 300万元、1,234.50 元；不写单位为元"), **kwargs}
        )

    def prepare_value(self, value: Any) -> Any:
        return f"{cells.money(value, '元')}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return cells.read(Column("money", str(self.label), Kind.MONEY, unit="元"), text)
        except Unreadable as error:
            raise ValidationError(str(error.problem)) from None


def _wide(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class FindingForm(forms.Form):
    """A problem as found."""

    title = forms.CharField(label=_("问题"), max_length=200)
    source = forms.ChoiceField(label=_("来源"), choices=Source.choices)
    found_on = DayField(label=_("发现日期"))
    source_document = forms.CharField(
        label=_("来源文件"), max_length=200, required=False, help_text=_("例如审计报告的名称")
    )
    document_number = forms.CharField(label=_("文号"), max_length=80, required=False)
    responsible = forms.ModelChoiceField(
        label=_("责任人"), queryset=User.objects.none(), help_text=_("须在整改单位任职")
    )
    amount_fen = MoneyField(label=_("涉及金额"))
    description = forms.CharField(label=_("问题描述"), widget=_wide(), required=False)
    demanded = forms.CharField(label=_("整改要求"), widget=_wide(), required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people  # type: ignore[attr-defined]


class NewFindingForm(FindingForm):
    """A new problem: whose, and until when."""

    owner = OrganisationField(label=_("整改单位"))
    due_on = DayField(label=_("整改期限"))
    about = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["title", "owner", "source", "found_on", "due_on", "responsible"]


class ChangeFindingForm(FindingForm):
    """A problem changed."""

    reason = forms.CharField(label=_("修改理由"), max_length=200, required=False)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class _StepForm(forms.Form):
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class ReportForm(_StepForm):
    """What was done."""

    taken = forms.CharField(
        label=_("整改措施"), widget=_wide(4), required=False, help_text=_("做了什么、何时做的、结果怎样")
    )
    recovered_fen = MoneyField(label=_("已追回金额"))


class CloseForm(_StepForm):
    """Checked."""

    reason = forms.CharField(label=_("复核意见"), widget=_wide(2), required=False)


class ReasonForm(_StepForm):
    """Why."""

    reason = forms.CharField(label=_("理由"), widget=_wide(2), required=False)


class ExtendForm(_StepForm):
    """Until when instead, and why."""

    due_on = DayField(label=_("新期限"))
    reason = forms.CharField(label=_("理由"), widget=_wide(2), required=False)
