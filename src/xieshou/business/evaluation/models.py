"""The performance cycle: ex-ante assessment, goals with versions, monitoring, self-evaluation, evaluation, application.

Points and scores are exact decimals as text, money is integer 分. What is missing is null or empty, never zero.
A project's or a department's cycle of one year hangs together through `GoalSet`: the approved one is in force.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class Subject(models.TextChoices):
    """What is evaluated."""

    PROJECT = "project", _("项目支出")
    DEPARTMENT = "department", _("部门整体支出")


class FormState(models.TextChoices):
    """Where a form of the cycle stands between those who fill it in and those who review it."""

    DRAFT = "draft", _("填报中")
    SUBMITTED = "submitted", _("审核中")
    RETURNED = "returned", _("已退回")
    APPROVED = "approved", _("已批准")
    SUPERSEDED = "superseded", _("已被新版替代")


class OfYear(Scoped):
    """A form of the cycle: of a project, or of a department (then `project` is empty and `owner` is the department).

    `reviewer`: who returned it last; submitting again goes straight back there.
    """

    read_permission: ClassVar[Permission] = Permission.PERFORMANCE_READ

    project = models.ForeignKey(
        "projects.Project", verbose_name=_("项目"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    state = models.CharField(_("状态"), max_length=12, choices=FormState.choices, default=FormState.DRAFT)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    return_reason = models.CharField(_("退回理由"), max_length=500, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(Scoped.Meta):
        abstract = True
        ordering = ["-year", "-id"]

    @property
    def subject(self) -> Subject:
        """Whether a project or a department is meant."""
        return Subject.PROJECT if self.project_id is not None else Subject.DEPARTMENT

    @property
    def subject_name(self) -> str:
        """The name of the project, or of the department."""
        return str(self.project) if self.project is not None else str(self.owner)

    @property
    def is_editable(self) -> bool:
        """Whether those who fill it in may change it now."""
        return self.state in {FormState.DRAFT, FormState.RETURNED}


class ExAnteConclusion(models.TextChoices):
    SUPPORT = "support", _("予以支持")
    AMEND = "amend", _("调整完善后支持")
    REFUSE = "refuse", _("不予支持")


class ExAnte(OfYear):
    """事前绩效评估 of a new or major project: five criteria, a conclusion; without it no budget is asked for.

    `criteria`: [{"code", "score", "words"}], scores as exact decimal texts.
    """

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
    before; `change_reason` and `change_basis` say why it was changed (年中调整).
    """

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
    save, for lists; null: nothing can be said. `findings`: how many findings there were then.
    """

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


class AppraisalKind(models.TextChoices):
    DEPARTMENT = "department", _("部门评价")
    FINANCE = "finance", _("财政评价")
    THIRD_PARTY = "third_party", _("第三方评价")


class AppraisalState(models.TextChoices):
    PREPARING = "preparing", _("准备")
    SCORING = "scoring", _("专家评分")
    DRAFTING = "drafting", _("汇总与报告")
    EXCHANGED = "exchanged", _("交换意见")
    SIGNED = "signed", _("已签发")


class Aggregation(models.TextChoices):
    """How the experts' scores of one item become one score."""

    MEAN = "mean", _("平均")
    TRIMMED = "trimmed", _("去掉一个最高分、一个最低分后平均")


class Appraisal(OfYear):
    """An evaluation by the department, the finance bureau or a third party (财预〔2020〕10号), with its report.

    `is_blind`: experts do not see each other's scores before all have scored. `aggregation`: mean, or mean without the
    highest and the lowest. `chapters`: the report's text by chapter. `facts`: as in `SelfEvaluation`. `differences`: why
    scores of several evaluations differ: place → {"reason", "cells"}, asked again when a score changes. `check`: what the
    last check found and what it was made of; signing wants it fresh. Personal data: who answered, who signed.
    """

    kind = models.CharField(_("评价类型"), max_length=12, choices=AppraisalKind.choices)
    stage = models.CharField(_("进度"), max_length=10, choices=AppraisalState.choices, default=AppraisalState.PREPARING)
    scheme = models.CharField(_("评价方案"), max_length=80)
    scheme_digest = models.CharField(max_length=80, blank=True)
    self_evaluation = models.ForeignKey(
        SelfEvaluation, null=True, blank=True, on_delete=models.PROTECT, related_name="appraisals"
    )
    evaluator = models.CharField(_("评价机构"), max_length=120, blank=True)
    is_blind = models.BooleanField(_("背靠背评分"), default=True)
    aggregation = models.CharField(_("汇总方式"), max_length=20, choices=Aggregation.choices, default=Aggregation.MEAN)
    scoring_due_on = models.DateField(_("评分截止"), null=True, blank=True)
    facts = models.JSONField(default=dict)
    chapters = models.JSONField(default=dict)
    differences = models.JSONField(default=dict)
    check_result = models.JSONField(null=True, editable=False)
    exchanged_at = models.DateTimeField(_("交换意见时间"), null=True, blank=True)
    answer_due_on = models.DateField(_("答复期限"), null=True, blank=True)
    answer = models.TextField(_("被评价单位的意见"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    reply = models.TextField(_("意见采纳情况"), blank=True)
    card = models.JSONField(null=True)
    total = models.CharField(_("总分"), max_length=20, blank=True)
    grade = models.CharField(_("等级"), max_length=20, blank=True)
    signed_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    report = models.ForeignKey("evidence.Evidence", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    disclosed_on = models.DateField(_("公开日期"), null=True, blank=True)
    disclosed_at_url = models.CharField(_("公开网址"), max_length=300, blank=True)
    disclosure = models.ForeignKey(
        "evidence.Evidence", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(OfYear.Meta):
        verbose_name = _("绩效评价")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year", "kind"], condition=Q(project__isnull=False), name="appraisal_once"
            ),
            models.UniqueConstraint(
                fields=["owner", "year", "kind"], condition=Q(project__isnull=True), name="department_appraisal_once"
            ),
        ]
        indexes = [*Scoped.Meta.indexes, models.Index(fields=["year", "stage", "-id"], name="appraisal_by_year")]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.year} 年{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:appraisal", args=[self.pk])


class Expert(models.Model):
    """Somebody who scores an appraisal. Personal data: who. `weight` is an exact decimal text."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="experts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    weight = models.CharField(_("权重"), max_length=10, default="1")
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["appraisal", "user"], name="appraisal_expert_once")]

    def __str__(self) -> str:
        return str(self.user)


class ExpertScore(models.Model):
    """What one expert gives one item. Personal data: through the expert."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="scores")
    item = models.CharField(_("指标"), max_length=40)
    score = models.CharField(_("得分"), max_length=20)
    words = models.CharField(_("理由"), max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["expert", "item"], name="expert_score_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.score}"


class AppraisalScore(Scoped):
    """The score of one item of an appraisal: as the experts' scores came together, as awarded with the reason.

    `aggregated` is empty for an item that its rule scores; `awarded` is empty while it is the aggregated or the rule's.
    `arithmetic`: how the experts' scores became one.
    """

    read_permission: ClassVar[Permission] = Permission.PERFORMANCE_READ

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="scores")
    item = models.CharField(_("指标"), max_length=40)
    aggregated = models.CharField(_("专家汇总"), max_length=20, blank=True)
    awarded = models.CharField(_("评定得分"), max_length=20, blank=True)
    arithmetic = models.CharField(_("汇总算式"), max_length=500, blank=True)
    reason = models.CharField(_("理由"), max_length=1000, blank=True)

    class Meta(Scoped.Meta):
        verbose_name = _("评价得分")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["appraisal", "item"], name="appraisal_score_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.awarded}"

    def get_absolute_url(self) -> str:
        return f"{self.appraisal.get_absolute_url()}#{self.item}"


class Explanation(models.Model):
    """Why a mismatch that the check found in a report may stand. Kept with the report. Personal data: who said so.

    `fingerprint` is the finding's code with what it is about, so that it is recognised in the next check.
    """

    appraisal = models.ForeignKey(Appraisal, on_delete=models.CASCADE, related_name="explanations")
    fingerprint = models.CharField(max_length=64)
    code = models.CharField(_("检查项"), max_length=40)
    finding = models.TextField(_("发现"))
    reason = models.CharField(_("说明"), max_length=1000)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appraisal", "fingerprint"], name="explanation_once")]

    def __str__(self) -> str:
        return self.reason


class PublicMaterial(Scoped):
    """A file that the office has published: reports that are signed later are checked together with it."""

    read_permission: ClassVar[Permission] = Permission.PERFORMANCE_READ

    evidence = models.ForeignKey("evidence.Evidence", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    url = models.CharField(_("公开网址"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(Scoped.Meta):
        verbose_name = _("已公开材料")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["evidence", "year"], name="public_material_once")]

    def __str__(self) -> str:
        return str(self.evidence)

    def get_absolute_url(self) -> str:
        return self.evidence.get_absolute_url()


class Application(OfYear):
    """结果应用: what the result suggests for a year's budget, and what the budget proposal answers.

    `year` is the budget year, one after the evaluated year. `suggestion`: the rule's own words with its arithmetic.
    """

    appraisal = models.ForeignKey(
        Appraisal, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    self_evaluation = models.ForeignKey(
        SelfEvaluation, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    suggestion_code = models.CharField(_("建议"), max_length=20)
    suggestion = models.TextField(_("建议的依据"))
    asked_fen = models.PositiveBigIntegerField(_("申请预算"), null=True, blank=True)
    previous_fen = models.PositiveBigIntegerField(_("上年预算"), null=True, blank=True)
    answer = models.TextField(_("预算编制的回应"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(OfYear.Meta):
        verbose_name = _("结果应用")
        constraints = [
            models.UniqueConstraint(
                fields=["appraisal"], condition=Q(appraisal__isnull=False), name="application_once_an_appraisal"
            ),
            models.UniqueConstraint(
                fields=["self_evaluation"],
                condition=Q(self_evaluation__isnull=False),
                name="application_once_a_self_evaluation",
            ),
        ]
        indexes = [*Scoped.Meta.indexes, models.Index(fields=["project", "year"], name="application_by_project")]

    def __str__(self) -> str:
        return f"{self.subject_name} {self.year} 年预算：评价结果应用"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:application", args=[self.pk])
