"""Forms, who reports them, periods, and what each unit reported."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped
from xieshou.platform.reporting.calendar import DueRule, DueUnit, Override, PeriodKind, Span, span_of


class Form(models.Model):
    """What is collected, how often, and until when. Personal data: none.

    Either a ledger (`ledger`, its slug) whose records of the period are reported as they stand, or declared figures.
    `starts_on`: the first period is the one that holds this day; `ends_on` missing: open.
    """

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    owner = models.ForeignKey(
        "registry.Organisation", verbose_name="布置单位", on_delete=models.PROTECT, related_name="+"
    )
    cadence = models.CharField("周期", max_length=12, choices=PeriodKind.choices)
    ledger = models.CharField("对应台账", max_length=60, blank=True)
    instructions = models.TextField("填报说明", max_length=2000, blank=True)
    due_days = models.PositiveSmallIntegerField("期末后几日内报送")
    due_unit = models.CharField("按", max_length=10, choices=DueUnit.choices, default=DueUnit.WORKING)
    due_time = models.TimeField("截止时刻")
    opens_before = models.PositiveSmallIntegerField("期末前几日开启", default=0)
    starts_on = models.DateField("起报日期")
    ends_on = models.DateField("停报日期", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reporting:form", args=[self.pk])

    @property
    def kind(self) -> PeriodKind:
        return PeriodKind(self.cadence)

    @property
    def rule(self) -> DueRule:
        return DueRule(self.due_days, DueUnit(self.due_unit), self.due_time, self.opens_before)

    @property
    def rule_words(self) -> str:
        """The due rule as a sentence."""
        return gettext("期末前 %(before)s 日开启，期末后 %(days)s 个%(unit)s %(time)s 前报送") % {
            "before": self.opens_before,
            "days": self.due_days,
            "unit": self.get_due_unit_display(),
            "time": f"{self.due_time:%H:%M}",
        }

    @property
    def owner_path(self) -> str:
        return self.owner.path

    @property
    def place_path(self) -> str:
        return ""


class Figure(models.Model):
    """One figure a form asks for. Personal data: none.

    `decimals`: how many digits after the point are allowed; `minimum`, `maximum`: exact decimals as text, empty: none.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="figures")
    code = models.SlugField("代码", max_length=40)
    label = models.CharField("指标", max_length=80)
    unit = models.CharField("单位", max_length=20)
    decimals = models.PositiveSmallIntegerField("小数位", default=0)
    minimum = models.CharField("不小于", max_length=20, blank=True, default="0")
    maximum = models.CharField("不大于", max_length=20, blank=True)
    note = models.CharField("口径", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["form", "code"], name="reporting_figure_once")]

    def __str__(self) -> str:
        return f"{self.label}（{self.unit}）"


class Assignment(models.Model):
    """Which units must report a form. Personal data: none.

    One organisation, or with `is_subtree` every one below it too, narrowed to `kinds` (empty: all).
    `valid_to` is the first day it no longer holds; missing: open. A period counts when its last day lies within.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="assignments")
    organisation = models.ForeignKey(
        "registry.Organisation", verbose_name="单位", on_delete=models.PROTECT, related_name="+"
    )
    is_subtree = models.BooleanField("含全部下级", default=False)
    kinds = models.JSONField("只限类别", default=list, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至（不含）", null=True, blank=True)

    class Meta:
        ordering = ["organisation__path", "id"]

    def __str__(self) -> str:
        return f"{self.organisation}{'及下级' if self.is_subtree else ''}"

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


class PeriodException(models.Model):
    """Another opening or due time for one period of one form. Personal data: none. Missing: as the rule says."""

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="exceptions")
    period_code = models.CharField("期次", max_length=8)
    opens_at = models.DateTimeField("开启", null=True, blank=True)
    due_at = models.DateTimeField("截止", null=True, blank=True)
    reason = models.CharField("理由", max_length=300)

    class Meta:
        ordering = ["period_code"]
        constraints = [models.UniqueConstraint(fields=["form", "period_code"], name="reporting_exception_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.period_code}"

    @property
    def override(self) -> Override:
        return Override(self.opens_at, self.due_at, self.reason)


class Period(models.Model):
    """One opened period of a form, with the dates that hold for it. Personal data: none."""

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="periods")
    code = models.CharField("期次", max_length=8)
    year = models.PositiveSmallIntegerField("年度")
    first_day = models.DateField("起")
    last_day = models.DateField("止")
    opens_at = models.DateTimeField("开启")
    due_at = models.DateTimeField("截止", db_index=True)
    reason = models.CharField("特殊安排", max_length=300, blank=True)

    class Meta:
        ordering = ["first_day"]
        constraints = [models.UniqueConstraint(fields=["form", "code"], name="reporting_period_once")]

    def __str__(self) -> str:
        return self.label

    @property
    def span(self) -> Span:
        """The period without the database; its code was written by one, so there is one."""
        found = span_of(self.form.kind, self.code)
        if found is None:
            raise ValueError(f"{self.code} is no period of {self.form.code}")
        return found

    @property
    def label(self) -> str:
        return self.span.label


class State(models.TextChoices):
    """Where a submission stands. Approved is locked; `locked`: unlocked once after approval, and locked again."""

    NOT_REPORTED = "not_reported", _("未报")
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("已退回")
    APPROVED = "approved", _("已审核（锁定）")
    UNLOCKED = "unlocked", _("解锁修改中")
    LOCKED = "locked", _("已重新锁定")


MISSING = (State.NOT_REPORTED, State.DRAFT, State.RETURNED)
DONE = (State.APPROVED, State.LOCKED)
OPEN_TO_UNIT = (*MISSING, State.UNLOCKED)


class Submission(Scoped):
    """What one unit reports for one period. Personal data: who submitted and who has it open.

    `figures`: code → {"value": exact decimal as text or null, "reason": why there is none}. A figure without an entry
    was not entered; nothing here ever means zero but "0". `comments`: code → what the reviewer wrote to it.
    """

    read_permission = Permission.SUBMISSION_READ

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="submissions")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.NOT_REPORTED)
    figures = models.JSONField("数据", default=dict)
    submitted_at = models.DateTimeField("报送时间", null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    is_late = models.BooleanField("迟报", default=False)
    approved_at = models.DateTimeField("审核时间", null=True)
    return_reason = models.CharField("退回理由", max_length=500, blank=True)
    comments = models.JSONField("退回意见", default=dict)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(null=True)
    last_reminded_at = models.DateTimeField("上次催报", null=True)

    class Meta(Scoped.Meta):
        ordering = ["owner_path", "period_id"]
        constraints = [models.UniqueConstraint(fields=["period", "owner"], name="reporting_submission_once")]
        indexes = [
            *Scoped.Meta.indexes,
            models.Index(fields=["form", "owner_path", "period"], name="reporting_grid"),
            models.Index(fields=["state", "owner_path"], name="reporting_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.owner}　{self.form} {self.period.label}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:submission", args=[self.pk])

    def is_overdue(self, now: datetime | None = None) -> bool:
        """Whether it is past due and still not handed in."""
        return self.state in MISSING and self.period.due_at < (now or timezone.now())


class UnlockState(models.TextChoices):
    ASKED = "asked", _("待批准")
    GRANTED = "granted", _("已批准")
    REFUSED = "refused", _("未批准")
    ENDED = "ended", _("已到期锁定")


class UnlockRequest(models.Model):
    """A unit asks to change approved figures. Personal data: who asked and who decided.

    `figures`: the codes it may change (never empty). `first_entry` and `last_entry` are the numbers of the audit
    entries of granting and of locking again: what was changed lies between them.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="unlocks")
    state = models.CharField("状态", max_length=8, choices=UnlockState.choices, default=UnlockState.ASKED)
    reason = models.CharField("理由", max_length=500)
    figures = models.JSONField("申请改动的指标", default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("批复时间", null=True)
    answer = models.CharField("批复意见", max_length=500, blank=True)
    until = models.DateTimeField("解锁至", null=True, db_index=True)
    ended_at = models.DateTimeField("锁定时间", null=True)
    first_entry = models.BigIntegerField(null=True)
    last_entry = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(state__in=["asked", "granted"]), name="reporting_one_open_unlock"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission}：{self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:unlock", args=[self.pk])


def entry_of(submission: Submission, code: str) -> dict[str, Any]:
    """What was entered for one figure; nothing entered: no value and no reason."""
    found: dict[str, Any] = submission.figures.get(code) or {"value": None, "reason": ""}
    return found
