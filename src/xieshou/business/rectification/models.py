"""A problem that somebody found, and what became of it."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class Source(models.TextChoices):
    """Who found it."""

    AUDIT = "audit", _("审计")
    INSPECTION = "inspection", _("巡查")
    EVALUATION = "evaluation", _("绩效评价")
    MONITORING = "monitoring", _("运行监控")
    CHECK = "check", _("核验")
    SELF = "self", _("自查")


class State(models.TextChoices):
    """Where it stands. What is open or returned waits for the unit, what is reported waits for who may close it."""

    OPEN = "open", _("待整改")
    REPORTED = "reported", _("已报送复核")
    RETURNED = "returned", _("退回")
    CLOSED = "closed", _("已销号")


WITH_UNIT = (State.OPEN, State.RETURNED)
TONES = {State.OPEN: "yellow", State.REPORTED: "blue", State.RETURNED: "red", State.CLOSED: "green"}


class Finding(Scoped):
    """One problem. `owner` is the organisation that must rectify. Personal data: who answers for it, who entered it.

    Money in 分; missing means that the source names no amount, zero that it names none lost. `about` is what it
    concerns (a project, an appraisal), if anything that is registered. `overdue_told_on`: the due date for which people
    were told that it has passed.
    """

    read_permission: ClassVar[Permission] = Permission.FINDING_READ

    title = models.CharField("问题", max_length=200)
    description = models.TextField("问题描述", blank=True)
    source = models.CharField("来源", max_length=12, choices=Source.choices)
    source_document = models.CharField("来源文件", max_length=200, blank=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    found_on = models.DateField("发现日期")
    content_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField(null=True, blank=True)
    about = GenericForeignKey("content_type", "object_id")
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="责任人", on_delete=models.PROTECT, related_name="+"
    )
    demanded = models.TextField("整改要求", blank=True)
    taken = models.TextField("整改措施", blank=True)
    due_on = models.DateField("整改期限")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    amount_fen = models.BigIntegerField("涉及金额", null=True, blank=True)
    recovered_fen = models.BigIntegerField("已追回金额", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="报送人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField("报送时间", null=True)
    closed_on = models.DateField("销号日期", null=True)
    overdue_told_on = models.DateField(null=True, editable=False)
    batch = models.ForeignKey("exchange.ImportBatch", null=True, on_delete=models.PROTECT, related_name="+")
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta(Scoped.Meta):
        abstract = False
        verbose_name = "问题与整改"
        indexes = [
            models.Index(fields=["owner_path", "id"], name="finding_own"),
            models.Index(fields=["place_path", "id"], name="finding_plc"),
            models.Index(fields=["content_type", "object_id"], name="finding_about"),
            models.Index(fields=["due_on"], name="finding_due", condition=Q(state__in=["open", "returned"])),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type=None, object_id=None) | Q(content_type__isnull=False, object_id__isnull=False),
                name="finding_about_whole",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=models.F("found_on")), name="finding_due_after_found"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("rectification:finding", args=[self.pk])

    @property
    def is_with_unit(self) -> bool:
        """Whether the unit has to act."""
        return self.state in WITH_UNIT

    @property
    def is_overdue(self) -> bool:
        """Whether the date has passed and the unit has not reported."""
        return self.is_overdue_on(timezone.localdate())

    def is_overdue_on(self, day: date) -> bool:
        """The same on any day."""
        return self.is_with_unit and self.due_on < day

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return TONES[State(self.state)]

    @property
    def todo(self) -> str:
        """The name of its to-do."""
        return f"finding:{self.pk}"
