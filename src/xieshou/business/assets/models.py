"""Assets, households, benefits. Each is a record of a ledger; they name each other by codes that never change."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import EncryptedTextField, PersonalKind
from xieshou.platform.ledger.api import LedgerRecord

CODE_LENGTH = 60
_PROJECT_CODE_LENGTH = 40


class CodedRecord(LedgerRecord):
    """A record that others name by its code, which therefore never changes. Personal data: as its classes say."""

    code: "models.CharField[str, str]"

    class Meta(LedgerRecord.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        stored = type(self).every.filter(pk=self.pk).values_list("code", flat=True).first() if self.pk else None
        if stored is not None and stored != self.code:
            raise Invalid(code_stays(str(type(self)._meta.get_field("code").verbose_name), stored))
        super().save(*args, **kwargs)


def code_stays(label: str, stored: str) -> Problem:
    """A code was to be changed."""
    return Problem("编号不能改：别的记录用它认这一条", label, stored, "登记错的，删除后按正确的编号重新登记")


class AssetKind(models.TextChoices):
    """国办函〔2021〕51号: three classes."""

    OPERATING = "operating", _("经营性")
    PUBLIC = "public", _("公益性")
    HOUSEHOLD = "household", _("到户类")


class TitleState(models.TextChoices):
    """Where the confirmation of title stands. `NONE`: looked into, and nothing that lasts was left behind."""

    PENDING = "pending", _("待确权")
    SUBMITTED = "submitted", _("报批中")
    CONFIRMED = "confirmed", _("已确权")
    NONE = "none", _("未形成资产")


class Use(models.TextChoices):
    IN_USE = "in_use", _("在用")
    IDLE = "idle", _("闲置")
    DAMAGED = "damaged", _("损毁")
    DISPOSED = "disposed", _("已处置")


class Asset(CodedRecord):
    """Something lasting that a project left behind. Personal data: none.

    `amount_fen` is the original value in 分; missing: not known yet. `holder` owns it (or `holder_name`, where the
    owner is in no register, as a village collective). `put_forward` is what was confirmed, or is up for it: later
    changes show as differences. The project is named by its code, which never changes; missing: older than the platform.
    """

    code = models.CharField("资产编号", max_length=CODE_LENGTH)
    project_code = models.CharField("项目编号", max_length=_PROJECT_CODE_LENGTH, null=True, blank=True, db_index=True)
    project = models.ForeignObject(
        "projects.Project",
        on_delete=models.DO_NOTHING,
        from_fields=["project_code"],
        to_fields=["code"],
        related_name="+",
        null=True,
    )
    contract_number = models.CharField("合同编号", max_length=80, blank=True)
    kind = models.CharField("资产类别", max_length=12, choices=AssetKind.choices, blank=True)
    amount_fen = models.PositiveBigIntegerField("原值", null=True, blank=True)
    address = models.CharField("坐落", max_length=200, blank=True)
    holder = models.ForeignKey(
        "registry.Organisation",
        verbose_name="产权单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    holder_name = models.CharField("产权单位名称", max_length=120, blank=True)
    operator_name = models.CharField("经营（管护）单位", max_length=120, blank=True)
    certificate = models.CharField("权证号", max_length=120, blank=True)
    handed_over_on = models.DateField("移交日期", null=True, blank=True)
    use = models.CharField("使用状态", max_length=10, choices=Use.choices, default=Use.IN_USE)
    title_state = models.CharField(
        "确权状态", max_length=10, choices=TitleState.choices, default=TitleState.PENDING, editable=False
    )
    put_forward = models.JSONField(default=dict, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_because = models.CharField(max_length=500, blank=True, editable=False)

    class Meta(LedgerRecord.Meta):
        verbose_name = "帮扶资产"
        indexes = [
            *LedgerRecord.Meta.indexes,
            models.Index(fields=["state", "amount_fen", "id"], name="assets_asset_amount"),
        ]
        constraints = [
            *LedgerRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state="live"),
                name="assets_asset_code_once",
                violation_error_message=_("这个资产编号已经用过，每处资产一个编号"),
            ),
        ]

    @property
    def holder_text(self) -> str:
        """Who owns it, from the register or as written; empty: nobody is named."""
        return str(self.holder) if self.holder is not None else self.holder_name


class HouseholdKind(models.TextChoices):
    RELIEVED = "relieved", _("脱贫户")
    MONITORED = "monitored", _("防返贫监测对象")
    ORDINARY = "ordinary", _("一般农户")


class Household(CodedRecord):
    """A household under one code for ever. Counted in 户; `persons` counts its people, in 人, and is another figure.

    Personal data: name and identity number of the head, encrypted; lists and exports hold `head_masked` only.
    """

    code = models.CharField("户编号", max_length=CODE_LENGTH)
    village = models.CharField("村（社区）", max_length=80, blank=True)
    kind = models.CharField("户类型", max_length=12, choices=HouseholdKind.choices, blank=True)
    persons = models.PositiveIntegerField("家庭人口", null=True, blank=True)
    head_name = EncryptedTextField("户主姓名", kind=PersonalKind.NAME, blank=True, default="")
    head_id_number = EncryptedTextField(
        "户主身份证号", kind=PersonalKind.ID_NUMBER, search="head_id_search", blank=True, default=""
    )
    head_id_search = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    head_masked = models.CharField("户主（打码）", max_length=60, blank=True, editable=False)

    class Meta(LedgerRecord.Meta):
        verbose_name = "受益户"
        constraints = [
            *LedgerRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state="live"),
                name="assets_household_code_once",
                violation_error_message=_("这个户编号已经用过，每户一个编号，永不改变"),
            ),
        ]


class BenefitKind(models.TextChoices):
    DIVIDEND = "dividend", _("分红")
    RENT = "rent", _("租金")
    WORK = "work", _("务工")
    GOODS = "goods", _("实物")
    SUBSIDY = "subsidy", _("补贴")


class Benefit(LedgerRecord):
    """What one household is to receive, and has received, from an asset or directly from a project. Personal data: whose.

    `amount_fen` is due on `due_on`; `paid_fen` was paid on `paid_on`, both missing until then. Goods are valued.
    """

    household_code = models.CharField("户编号", max_length=CODE_LENGTH, db_index=True)
    asset_code = models.CharField("资产编号", max_length=CODE_LENGTH, null=True, blank=True, db_index=True)
    project_code = models.CharField("项目编号", max_length=_PROJECT_CODE_LENGTH, null=True, blank=True, db_index=True)
    project = models.ForeignObject(
        "projects.Project",
        on_delete=models.DO_NOTHING,
        from_fields=["project_code"],
        to_fields=["code"],
        related_name="+",
        null=True,
    )
    kind = models.CharField("受益方式", max_length=10, choices=BenefitKind.choices)
    amount_fen = models.PositiveBigIntegerField("应发金额")
    due_on = models.DateField("应发日期")
    paid_fen = models.PositiveBigIntegerField("实发金额", null=True, blank=True)
    paid_on = models.DateField("实发日期", null=True, blank=True)

    class Meta(LedgerRecord.Meta):
        verbose_name = "受益"
        indexes = [
            *LedgerRecord.Meta.indexes,
            models.Index(fields=["due_on", "id"], name="assets_benefit_due", condition=Q(state="live", paid_on=None)),
        ]
        constraints = [
            *LedgerRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True, paid_fen__isnull=True)
                | Q(paid_on__isnull=False, paid_fen__isnull=False),
                name="assets_benefit_paid_both",
            ),
        ]
