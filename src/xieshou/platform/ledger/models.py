"""The base of every typed record."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped, ScopedQuerySet
from xieshou.platform.exchange.api import periods


class State(models.TextChoices):
    """Whether a record counts. A pending one belongs to an import that is not finished and is seen by nobody."""

    LIVE = "live", _("有效")
    DELETED = "deleted", _("已删除")
    PENDING = "pending", _("导入中")


class Status(models.TextChoices):
    DRAFT = "draft", _("草稿")
    RECORDED = "recorded", _("已登记")


class Qualifier(models.TextChoices):
    """What a published figure says of its own exactness."""

    ABOUT = "约", "约"
    OVER = "超过", "超过"
    MORE = "余", "余"
    NEARLY = "近", "近"


def day_of(occurred_on: date | None, period: str) -> date:
    """The day a record stands for; one of the two is known."""
    return occurred_on or periods.last_day(period)


class LiveManager(models.Manager[Any].from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """Records that count: neither deleted nor still being imported."""

    def get_queryset(self) -> ScopedQuerySet:
        return super().get_queryset().filter(state=State.LIVE)  # type: ignore[no-any-return]


class LedgerRecord(Scoped):
    """One record of a ledger. Personal data: who entered it; a ledger's own columns say theirs.

    It happened on `occurred_on`, or within `period` when the day is not known; `listed_on` is that day, or the
    period's last, and orders the list. `is_counted` is off for a part of another record and for a statement that
    only repeats others, so that sums count everything once. `match_key` finds the record again in an import.
    """

    read_permission: ClassVar[Permission] = Permission.RECORD_READ

    title = models.CharField("名称", max_length=200)
    occurred_on = models.DateField("日期", null=True, blank=True)
    period = models.CharField("时期", max_length=20, blank=True)
    listed_on = models.DateField("排序日期", editable=False)
    qualifier = models.CharField("概数", max_length=4, choices=Qualifier.choices, blank=True)
    is_counted = models.BooleanField("计入合计", default=True)
    part_of = models.ForeignKey(
        "self", verbose_name="属于", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    note = models.CharField("备注", max_length=500, blank=True)
    source = models.CharField("来源", max_length=200, blank=True)
    source_quote = models.CharField("原文", max_length=500, blank=True)
    external_key = models.CharField("外部编号", max_length=80, blank=True)
    match_key = models.CharField(max_length=32, editable=False, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.RECORDED)
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE, editable=False)
    is_demo = models.BooleanField("演示数据", default=False)
    batch = models.ForeignKey(
        "exchange.ImportBatch",
        verbose_name="导入批次",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="最后修改人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    objects: ClassVar[Any] = LiveManager()
    every: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta(Scoped.Meta):
        abstract = True
        base_manager_name = "every"
        default_manager_name = "objects"
        indexes = [
            *Scoped.Meta.indexes,
            models.Index(fields=["state", "listed_on", "id"], name="%(app_label)s_%(class)s_lst"),
            models.Index(fields=["match_key"], name="%(app_label)s_%(class)s_key"),
            models.Index(fields=["updated_at"], name="%(app_label)s_%(class)s_upd"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "external_key"],
                condition=Q(state="live") & ~Q(external_key=""),
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(occurred_on__isnull=False) | ~Q(period=""), name="%(app_label)s_%(class)s_when"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.listed_on = self.day
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        from xieshou.platform.ledger.declaration import ledger_of  # noqa: PLC0415 a ledger names its model

        return reverse("ledger:record", args=[ledger_of(type(self)).slug, self.pk])

    @property
    def day(self) -> date:
        """The day it stands for: when it happened, or the last day of its period."""
        return day_of(self.occurred_on, self.period)

    @property
    def is_deleted(self) -> bool:
        """Whether it was deleted and may be restored."""
        return self.state == State.DELETED
