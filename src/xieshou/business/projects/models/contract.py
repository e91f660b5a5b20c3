"""Procurement, contracts and their changes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.business.projects.models.project import Project
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class ProcurementMethod(models.TextChoices):
    OPEN = "open", _("公开招标")
    INVITED = "invited", _("邀请招标")
    NEGOTIATION = "negotiation", _("竞争性谈判")
    CONSULTATION = "consultation", _("竞争性磋商")
    SINGLE = "single", _("单一来源")
    INQUIRY = "inquiry", _("询价")
    ENTRUSTED = "entrusted", _("直接委托")
    NONE = "none", _("不需采购（补助、协议）")


class Procurement(Scoped):
    """One planned purchase of a project and what came of it: planned, then awarded or cancelled.

    A plan without an award has no `awarded_fen`. Contracts are signed on an award. Personal data: none.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="procurements")
    name = models.CharField(_("采购内容"), max_length=200)
    method = models.CharField(_("采购方式"), max_length=20, choices=ProcurementMethod.choices)
    planned_fen = models.PositiveBigIntegerField(_("采购计划金额"))
    planned_on = models.DateField(_("计划采购日期"), null=True, blank=True)
    awarded_fen = models.PositiveBigIntegerField(_("中标（成交）金额"), null=True, blank=True)
    awarded_on = models.DateField(_("中标（成交）日期"), null=True, blank=True)
    supplier = models.ForeignKey(
        "registry.Organisation",
        verbose_name=_("供应商"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    supplier_name = models.CharField(_("供应商名称"), max_length=200, blank=True)
    cancelled_because = models.CharField(_("取消采购的理由"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("采购计划")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:contracts_of", args=[self.project_id])


class ContractState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SIGNED = "signed", _("履行中")
    FULFILLED = "fulfilled", _("已履行完毕")
    TERMINATED = "terminated", _("已解除")


class Contract(Scoped):
    """One contract of a project. `amount_fen` is the amount in force: signed, plus the changes agreed. Personal data: none.

    `attention`: what an approved change of the project asks of this contract; empty: nothing, or dealt with.
    """

    read_permission: ClassVar[Permission] = Permission.PROJECT_READ

    project = models.ForeignKey(Project, verbose_name=_("项目"), on_delete=models.PROTECT, related_name="contracts")
    procurement = models.ForeignKey(
        Procurement,
        verbose_name=_("采购计划"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contracts",
    )
    number = models.CharField(_("合同编号"), max_length=80)
    name = models.CharField(_("合同名称"), max_length=200)
    method = models.CharField(_("采购方式"), max_length=20, choices=ProcurementMethod.choices)
    planned_fen = models.PositiveBigIntegerField(_("采购预算"), null=True, blank=True)
    awarded_fen = models.PositiveBigIntegerField(_("中标（成交）金额"), null=True, blank=True)
    awarded_on = models.DateField(_("中标（成交）日期"), null=True, blank=True)
    supplier = models.ForeignKey(
        "registry.Organisation",
        verbose_name=_("供应商"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    supplier_name = models.CharField(_("供应商名称"), max_length=200, blank=True)
    signed_fen = models.PositiveBigIntegerField(_("签订金额"))
    amount_fen = models.PositiveBigIntegerField(_("现合同金额"), editable=False)
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    ends_on = models.DateField(_("履行期限"), null=True, blank=True)
    bond_fen = models.PositiveBigIntegerField(_("履约保证金"), null=True, blank=True)
    bond_expires_on = models.DateField(_("保证（保函）到期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=12, choices=ContractState.choices, default=ContractState.SIGNED)
    attention = models.CharField(_("需处理"), max_length=300, blank=True, editable=False)
    batch = models.ForeignKey(
        "exchange.ImportBatch", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("合同")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="contract_number_once")]
        indexes = [
            *Scoped.Meta.indexes,
            models.Index(fields=["bond_expires_on"], name="contract_bond", condition=Q(bond_expires_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("projects:contract", args=[self.pk])


class ContractChange(models.Model):
    """An agreed change of a contract: by how much, until when, why. Personal data: who entered it."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="changes")
    agreed_on = models.DateField(_("变更日期"))
    difference_fen = models.BigIntegerField(_("金额增减"), default=0)
    ends_on = models.DateField(_("新的履行期限"), null=True, blank=True)
    reason = models.CharField(_("变更理由"), max_length=500)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["agreed_on", "id"]

    def __str__(self) -> str:
        return self.reason
