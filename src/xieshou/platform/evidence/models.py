"""Files that prove what is reported: stored once, described, cited."""

from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped


class StoredFile(models.Model):
    """The bytes, once, under their SHA-256. Personal data: possibly, inside the file."""

    sha256 = models.CharField("校验码", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")


class Evidence(Scoped):
    """A file with what is known of it: whose, where, when, by whom issued. Personal data: who uploaded it.

    `taken_at` and the coordinates come from the person or from the photograph itself (`is_from_photo`);
    missing stays missing. Degrees are stored in millionths.
    """

    read_permission: ClassVar[Permission] = Permission.EVIDENCE_READ

    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField("文件名", max_length=200)
    title = models.CharField("说明", max_length=200)
    issuer = models.CharField("出具单位", max_length=120, blank=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    taken_at = models.DateTimeField("形成时间", null=True, blank=True)
    latitude_e6 = models.IntegerField("纬度", null=True, blank=True)
    longitude_e6 = models.IntegerField("经度", null=True, blank=True)
    is_from_photo = models.BooleanField("时间地点取自照片", default=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    is_demo = models.BooleanField("演示数据", default=False)

    class Meta(Scoped.Meta):
        abstract = False
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["file", "owner"], name="evidence_once_per_owner")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evidence:page", args=[self.pk])


class Citation(models.Model):
    """One record that rests on one piece of evidence, and what it proves there. Personal data: who cited it."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="citations")
    content_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField()
    record = GenericForeignKey("content_type", "object_id")
    proves = models.CharField("证明什么", max_length=200)
    cited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    cited_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="citation_by_record")]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "content_type", "object_id", "proves"], name="citation_once")
        ]

    def __str__(self) -> str:
        return self.proves


class Upload(models.Model):
    """A file on its way in pieces, resumable after a break. Personal data: who uploads."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
