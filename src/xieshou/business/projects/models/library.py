"""Review, entry into the library, the yearly plan."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects.models.project import Project
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class Verdict(models.TextChoices):
    AGREE = "agree", _("同意入库")
    AMEND = "amend", _("修改后再审")
    REFUSE = "refuse", _("不予入库")


class Review(models.Model):
    """One round of reviewing one project, by experts, then by a meeting. Personal data: who leads it.

    `rule`: the version it is held by; missing: the built-in one. `published_on`: 公示 began; its number of days is in `published_days`; objections are in `objections`.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reviews")
    rule = models.ForeignKey("rules.RuleVersion", null=True, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(_("轮次"))
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("会审日期"), null=True, blank=True)
    minutes = models.TextField(_("会审意见"), blank=True)
    verdict = models.CharField(_("结论"), max_length=10, choices=Verdict.choices, blank=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    published_on = models.DateField(_("公示开始"), null=True, blank=True)
    published_days = models.PositiveSmallIntegerField(_("公示天数"), null=True, blank=True)
    objections = models.CharField(_("公示异议"), max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-round"]
        constraints = [
            models.UniqueConstraint(fields=["project", "round"], name="review_round_once"),
            models.UniqueConstraint(fields=["project"], condition=Q(closed_at=None), name="review_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} 第 {self.round} 轮评审"

    def get_absolute_url(self) -> str:
        return reverse("projects:review", args=[self.project_id, self.round])


class ReviewExpert(models.Model):
    """One expert of one round. Scores are kept once they are submitted, and seen by others only then.

    `submitted_at` missing: not yet scored. Personal data: the expert.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="experts")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("总体意见"), max_length=1000, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "expert"], name="review_expert_once")]

    def __str__(self) -> str:
        return str(self.expert)


class ReviewScore(models.Model):
    """What one expert says of one criterion; `score` is an exact decimal text. Personal data: the expert."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    criterion = models.CharField(_("评审项"), max_length=40)
    score = models.CharField(_("得分"), max_length=20)
    words = models.CharField(_("意见"), max_length=500, blank=True)
    scored_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "expert", "criterion"], name="review_score_once")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.score}"


class PlanState(models.TextChoices):
    DRAFT = "draft", _("编制中")
    SUBMITTED = "submitted", _("报批中")
    ISSUED = "issued", _("已下达")


class YearPlan(Scoped):
    """The yearly plan of an office: projects chosen from the library, each with an amount. Personal data: none."""

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("名称"), max_length=200)
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("下达日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("年度项目计划")
        ordering = ["-year", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:plan", args=[self.pk])


class PlanItem(models.Model):
    """One project in one year's plan. An item taken out of an issued plan stays, with when and why; it counts no more."""

    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="items")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="plan_items")
    amount_fen = models.PositiveBigIntegerField(_("计划金额"))
    order = models.PositiveIntegerField(_("次序"), default=0)
    taken_out_at = models.DateTimeField(_("调出时间"), null=True)
    taken_out_because = models.CharField(_("调出理由"), max_length=500, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "project"], name="plan_item_once")]

    def __str__(self) -> str:
        return str(self.project)
