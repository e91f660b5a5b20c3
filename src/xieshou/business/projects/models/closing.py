"""Changes of a project, acceptance, settlement."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects.models.project import Project
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class ChangeKind(models.TextChoices):
    CONTENT = "content", _("内容、规模变更")
    PERIOD = "period", _("工期变更")
    BUDGET = "budget", _("投资变更")
    SUSPEND = "suspend", _("暂停")
    RESUME = "resume", _("恢复")
    TERMINATE = "terminate", _("终止")


class ChangeState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("报批中")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")


class ProjectChange(Scoped):
    """A change, suspension or stop of a project, with what it touches: contracts, goals, indicators.

    `values`: fields and their new values; `before`: what they were when it was approved. `effects`: what was shown to the decider, each with what is to be done.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("变更类型"), max_length=12, choices=ChangeKind.choices)
    reason = models.TextField(_("理由"))
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    values = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    effects = models.JSONField(default=list)
    state = models.CharField(_("状态"), max_length=10, choices=ChangeState.choices, default=ChangeState.DRAFT)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)

    class Meta(Scoped.Meta):
        verbose_name = _("项目变更")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.project}：{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("projects:change", args=[self.pk])


class AcceptanceState(models.TextChoices):
    PREPARING = "preparing", _("备验")
    SUBMITTED = "submitted", _("验收中")
    PASSED = "passed", _("验收合格")
    FAILED = "failed", _("不合格，整改后再验")


class Acceptance(Scoped):
    """The acceptance of a project: nothing is submitted before every item of its list has its file.

    `rule`: the version its list was taken from; missing: the built-in one.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="acceptances")
    rule = models.ForeignKey("rules.RuleVersion", null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("应验收日期"), null=True, blank=True)
    held_on = models.DateField(_("验收日期"), null=True, blank=True)
    conclusion = models.TextField(_("验收意见"), blank=True)
    state = models.CharField(
        _("状态"), max_length=12, choices=AcceptanceState.choices, default=AcceptanceState.PREPARING
    )

    class Meta(Scoped.Meta):
        verbose_name = _("验收")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.project} 验收"

    def get_absolute_url(self) -> str:
        return reverse("projects:acceptance", args=[self.pk])


class AcceptanceItem(Scoped):
    """One document the acceptance needs; its files are cited as evidence. `waived_because`: why it is not needed here."""

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    acceptance = models.ForeignKey(Acceptance, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("资料"), max_length=120)
    is_required = models.BooleanField(_("必备"), default=True)
    waived_because = models.CharField(_("不适用的理由"), max_length=300, blank=True)

    class Meta(Scoped.Meta):
        verbose_name = _("验收资料")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.acceptance.get_absolute_url()


class Settlement(Scoped):
    """竣工（项目）决算: what was submitted, what an audit cut, what stands. Personal data: none."""

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="settlement")
    submitted_fen = models.PositiveBigIntegerField(_("送审金额"))
    audited_fen = models.PositiveBigIntegerField(_("审定金额"), null=True, blank=True)
    auditor = models.CharField(_("审计（审核）单位"), max_length=120, blank=True)
    document_number = models.CharField(_("报告文号"), max_length=80, blank=True)
    settled_on = models.DateField(_("审定日期"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    open_findings_reason = models.CharField(_("问题未销号而结算的理由"), max_length=500, blank=True)
    closed_on = models.DateField(_("办结日期"), null=True, blank=True)

    class Meta(Scoped.Meta):
        verbose_name = _("结算")

    def __str__(self) -> str:
        return f"{self.project} 结算"

    def get_absolute_url(self) -> str:
        return reverse("projects:settlement", args=[self.project_id])
