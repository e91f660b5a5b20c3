"""Milestones, progress reports, warnings."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects.models.project import Project
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class Milestone(models.Model):
    """One node of a project's schedule. `weight` is its share of the whole in percent points; parallel nodes share an order.

    `percent` is what the last report says, 0–100; missing: nothing reported. Personal data: none.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="milestones")
    order = models.PositiveSmallIntegerField(_("次序"))
    name = models.CharField(_("节点"), max_length=120)
    is_main = models.BooleanField(_("主线"), default=True)
    weight = models.PositiveSmallIntegerField(_("权重（%）"))
    starts_on = models.DateField(_("计划开始"), null=True, blank=True)
    ends_on = models.DateField(_("计划完成"))
    responsible = models.ForeignKey(
        "registry.Organisation",
        verbose_name=_("责任单位"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    percent = models.PositiveSmallIntegerField(_("形象进度（%）"), null=True, blank=True)
    reported_on = models.DateField(_("最近更新"), null=True, blank=True)
    done_on = models.DateField(_("实际完成"), null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__isnull=True) | Q(percent__lte=100), name="milestone_percent")
        ]

    def __str__(self) -> str:
        return self.name


class ProgressReport(Scoped):
    """What was done on a milestone by a day, with photographs as evidence. Personal data: who reported.

    It counts (`is_counted`) once a photograph proves it; until then the milestone's percent stays as it was.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="reports")
    reported_on = models.DateField(_("截至"))
    percent = models.PositiveSmallIntegerField(_("形象进度（%）"))
    words = models.CharField(_("进展"), max_length=1000)
    fall_reason = models.CharField(_("进度下降的理由"), max_length=300, blank=True)
    is_counted = models.BooleanField(_("计入进度"), default=False, editable=False)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta(Scoped.Meta):
        verbose_name = _("进度报告")
        ordering = ["-reported_on", "-id"]

    def __str__(self) -> str:
        return f"{self.milestone} {self.percent}%"

    def get_absolute_url(self) -> str:
        return f"{reverse('projects:milestones', args=[self.milestone.project_id])}#report-{self.pk}"


class ProjectWarning(Scoped):
    """A rule that a running project breaks, from the day it was first seen until the day it no longer holds.

    `since`: the day the data tell. `lines`: the figures used; `arithmetic`: how they broke the rule. `is_unknown`: the
    rule could not be judged, and why is in `arithmetic`. `rule_version` missing: the built-in rules. Acknowledged with a measure and its deadline; past it the
    warning comes back. Personal data: who acknowledged.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="warnings")
    milestone = models.ForeignKey(Milestone, null=True, on_delete=models.CASCADE, related_name="warnings")
    rule = models.CharField(_("规则"), max_length=40)
    rule_version = models.ForeignKey("rules.RuleVersion", null=True, on_delete=models.PROTECT, related_name="+")
    rule_words = models.CharField(_("规则内容"), max_length=300)
    is_unknown = models.BooleanField(_("无法判断"), default=False)
    lines = models.JSONField(default=list)
    arithmetic = models.CharField(_("算式"), max_length=500)
    raised_on = models.DateField(_("首次预警"))
    ended_on = models.DateField(_("解除"), null=True)
    measure = models.CharField(_("处理措施"), max_length=500, blank=True)
    measure_due = models.DateField(_("措施完成期限"), null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        verbose_name = _("项目预警")
        ordering = ["-id"]
        indexes = [
            *Scoped.Meta.indexes,
            models.Index(fields=["rule", "id"], name="warning_open_by_rule", condition=Q(ended_on=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "rule"], condition=Q(ended_on=None, milestone=None), name="warning_once"
            ),
            models.UniqueConstraint(
                fields=["project", "rule", "milestone"], condition=Q(ended_on=None), name="warning_at_node_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}：{self.rule_words}"

    def get_absolute_url(self) -> str:
        return reverse("projects:warning", args=[self.pk])


class WarningCheck(models.Model):
    """A day on which the warnings of every project were computed. Personal data: none."""

    day = models.DateField(unique=True)
    project_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}"
