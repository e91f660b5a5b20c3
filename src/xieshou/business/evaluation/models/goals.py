"""Ex-ante assessment and goals: indicators, opinions, waivers, versions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.business.evaluation.models.base import OfYear
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class ExAnteConclusion(models.TextChoices):
    SUPPORT = "support", _("予以支持")
    AMEND = "amend", _("调整完善后支持")
    REFUSE = "refuse", _("不予支持")


class ExAnte(OfYear):
    """事前绩效评估 of a new or major project: five criteria, a conclusion; without it no budget is asked for.

    `criteria`: [{"code", "score", "words"}], scores as exact decimal texts. `rule`: the version it is assessed by;
    missing: the built-in one.
    """

    rule = models.ForeignKey("rules.RuleVersion", null=True, on_delete=models.PROTECT, related_name="+")
    criteria = models.JSONField(_("评估内容"), default=list)
    conclusion = models.CharField(_("评估结论"), max_length=10, choices=ExAnteConclusion.choices, blank=True)
    words = models.TextField(_("评估意见"), blank=True)
    assessed_on = models.DateField(_("评估日期"), null=True, blank=True)

    class Meta(OfYear.Meta):
        verbose_name = _("事前绩效评估")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year"], condition=~Q(state="superseded"), name="ex_ante_once_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.year} 年事前绩效评估"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:ex_ante", args=[self.pk])


class GoalSet(OfYear):
    """绩效目标表 of one year: the overall goal and the indicators. Versions are rows; the approved one is in force.

    `scheme` names a kernel scheme, `scheme_digest` its content when the goals were approved. `adjusts` is the version
    before; `change_reason` and `change_basis` say why it was changed (年中调整). `rule`: the version of the indicator
    check they were submitted under; missing: the built-in one.
    """

    rule = models.ForeignKey("rules.RuleVersion", null=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("版本"), default=1)
    scheme = models.CharField(_("评价方案"), max_length=80)
    scheme_digest = models.CharField(max_length=80, blank=True)
    expected = models.TextField(_("年度总体目标"), blank=True)
    adjusts = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="adjusted_by")
    change_reason = models.CharField(_("调整理由"), max_length=500, blank=True)
    change_basis = models.CharField(_("调整依据"), max_length=200, blank=True)

    class Meta(OfYear.Meta):
        verbose_name = _("绩效目标")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "number"], condition=Q(project__isnull=False), name="goals_number_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "year", "number"],
                condition=Q(project__isnull=True),
                name="department_goals_number_once",
            ),
            models.UniqueConstraint(
                fields=["project", "year"],
                condition=Q(project__isnull=False, state="approved"),
                name="goals_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["owner", "year"],
                condition=Q(project__isnull=True, state="approved"),
                name="department_goals_in_force_once",
            ),
        ]
        indexes = [*Scoped.Meta.indexes, models.Index(fields=["year", "state", "-id"], name="goals_by_year")]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.year} 年绩效目标"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:goals", args=[self.pk])


class GoalIndicator(Scoped):
    """One third-level indicator of a goal set, in the order of the form. Owner and place are the goal set's.

    `indicator`: its version in the dictionary, empty for one of the office's own, which then says its definition and
    who holds the data. `metric`: the metric its actual value is taken from; empty: entered with evidence.
    `target` is text as people write it (≥50 次); the kernel reads it. `code` stays the same through the versions.
    """

    read_permission: ClassVar[Permission] = Permission.PERFORMANCE_READ

    goals = models.ForeignKey(GoalSet, on_delete=models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField(_("次序"))
    code = models.CharField(_("代码"), max_length=20)
    level1 = models.CharField(_("一级指标"), max_length=40)
    level2 = models.CharField(_("二级指标"), max_length=40)
    name = models.CharField(_("三级指标"), max_length=200)
    target = models.CharField(_("年度指标值"), max_length=200, blank=True)
    unit = models.CharField(_("计量单位"), max_length=20, blank=True)
    points = models.CharField(_("分值"), max_length=20, blank=True)
    definition = models.CharField(_("指标解释（口径）"), max_length=500, blank=True)
    data_source = models.CharField(_("完成值数据来源"), max_length=300, blank=True)
    data_owner = models.ForeignKey(
        "registry.Organisation",
        verbose_name=_("数据责任单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    target_basis = models.CharField(_("指标值设定依据"), max_length=300, blank=True)
    indicator = models.ForeignKey(
        "dictionary.IndicatorVersion",
        verbose_name=_("指标库"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    metric = models.ForeignKey(
        "metrics.Metric", verbose_name=_("取数指标"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Scoped.Meta):
        verbose_name = _("绩效指标")
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["goals", "code"], name="goal_indicator_code_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{self.goals.get_absolute_url()}#{self.code}"


class Opinion(models.Model):
    """What a reviewer says of one indicator, or of the whole form (indicator empty). Personal data: the reviewer."""

    goals = models.ForeignKey(GoalSet, on_delete=models.CASCADE, related_name="opinions")
    indicator = models.ForeignKey(GoalIndicator, null=True, on_delete=models.CASCADE, related_name="opinions")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("意见"), max_length=500)
    must_change = models.BooleanField(_("必须修改"), default=True)
    answer = models.CharField(_("回应"), max_length=500, blank=True)
    resolved_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words


class Waiver(models.Model):
    """A finding of the indicator check that the office lets stand, and why. Personal data: who said so."""

    goals = models.ForeignKey(GoalSet, on_delete=models.CASCADE, related_name="waivers")
    finding = models.CharField(_("检查项"), max_length=40)
    indicator_code = models.CharField(max_length=20, blank=True)
    reason = models.CharField(_("理由"), max_length=500)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goals", "finding", "indicator_code"], name="goal_waiver_once")]

    def __str__(self) -> str:
        return self.reason
