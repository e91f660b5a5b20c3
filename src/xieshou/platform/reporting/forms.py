"""What people type when they set up reporting or decide on a report."""

import re
import unicodedata
from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.lib.problems import Invalid
from xieshou.platform.registry.api import DayField, OrganisationField, OrganisationKind, read_day
from xieshou.platform.reporting.calendar import DueUnit, PeriodKind

_MOMENT = re.compile(r"(.+?)[T ]*(?:(\d{1,2})[:时](\d{1,2})?(?::\d{2})?分?)?")
_TIME = re.compile(r"(\d{1,2})[:时](\d{1,2})?分?")


class MomentField(forms.CharField):
    """A day, with a time of day or without one (then the end of the day), as people write it."""

    widget = forms.DateTimeInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=30, **{"help_text": _("如 2020-03-01 17:30、2020年3月1日；不写时刻即当天结束"), **kwargs}
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip())
        try:
            if found is None:
                raise ValueError
            day = read_day(found[1], str(self.label))
            at = time(int(found[2]), int(found[3] or 0)) if found[2] else time(23, 59)
        except Invalid as error:
            raise ValidationError([str(problem) for problem in error.problems]) from None
        except ValueError:
            raise ValidationError(_("“%(text)s”不是能认出的时间，如 2020-03-01 17:30") % {"text": text}) from None
        return timezone.make_aware(datetime.combine(day, at))


class ClockField(forms.CharField):
    """A time of day: 17:30, 17时30分."""

    def clean(self, value: Any) -> Any:
        text = unicodedata.normalize("NFKC", super().clean(value)).replace(" ", "")
        found = _TIME.match(text)
        try:
            if found is None:
                raise ValueError
            return time(int(found[1]), int(found[2] or 0))
        except ValueError:
            raise ValidationError(_("“%(text)s”不是时刻，如 17:30") % {"text": text}) from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class FormForm(forms.Form):
    """A form to be reported."""

    name = forms.CharField(label=_("名称"), max_length=80)
    owner = OrganisationField(label=_("布置单位"))
    cadence = forms.ChoiceField(label=_("周期"), choices=PeriodKind.choices)
    ledger = forms.SlugField(
        label=_("对应台账"), max_length=60, required=False, help_text=_("报送某个台账时填它的代码；填指标表则留空")
    )
    due_days = forms.IntegerField(label=_("期末后几日内报送"), min_value=0, max_value=120)
    due_unit = forms.ChoiceField(label=_("按"), choices=DueUnit.choices)
    due_time = ClockField(label=_("截止时刻"), max_length=10, initial="17:30")
    opens_before = forms.IntegerField(label=_("期末前几日开启"), min_value=0, max_value=366, initial=0)
    starts_on = DayField(label=_("起报日期"), help_text=_("第一期是包含这一天的那一期"))
    ends_on = DayField(label=_("停报日期"), required=False)
    instructions = forms.CharField(label=_("填报说明"), max_length=2000, required=False, widget=forms.Textarea)
    opened_version = forms.IntegerField(widget=forms.HiddenInput, initial=1)


class NewFormForm(FormForm):
    """A new form also gets its code."""

    code = forms.SlugField(label=_("代码"), max_length=40, help_text=_("小写字母、数字、-、_；定后不改"))
    field_order = ["code"]


class FigureForm(forms.Form):
    """One figure; a row without a code and label is no row."""

    code = forms.SlugField(label=_("代码"), max_length=40)
    label = forms.CharField(label=_("指标"), max_length=80)
    unit = forms.CharField(label=_("单位"), max_length=20)
    decimals = forms.IntegerField(label=_("小数位"), min_value=0, max_value=6, initial=0)
    minimum = forms.CharField(label=_("不小于"), max_length=20, required=False, initial="0")
    maximum = forms.CharField(label=_("不大于"), max_length=20, required=False)
    note = forms.CharField(label=_("口径"), max_length=300, required=False)


FigureFormSet = forms.formset_factory(FigureForm, extra=3, can_delete=True, max_num=200)


class AssignForm(forms.Form):
    """Who reports."""

    organisation = OrganisationField(label=_("单位"))
    is_subtree = forms.BooleanField(label=_("含全部下级"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("只限类别"), choices=OrganisationKind.choices, required=False, help_text=_("含下级时有效；不选即全部")
    )
    valid_from = DayField(label=_("自"))


class ExceptionForm(forms.Form):
    """Another time for one period."""

    period_code = forms.CharField(
        label=_("期次"), max_length=8, help_text=_("如 2020-02、2020Q1、2020H1、2020、2020-W09")
    )
    opens_at = MomentField(label=_("开启"), required=False)
    due_at = MomentField(label=_("截止"), required=False)
    reason = forms.CharField(label=_("理由"), max_length=300, required=False)


class DayForm(forms.Form):
    """From which day on."""

    day = DayField(label=_("自这一天起不再填报"))


class GrantForm(forms.Form):
    """Until when it is unlocked."""

    until = MomentField(label=_("解锁至"))
    answer = forms.CharField(label=_("批复意见"), max_length=500, required=False)
