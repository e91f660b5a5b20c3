"""What the platform records of itself: time answered, requests, use per unit; and what people register of its service."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """What proves that the platform ran in a minute."""

    WORKER = "worker", _("后台心跳")
    WEB = "web", _("应答了请求")


class Run(models.Model):
    """Minutes without a break, counted since 1970, first and last included. Personal data: none.

    Two processes may record overlapping runs; whoever reads joins them.
    """

    source = models.CharField("依据", max_length=10, choices=Source.choices)
    first = models.BigIntegerField()
    last = models.BigIntegerField(db_index=True)

    class Meta:
        ordering = ["first"]
        constraints = [
            models.UniqueConstraint(fields=["source", "first"], name="service_run_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="service_run_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.first}–{self.last}"


class Counted(models.Model):
    """Requests of one kind (app) in one step of the histogram: count, sum of milliseconds, answers 5xx."""

    kind = models.CharField("页面类别", max_length=40)
    step = models.PositiveSmallIntegerField()
    count = models.BigIntegerField("请求数", default=0)
    total_ms = models.BigIntegerField("合计毫秒", default=0)
    errors = models.BigIntegerField("服务器错误", default=0)

    class Meta:
        abstract = True


class PageMinute(Counted):
    """Requests of a minute (since 1970); kept for two months. Personal data: none."""

    minute = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minute", "kind", "step"], name="service_minute_once")]


class PageDay(Counted):
    """Requests of a day; kept. Personal data: none."""

    day = models.DateField("日期")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "kind", "step"], name="service_day_once")]


class ActivityMark(models.Model):
    """How far the audit log has been counted: one row. Personal data: none."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="service_one_mark")]


class UnitActor(models.Model):
    """What a person did in a month at the organisation of the post held then. Personal data: who.

    Pages show only the sums of organisations.
    """

    month = models.DateField("月份")
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    actions = models.BigIntegerField("操作数", default=0)

    class Meta:
        verbose_name = "各单位使用统计"
        constraints = [models.UniqueConstraint(fields=["month", "organisation", "user"], name="service_actor_once")]


class Registered(models.Model):
    """The base of what people register: who did, when; `version` tells a stale edit."""

    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Severity(models.TextChoices):
    FATAL = "fatal", _("致命")
    SERIOUS = "serious", _("严重")
    ORDINARY = "ordinary", _("一般")
    SLIGHT = "slight", _("轻微")


HIGH_RISK = (Severity.FATAL, Severity.SERIOUS)


class Defect(Registered):
    """A defect of the platform. Personal data: none but who registered it (`reported_by` is a post, not a name).

    `response_hours`: whole hours until work on it began, begun hours counted, from the work order; missing: not recorded.
    """

    title = models.CharField("问题", max_length=200)
    severity = models.CharField("级别", max_length=10, choices=Severity.choices)
    reported_by = models.CharField("报告岗位", max_length=80)
    found_on = models.DateField("发现日期", db_index=True)
    response_hours = models.PositiveIntegerField("响应用时（小时）", null=True, blank=True)
    fixed_on = models.DateField("修复日期", null=True, blank=True)
    note = models.CharField("处理说明", max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("service:defect", args=[self.pk])

    @property
    def days_to_repair(self) -> int | None:
        """Days from the day it was found to the day it was repaired; None while it is open."""
        return None if self.fixed_on is None else (self.fixed_on - self.found_on).days

    @property
    def state(self) -> str:
        """Open or repaired, in words."""
        return str(_("未修复") if self.fixed_on is None else _("已修复"))


class Training(Registered):
    """A training session on the use of the platform. Personal data: none but who registered it."""

    title = models.CharField("培训内容", max_length=200)
    held_on = models.DateField("日期", db_index=True)
    unit = models.ForeignKey(
        "registry.Organisation", verbose_name="参训单位", on_delete=models.PROTECT, related_name="+"
    )
    participants = models.PositiveIntegerField("参加人数")

    class Meta:
        verbose_name = "平台培训"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("service:training", args=[self.pk])


class Maintenance(Registered):
    """A planned interruption. Only one that was registered before it began counts as planned. Personal data: who."""

    begins_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    reason = models.CharField("事由", max_length=200)
    cancelled_at = models.DateTimeField("取消时间", null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="service_window_forward")]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        return reverse("service:maintenance")

    @property
    def is_planned(self) -> bool:
        """Whether it was known before it began, and stands."""
        return self.cancelled_at is None and self.registered_at <= self.begins_at

    @property
    def is_ahead(self) -> bool:
        """Whether it has not begun."""
        return self.cancelled_at is None and self.begins_at > timezone.now()


MINUTE = timedelta(minutes=1)


def minute_of(moment: datetime) -> int:
    """The minute of a moment, since 1970."""
    return int(moment.timestamp()) // 60
