"""What every form of the cycle has: a subject, a year, a state, who approved it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
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
