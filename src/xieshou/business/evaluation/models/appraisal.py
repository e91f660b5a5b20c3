"""Evaluation by department, finance bureau and third party: experts, scores, explanations, published material, application."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from xieshou.business.evaluation.models.base import OfYear
from xieshou.business.evaluation.models.self_evaluation import SelfEvaluation
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


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
        with override("zh-hans"):  # it is kept in titles and in the log, and told in English when it is shown
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
