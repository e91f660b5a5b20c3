"""The log of every change of state. Rows are only ever added; the database itself refuses to change or delete one."""

from django.conf import settings
from django.db import models

from xieshou.platform.audit.words import words_of


class ChainHead(models.Model):
    """The end of the chain: one row, locked by whoever adds the next entry. Personal data: none."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_number = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]


class Entry(models.Model):
    """One change of state. Personal data: the actor; values of sensitive fields are kept masked."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="操作人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_label = models.CharField("操作人（当时）", max_length=120)
    action = models.CharField("动作", max_length=60)
    target_type = models.CharField("对象类型", max_length=80)
    target_id = models.CharField("对象编号", max_length=40)
    target_label = models.CharField("对象", max_length=200)
    changes = models.JSONField("改动", default=list)
    reason = models.CharField("理由", max_length=500, blank=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["target_type", "target_id", "-number"], name="audit_by_target"),
            models.Index(fields=["actor", "-number"], name="audit_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action} {self.target_label}"

    @property
    def action_words(self) -> str:
        """The action as a page names it."""
        return words_of(self.action)
