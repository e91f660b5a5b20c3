"""Dual monitoring: spending and targets against time."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.models.base import OfYear
from xieshou.business.evaluation.models.goals import GoalIndicator, GoalSet
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class Reach(models.TextChoices):
    """Over which records the metric of an indicator is taken."""

    SUBJECT = "subject", _("本单位在本地区")
    PROJECT = "project", _("本项目")
    OWNER = "owner", _("本单位，不限地区")
    PLACE = "place", _("本地区，不限单位")
    ALL = "all", _("全部")


class Monitoring(OfYear):
    """绩效运行监控 of a goal set up to the end of a month: spending and targets beside time.

    `funds`: [{"row", "initial_fen", "budget_fen", "executed_fen", "forecast_fen"}] as they stood when it was filled.
    `spending_e4`, `targets_e4` and `gap_e4` (how far they are apart) are shares of one in ten-thousandths as of the last
    save, for lists; null: nothing can be said. `findings`: how many findings there were then. `rule`: the version it
    was submitted under; missing: the built-in one.
    """

    rule = models.ForeignKey("rules.RuleVersion", null=True, on_delete=models.PROTECT, related_name="+")
    goals = models.ForeignKey(GoalSet, on_delete=models.PROTECT, related_name="monitorings")
    month = models.PositiveSmallIntegerField(_("截至月份"))
    funds = models.JSONField(default=list)
    words = models.TextField(_("监控情况说明"), blank=True)
    measures = models.TextField(_("下一步措施"), blank=True)
    spending_e4 = models.BigIntegerField(_("支出进度"), null=True, editable=False)
    targets_e4 = models.BigIntegerField(_("目标进度"), null=True, editable=False)
    gap_e4 = models.BigIntegerField(_("两条进度相差"), null=True, editable=False)
    findings = models.PositiveSmallIntegerField(_("预警"), default=0, editable=False)

    class Meta(OfYear.Meta):
        verbose_name = _("绩效运行监控")
        indexes = [
            *Scoped.Meta.indexes,
            models.Index(fields=["year", "month", "-gap_e4", "-id"], name="monitoring_by_gap"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["goals", "month"], name="monitoring_once_a_month"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="monitoring_month"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.year} 年 1–{self.month} 月绩效运行监控"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:monitoring", args=[self.pk])


class Possibility(models.TextChoices):
    CERTAIN = "certain", _("确定能")
    POSSIBLE = "possible", _("有可能")
    IMPOSSIBLE = "impossible", _("完全不可能")


class MonitoringRow(Scoped):
    """One indicator in one monitoring. `causes`: of 经费保障 制度保障 人员保障 硬件条件保障 其他."""

    read_permission: ClassVar[Permission] = Permission.PERFORMANCE_READ

    monitoring = models.ForeignKey(Monitoring, on_delete=models.CASCADE, related_name="rows")
    indicator = models.ForeignKey(GoalIndicator, on_delete=models.PROTECT, related_name="+")
    actual = models.CharField(_("执行情况"), max_length=200, blank=True)
    reach = models.CharField(_("取数范围"), max_length=10, choices=Reach.choices, default=Reach.SUBJECT)
    figure = models.ForeignKey("metrics.Snapshot", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    forecast = models.CharField(_("全年预计完成情况"), max_length=200, blank=True)
    causes = models.JSONField(default=list, blank=True)
    reason = models.CharField(_("偏差原因说明"), max_length=500, blank=True)
    possibility = models.CharField(_("完成目标可能性"), max_length=10, choices=Possibility.choices, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Scoped.Meta):
        verbose_name = _("监控情况")
        ordering = ["indicator__order", "id"]
        constraints = [models.UniqueConstraint(fields=["monitoring", "indicator"], name="monitoring_row_once")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.actual}"

    def get_absolute_url(self) -> str:
        return self.monitoring.get_absolute_url()
