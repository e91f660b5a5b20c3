"""Donations."""

from django.db import models

from xieshou.platform.ledger.api import LedgerRecord


class DonationKind(models.TextChoices):
    MONEY = "money", "资金"
    GOODS = "goods", "物资（折价）"
    MIXED = "mixed", "款物合计"
    PLEDGE = "pledge", "认捐"


class Donation(LedgerRecord):
    """One donation, or what a report says of several. Personal data: none; a private donor is not named here.

    `amount_fen` is in integer 分; goods are valued. `items` counts pieces of goods; missing: not stated.
    """

    kind = models.CharField("类别", max_length=20, choices=DonationKind.choices)
    amount_fen = models.PositiveBigIntegerField("金额")
    items = models.PositiveIntegerField("物资件数", null=True, blank=True)
    donor = models.ForeignKey(
        "registry.Organisation",
        verbose_name="捐赠单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    donor_name = models.CharField("捐赠单位名称", max_length=120, blank=True)
    purpose = models.CharField("用途", max_length=200, blank=True)

    class Meta(LedgerRecord.Meta):
        verbose_name = "捐赠"
        indexes = [
            *LedgerRecord.Meta.indexes,
            models.Index(fields=["state", "amount_fen", "id"], name="donations_amount"),
        ]
