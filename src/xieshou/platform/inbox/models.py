"""To-dos and notices of one person, in one table."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SOON_DAYS = 3  # from three days before it is due a to-do is yellow


class Kind(models.TextChoices):
    TODO = "todo", _("待办")
    NOTICE = "notice", _("消息")


class Urgency(models.TextChoices):
    """The lamp of a to-do."""

    RED = "red", _("到期")
    YELLOW = "yellow", _("临期")
    NONE = "", _("未到期")


def urgency_of(due_at: Any, today: date | None = None) -> Urgency:
    """Red on the day it is due and after, yellow within three days before; nothing without a due time."""
    if due_at is None:
        return Urgency.NONE
    day = today or timezone.localdate()
    due = timezone.localtime(due_at).date()
    if due <= day:
        return Urgency.RED
    return Urgency.YELLOW if due - day <= timedelta(days=SOON_DAYS) else Urgency.NONE


class ItemQuerySet(models.QuerySet["Item"]):
    def todos(self, user: Any) -> "ItemQuerySet":
        """What the person has to do."""
        return self.filter(user=user, kind=Kind.TODO, done_at=None)

    def unread_notices(self, user: Any) -> "ItemQuerySet":
        return self.filter(user=user, kind=Kind.NOTICE, read_at=None)


class Item(models.Model):
    """A to-do or a notice. Personal data: whose it is.

    `source` names what it comes from: one open to-do per person and source, and notices of one source are merged while
    they are unread and follow closely. `because` is why a matter came back; `due_at` missing: no time limit.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="inbox_items")
    kind = models.CharField("性质", max_length=6, choices=Kind.choices)
    category = models.CharField("种类", max_length=40)
    title = models.CharField("标题", max_length=200)
    because = models.CharField("理由", max_length=500, blank=True)
    url = models.CharField("地址", max_length=300, blank=True)
    content_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField(null=True)
    target = GenericForeignKey()
    source = models.CharField("来源", max_length=120)
    due_at = models.DateTimeField("限办", null=True)
    remind_days = models.PositiveSmallIntegerField("提前提醒", default=SOON_DAYS)
    reminded_stage = models.PositiveSmallIntegerField(default=0)
    merged_count = models.PositiveIntegerField("合并", default=1)
    is_merging = models.BooleanField(default=False)
    created_at = models.DateTimeField("收到", default=timezone.now)
    last_at = models.DateTimeField("最近", default=timezone.now)
    read_at = models.DateTimeField("已读", null=True)
    done_at = models.DateTimeField("已办", null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "source"], condition=Q(kind="todo", done_at=None), name="inbox_todo_once"
            ),
            models.UniqueConstraint(
                fields=["user", "source"], condition=Q(kind="notice", is_merging=True), name="inbox_notice_merging_once"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "due_at", "id"], name="inbox_todos", condition=Q(kind="todo", done_at=None)),
            models.Index(fields=["user", "-last_at", "-id"], name="inbox_notices", condition=Q(kind="notice")),
            models.Index(fields=["user"], name="inbox_unread", condition=Q(kind="notice", read_at=None)),
            models.Index(fields=["source"], name="inbox_by_source", condition=Q(kind="todo", done_at=None)),
            models.Index(fields=["due_at"], name="inbox_due", condition=Q(kind="todo", done_at=None)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def urgency(self) -> Urgency:
        return urgency_of(self.due_at) if self.kind == Kind.TODO else Urgency.NONE


class Mute(models.Model):
    """A category whose notices arrive already read. Personal data: whose choice it is."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    category = models.CharField("种类", max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "category"], name="inbox_mute_once")]

    def __str__(self) -> str:
        return self.category
