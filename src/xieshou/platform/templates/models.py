"""Templates of an office: one per kind and organisation, with every version that was ever uploaded."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from xieshou.lib import paths
from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped, ScopedQuerySet, User
from xieshou.platform.templates.kinds import kind_of


class TemplateQuerySet(ScopedQuerySet):
    def visible_to(self, user: User, permission: Permission | None = None) -> Self:
        """Those within reach, and those of organisations above: they are in force below."""
        wanted = permission if permission is not None else self.model.read_permission
        near = super().visible_to(user, wanted)
        if wanted is not self.model.read_permission:
            return near
        above = {one for grant in user.access.of(wanted) for one in paths.ids(grant.organisation_path)}
        return self.filter(Q(pk__in=near.values("pk")) | Q(owner__in=above))


class Template(Scoped):
    """The template of one kind at one organisation. Personal data: none.

    `in_force` is the version that is printed there and below, where no nearer organisation has its own; missing:
    what the organisation above uses.
    """

    read_permission: ClassVar[Permission] = Permission.RECORD_READ

    kind = models.CharField("文书", max_length=60)
    in_force = models.ForeignKey(
        "templates.TemplateVersion", verbose_name="在用", null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TemplateQuerySet.as_manager()  # type: ignore[misc]  # the base's own, with more in sight

    class Meta(Scoped.Meta):
        abstract = False
        verbose_name = "报表与文书模板"
        constraints = [models.UniqueConstraint(fields=["kind", "owner"], name="template_once")]

    def __str__(self) -> str:
        return f"{self.kind_label}（{self.owner}）"

    def get_absolute_url(self) -> str:
        return reverse("templates:page", args=[self.pk])

    @property
    def kind_label(self) -> str:
        """The kind in words; of a kind no app declares any more, its code."""
        kind = kind_of(self.kind)
        return kind.label if kind is not None else self.kind


class TemplateFile(models.Model):
    """The bytes, once, under their SHA-256. Personal data: none is meant to be in a template."""

    sha256 = models.CharField("校验码", max_length=64, primary_key=True)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256[:12]


class TemplateVersion(models.Model):
    """One upload; never changed. Personal data: who uploaded it."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本")
    form = models.CharField("格式", max_length=4)
    file = models.ForeignKey(TemplateFile, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField("文件名", max_length=200)
    size = models.PositiveIntegerField("字节数")
    names = models.JSONField("用到的占位符", default=list)
    note = models.CharField("说明", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]

    def __str__(self) -> str:
        return f"第 {self.number} 版"

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        held: Any = self.file.data
        return bytes(held)

    @property
    def unused(self) -> list[str]:
        """What the kind offers and this version does not print."""
        kind = kind_of(self.template.kind)
        used = set(self.names)
        return [] if kind is None else [field.placeholder for field in kind.fields if field.name not in used]
