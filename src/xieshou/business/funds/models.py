"""Money: sources with their documents, allocation, budgets of projects, payments, changes and carry-over.

All amounts are integer 分. What is planned, received and paid are dated facts; every total is computed from them.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class Level(models.TextChoices):
    """Who gives the money."""

    CENTRAL = "central", _("中央")
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    DISTRICT = "district", _("区（县）级")
    SOCIAL = "social", _("社会")
    OTHER = "other", _("其他")


class FundSource(Scoped):
    """One grant with its document: how much, for which year, what it may be used for. Personal data: none.

    `categories`: the project categories it may pay for; empty: any. `document_number` is empty only for social money.
    """

    read_permission: ClassVar[Permission] = Permission.FUND_READ

    year = models.PositiveSmallIntegerField(_("年度"))
    level = models.CharField(_("资金来源"), max_length=10, choices=Level.choices)
    name = models.CharField(_("资金名称"), max_length=200)
    giver = models.CharField(_("拨款（捐赠）单位"), max_length=120, blank=True)
    document_number = models.CharField(_("文号"), max_length=80, blank=True)
    document_date = models.DateField(_("发文日期"), null=True, blank=True)
    amount_fen = models.PositiveBigIntegerField(_("金额"))
    permitted_use = models.CharField(_("用途限制"), max_length=500)
    categories = models.JSONField(_("可用于的项目类别"), default=list, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("资金来源")
        ordering = ["-year", "-id"]
        indexes = [*Scoped.Meta.indexes, models.Index(fields=["year", "level", "id"], name="fund_source_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "year", "document_number", "name"],
                condition=~Q(document_number=""),
                name="fund_source_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_level_display()} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("funds:source", args=[self.pk])


class Receipt(models.Model):
    """Money of a source that arrived on a day. A negative amount takes an entry back. Personal data: who entered it.

    `budget`: the project's budget it arrived for; missing: it arrived for the source and is not divided yet.
    `reverses`: the entry that this one takes back, wholly.
    """

    source = models.ForeignKey(FundSource, on_delete=models.PROTECT, related_name="receipts")
    budget = models.ForeignKey(
        "ProjectBudget",
        verbose_name=_("对应项目预算"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="receipts",
    )
    reverses = models.OneToOneField(
        "self", verbose_name=_("冲销"), null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    received_on = models.DateField(_("到账日期"))
    amount_fen = models.BigIntegerField(_("到账金额"))
    voucher = models.CharField(_("凭证号"), max_length=80, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["received_on", "id"]
        indexes = [models.Index(fields=["source", "received_on"], name="receipt_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, reverses=None) | Q(amount_fen__lt=0, reverses__isnull=False),
                name="receipt_negative_only_reverses",
            )
        ]

    def __str__(self) -> str:
        return f"{self.received_on}"


class AllocationState(models.TextChoices):
    DRAFT = "draft", _("编制中")
    SUBMITTED = "submitted", _("报批中")
    ISSUED = "issued", _("已下达")


class Allocation(Scoped):
    """A plan that divides a source among places by factors. The arithmetic is data: it can be done again at any time.

    `step_fen`: shares are rounded down to this (100 = 元, 1,000,000 = 万元); what remains goes to the largest
    remainders, then by order. `factors`: [{"code", "name", "unit", "weight"}], weights as exact decimal texts.
    """

    read_permission: ClassVar[Permission] = Permission.FUND_READ

    source = models.ForeignKey(FundSource, on_delete=models.PROTECT, related_name="allocations")
    title = models.CharField(_("名称"), max_length=200)
    amount_fen = models.PositiveBigIntegerField(_("分配总额"))
    step_fen = models.PositiveBigIntegerField(_("取整到"), default=1_000_000)
    factors = models.JSONField(_("因素"), default=list)
    document_number = models.CharField(_("下达文号"), max_length=80, blank=True)
    issued_on = models.DateField(_("下达日期"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=AllocationState.choices, default=AllocationState.DRAFT)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("分配方案")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("funds:allocation", args=[self.pk])


class AllocationShare(models.Model):
    """What one place gets. `values`: factor code → exact decimal text, missing counts as not given, never zero.

    `computed_fen` follows from the factors; `adjusted_fen` departs from it with a reason; missing: as computed.
    """

    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="shares")
    order = models.PositiveSmallIntegerField(default=0)
    recipient = models.ForeignKey(
        "registry.Organisation", verbose_name=_("受款单位"), on_delete=models.PROTECT, related_name="+"
    )
    values = models.JSONField(default=dict)
    computed_fen = models.PositiveBigIntegerField(null=True)
    adjusted_fen = models.PositiveBigIntegerField(null=True, blank=True)
    adjusted_because = models.CharField(_("调整理由"), max_length=300, blank=True)
    document_number = models.CharField(_("分文号"), max_length=80, blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["allocation", "recipient"], name="allocation_share_once")]

    def __str__(self) -> str:
        return str(self.recipient)

    def get_absolute_url(self) -> str:
        return reverse("funds:issued", args=[self.pk])

    @property
    def amount_fen(self) -> int | None:
        """What the place gets: as adjusted, else as computed; missing before the arithmetic was done."""
        return self.computed_fen if self.adjusted_fen is None else self.adjusted_fen


class BudgetRow(models.TextChoices):
    """The rows of the official fund block."""

    APPROPRIATION = "appropriation", _("当年财政拨款")
    CARRYOVER = "carryover", _("上年结转资金")
    OTHER = "other", _("其他资金")


class ProjectBudget(Scoped):
    """A project's money of one year from one source: the initial budget; changes are rows of `BudgetChange`.

    The budget in force = initial + Σ approved changes. `owner` and `place` are the project's.
    """

    read_permission: ClassVar[Permission] = Permission.FUND_READ

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField(_("年度"))
    source = models.ForeignKey(
        FundSource, verbose_name=_("资金来源"), null=True, blank=True, on_delete=models.PROTECT, related_name="budgets"
    )
    row = models.CharField(_("资金性质"), max_length=15, choices=BudgetRow.choices, default=BudgetRow.APPROPRIATION)
    initial_fen = models.PositiveBigIntegerField(_("年初预算数"))
    carried_from = models.OneToOneField(
        "BudgetChange", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_budget"
    )
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("项目预算")
        ordering = ["year", "id"]
        indexes = [*Scoped.Meta.indexes, models.Index(fields=["year", "project"], name="project_budget_year")]
        constraints = [
            models.UniqueConstraint(fields=["project", "year", "source", "row"], name="project_budget_once"),
            models.UniqueConstraint(
                fields=["project", "year", "row"], condition=Q(source=None), name="project_budget_once_no_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("funds:project", args=[self.project_id])


class ChangeKind(models.TextChoices):
    INCREASE = "increase", _("追加")
    DECREASE = "decrease", _("调减")
    TRANSFER = "transfer", _("调剂")
    CARRY_OVER = "carry_over", _("结转下年")
    RETURN = "return", _("收回（结余上缴）")


class ChangeState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("报批中")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")


class BudgetChange(Scoped):
    """A change of a budget after the year began, through approval. From `budget`, for a transfer to `other_budget`.

    `amount_fen` is always positive; its kind says the direction. A carry-over makes next year's budget when approved.
    """

    read_permission: ClassVar[Permission] = Permission.FUND_READ

    budget = models.ForeignKey(ProjectBudget, on_delete=models.PROTECT, related_name="changes")
    other_budget = models.ForeignKey(
        ProjectBudget, null=True, blank=True, on_delete=models.PROTECT, related_name="changes_in"
    )
    kind = models.CharField(_("类型"), max_length=12, choices=ChangeKind.choices)
    amount_fen = models.PositiveBigIntegerField(_("金额"))
    changed_on = models.DateField(_("生效日期"))
    reason = models.CharField(_("理由"), max_length=500)
    basis = models.CharField(_("依据文号"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=ChangeState.choices, default=ChangeState.DRAFT)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("预算调整")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.budget}：{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("funds:change", args=[self.pk])


class PaymentState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    ASKED = "asked", _("审核中")
    APPROVED = "approved", _("待支付")
    PAID = "paid", _("已支付")
    REFUSED = "refused", _("未通过")
    REVERSED = "reversed", _("已退回（冲销）")


class Payment(Scoped):
    """One payment of a project from one budget, for a contract where there is one. Personal data: who asked.

    It counts as spent from `paid_on`, and until `reversed_on` where it came back.
    """

    read_permission: ClassVar[Permission] = Permission.FUND_READ

    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="payments")
    budget = models.ForeignKey(ProjectBudget, on_delete=models.PROTECT, related_name="payments")
    contract = models.ForeignKey(
        "projects.Contract",
        verbose_name=_("合同"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
    )
    milestone = models.ForeignKey(
        "projects.Milestone",
        verbose_name=_("对应节点"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
    )
    amount_fen = models.PositiveBigIntegerField(_("金额"))
    purpose = models.CharField(_("用途"), max_length=300)
    payee_name = models.CharField(_("收款单位"), max_length=200, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=PaymentState.choices, default=PaymentState.DRAFT)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    stops = models.JSONField(default=list)  # what the stops said when it was asked, each with its arithmetic
    override_because = models.CharField(_("进度放行理由"), max_length=300, blank=True)
    override_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    paid_on = models.DateField(_("支付日期"), null=True, blank=True)
    voucher = models.CharField(_("凭证号"), max_length=80, blank=True)
    reversed_on = models.DateField(_("退回日期"), null=True, blank=True)
    reversed_because = models.CharField(_("退回原因"), max_length=300, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("支付")
        ordering = ["-id"]
        indexes = [
            *Scoped.Meta.indexes,
            models.Index(fields=["budget", "paid_on"], name="payment_by_budget"),
            models.Index(fields=["state", "-id"], name="payment_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["paid", "reversed"]) | Q(paid_on__isnull=False), name="payment_paid_has_day"
            ),
            models.UniqueConstraint(fields=["owner", "voucher"], condition=~Q(voucher=""), name="payment_voucher_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project}：{self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("funds:payment", args=[self.pk])
