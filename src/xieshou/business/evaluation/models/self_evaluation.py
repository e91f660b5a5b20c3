"""Self-evaluation and its actual values."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.models.base import OfYear
from xieshou.business.evaluation.models.goals import GoalIndicator, GoalSet
from xieshou.business.evaluation.models.monitoring import Reach
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class SelfEvaluation(OfYear):
    """单位自评 of a goal set: funds, actual values with their evidence, the scorecard of the kernel.

    `funds`: as in `Monitoring`, with the rate and its score. `card`: the scorecard as it was approved; while it is being
    filled in, the card is computed. `total` and `grade` are the awarded ones when approved. `attested`: the published
    total where the table reproduces a published one.
    """

    goals = models.ForeignKey(GoalSet, on_delete=models.PROTECT, related_name="self_evaluations")
    scheme = models.CharField(_("评价方案"), max_length=80, blank=True)  # another one than the goals'; empty: theirs
    achieved = models.TextField(_("年度总体目标完成情况"), blank=True)
    funds = models.JSONField(default=list)
    funds_note = models.CharField(_("预算执行说明"), max_length=500, blank=True)
    facts = models.JSONField(default=dict)  # named facts of a department's scheme: name → {"value", "note"}
    items = models.JSONField(default=dict)  # items of the scheme: code → {"awarded", "because", "note"}
    scheme_digest = models.CharField(max_length=80, blank=True)
    card = models.JSONField(null=True)
    total = models.CharField(_("总分"), max_length=20, blank=True)
    grade = models.CharField(_("等级"), max_length=20, blank=True)
    problems = models.TextField(_("存在的问题"), blank=True)
    measures = models.TextField(_("改进措施"), blank=True)

    class Meta(OfYear.Meta):
        verbose_name = _("绩效自评")
        constraints = [models.UniqueConstraint(fields=["goals"], name="self_evaluation_once")]
        indexes = [*Scoped.Meta.indexes, models.Index(fields=["year", "state", "-id"], name="self_by_year")]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.year} 年绩效自评"

    @property
    def scheme_used(self) -> str:
        """The scheme that scores it."""
        return self.scheme or self.goals.scheme

    def get_absolute_url(self) -> str:
        return reverse("evaluation:self", args=[self.pk])


class ActualValue(Scoped):
    """The actual value of one indicator in a self-evaluation: from a metric (then `figure` keeps it) or entered.

    An entered value without evidence scores nothing by rule; `no_evidence_because` is shown to the reviewer.
    `awarded` departs from the rule only with `awarded_because`. Evidence is cited on this row.
    """

    read_permission: ClassVar[Permission] = Permission.PERFORMANCE_READ

    evaluation = models.ForeignKey(SelfEvaluation, on_delete=models.CASCADE, related_name="values")
    indicator = models.ForeignKey(GoalIndicator, on_delete=models.PROTECT, related_name="+")
    actual = models.CharField(_("实际完成值"), max_length=200, blank=True)
    reach = models.CharField(_("取数范围"), max_length=10, choices=Reach.choices, default=Reach.SUBJECT)
    is_entered = models.BooleanField(_("填报的值"), default=False)  # entered although there is a metric
    reading = models.TextField(blank=True, editable=False)  # what the kernel read, for scoring thousands at once
    figure = models.ForeignKey("metrics.Snapshot", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("数据来源"), max_length=300, blank=True)
    level = models.CharField(_("定性等级"), max_length=20, blank=True)
    level_percent = models.CharField(_("定性百分比"), max_length=10, blank=True)
    deviation = models.CharField(_("偏差原因分析及改进措施"), max_length=1000, blank=True)
    over_reason = models.CharField(_("超额完成原因"), max_length=500, blank=True)
    no_evidence_because = models.CharField(_("没有佐证的原因"), max_length=300, blank=True)
    awarded = models.CharField(_("评定得分"), max_length=20, blank=True)
    awarded_because = models.CharField(_("评定理由"), max_length=500, blank=True)

    class Meta(Scoped.Meta):
        verbose_name = _("实际完成值")
        ordering = ["indicator__order", "id"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "indicator"], name="actual_value_once")]

    def __str__(self) -> str:
        return f"{self.indicator}：{self.actual}"

    def get_absolute_url(self) -> str:
        return f"{self.evaluation.get_absolute_url()}#{self.indicator.code}"
