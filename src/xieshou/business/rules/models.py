"""The versions of what offices lay down. A version is never changed: what was judged by it can be read for ever."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from xieshou.business.rules.kinds import kind_of
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class RuleVersion(Scoped):
    """One version of one kind of rule, laid down by `owner` for itself and those below that have none of their own.

    `values`: as the kind's shape says; empty with `is_following`, by which the unit gives its own rule up and follows
    the nearest above it. In force from `valid_from` until a version that begins later; withdrawn ones never were.
    Personal data: who laid it down.
    """

    read_permission: ClassVar[Permission] = Permission.RULE_READ

    kind = models.CharField(_("规则"), max_length=40)
    number = models.PositiveSmallIntegerField(_("版本"))
    valid_from = models.DateField(_("起用日期"))
    values = models.JSONField(_("内容"), default=dict)
    is_following = models.BooleanField(_("改按上级规则"), default=False)
    reason = models.CharField(_("制定理由"), max_length=500)
    basis = models.CharField(_("依据文件"), max_length=300, blank=True)
    is_text_at_hand = models.BooleanField(_("已核对文件原文"), default=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_because = models.CharField(_("撤回理由"), max_length=500, blank=True)
    is_demo = models.BooleanField(_("演示数据"), default=False)

    class Meta(Scoped.Meta):
        verbose_name = _("业务规则")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["kind", "owner", "number"], name="rule_version_once")]

    def __str__(self) -> str:
        return f"规则“{self.title}”第 {self.number} 版"

    @property
    def title(self) -> str:
        """The kind's name; its code once the program has no such kind any more."""
        kind = kind_of(self.kind)
        return str(kind.title) if kind is not None else self.kind

    def is_future(self, today: date) -> bool:
        """Whether it has still to come into force."""
        return self.withdrawn_at is None and self.valid_from > today

    def get_absolute_url(self) -> str:
        return reverse("rules:version", args=[self.kind, self.pk])
