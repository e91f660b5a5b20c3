"""What people register of the platform's service."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.lib.problems import Invalid
from xieshou.lib.typing_slips import tidied
from xieshou.platform.registry.api import DayField, OrganisationField, read_day
from xieshou.platform.service.models import Severity


class MomentField(forms.CharField):
    """A day and a time of day: `2026-11-21 22:00`, `2026年11月21日 22点30分`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **{"help_text": _("如 2026-11-21 22:00"), **kwargs})

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        day, _blank, clock = text.replace("T", " ").replace("日", "日 ").partition(" ")
        plain = tidied(clock).replace("点", ":").replace("时", ":").removesuffix("分")
        try:
            hour, _colon, minute = plain.partition(":")
            found = datetime.combine(read_day(day), datetime.min.time()).replace(
                hour=int(hour), minute=int(minute or "0")
            )
        except (Invalid, ValueError):
            raise ValidationError(_("“%(text)s”不是时间，请写成 2026-11-21 22:00") % {"text": text}) from None
        return timezone.make_aware(found)


class DefectForm(forms.Form):
    """A defect."""

    title = forms.CharField(label=_("问题"), max_length=200)
    severity = forms.ChoiceField(label=_("级别"), choices=Severity.choices)
    reported_by = forms.CharField(
        label=_("报告岗位"), max_length=80, help_text=_("写岗位，不写姓名，例如：塔县受援办经办")
    )
    found_on = DayField(label=_("发现日期"))
    response_hours = forms.IntegerField(
        label=_("响应用时（小时）"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("从报告到开始处理，不足一小时按一小时，照工单填；没有记录就留空"),
    )
    fixed_on = DayField(label=_("修复日期"), required=False)
    note = forms.CharField(label=_("处理说明"), max_length=500, required=False)


class TrainingForm(forms.Form):
    """A training session."""

    title = forms.CharField(label=_("培训内容"), max_length=200)
    held_on = DayField(label=_("日期"))
    unit = OrganisationField(label=_("参训单位"))
    participants = forms.IntegerField(label=_("参加人数"), min_value=1, max_value=100_000)


class RevisionForm(forms.Form):
    """Why, and what was seen: beside the fields that are corrected."""

    reason = forms.CharField(label=_("修改理由"), max_length=300)
    opened_version = forms.IntegerField(widget=forms.HiddenInput)


class DefectRevision(DefectForm, RevisionForm):
    """A defect corrected."""

    field_order = ["title", "severity", "reported_by", "found_on", "response_hours", "fixed_on", "note", "reason"]


class TrainingRevision(TrainingForm, RevisionForm):
    """A training session corrected."""

    field_order = ["title", "held_on", "unit", "participants", "reason"]


class MaintenanceForm(forms.Form):
    """A planned interruption."""

    begins_at = MomentField(label=_("开始"))
    ends_at = MomentField(label=_("结束"))
    reason = forms.CharField(label=_("事由"), max_length=200)
