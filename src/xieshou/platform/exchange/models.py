"""Imports with everything needed to take them back, and files that were exported."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    CHECKING = "checking", _("核对中")
    UNREADABLE = "unreadable", _("读不了")
    CHECKED = "checked", _("已核对，待导入")
    APPLYING = "applying", _("导入中")
    APPLIED = "applied", _("已导入")
    UNDONE = "undone", _("已撤回")
    DROPPED = "dropped", _("已放弃")


class Duplicates(models.TextChoices):
    """What to do with a row that is there already."""

    SKIP = "skip", _("跳过（保留系统中的）")
    OVERWRITE = "overwrite", _("覆盖（以表格为准）")
    REFUSE = "refuse", _("拒绝（有重复就整表不导入）")


class ImportBatch(models.Model):
    """One uploaded table on its way in. Personal data: who uploaded it; rows may hold the target's personal data.

    A batch is either applied whole or not at all: new rows are written unseen, and shown by one last transaction.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target = models.CharField("导入到", max_length=60)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField("文件", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("大小")
    state = models.CharField("状态", max_length=10, choices=BatchState.choices, default=BatchState.CHECKING)
    problems = models.JSONField("文件的问题", default=list)
    notices = models.JSONField("提示", default=list)
    sheet = models.CharField("工作表", max_length=80, blank=True)
    headers = models.JSONField(default=list)
    present = models.JSONField(default=list)
    new_count = models.PositiveIntegerField("新增", default=0)
    changed_count = models.PositiveIntegerField("有改动", default=0)
    same_count = models.PositiveIntegerField("相同", default=0)
    wrong_count = models.PositiveIntegerField("有错", default=0)
    duplicates = models.CharField("重复的", max_length=10, choices=Duplicates.choices, blank=True)
    is_partial = models.BooleanField("只导入没有错的行", default=False)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    applied_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["uploaded_by", "-id"], name="import_by_person")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("exchange:import", args=[self.pk])

    @property
    def row_count(self) -> int:
        """Rows read."""
        return self.new_count + self.changed_count + self.same_count + self.wrong_count


class ImportChunk(models.Model):
    """Some hundred rows of a batch as checked. Personal data: what the table holds; deleted when the import ends.

    `rows`: as `RowResult.pack` writes them. `is_staged`: its new rows are written, still unseen.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    rows = models.JSONField(default=list)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    wrong_count = models.PositiveIntegerField(default=0)
    is_staged = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_chunk_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


class ImportChange(models.Model):
    """What an import changed in one record that was there before: its history, and the way back.

    Personal data: the record's own. `before`: stored values by column; `changes`: label, before, after as text.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes")
    target_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    changes = models.JSONField(default=list)
    version_after = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["target_type", "object_id"], name="import_change_of")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.object_id}"


class ExportFile(models.Model):
    """One exported file, for who asked for it, until it expires. Personal data: who asked; rows as the source's.

    `joint_key` names person, list, columns and state of the data: the same again is the same file.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField("来源", max_length=60)
    title = models.CharField("名称", max_length=200)
    arguments = models.JSONField(default=dict)
    format = models.CharField("格式", max_length=4)
    is_full = models.BooleanField("个人信息不打码", default=False)
    reason = models.CharField("理由", max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    joint_key = models.CharField(max_length=64, db_index=True)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    row_count = models.PositiveIntegerField("行数", null=True)
    size = models.PositiveBigIntegerField("大小", null=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    created_at = models.DateTimeField("提出时间", auto_now_add=True)
    expires_at = models.DateTimeField("保留到")
    is_gone = models.BooleanField("已清理", default=False)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["asked_by", "-id"], name="export_by_person")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchange:export", args=[self.pk])

    @property
    def is_ready(self) -> bool:
        """Whether it may be downloaded."""
        return bool(self.sha256) and not self.is_gone

    def arguments_for(self) -> dict[str, Any]:
        """What the source was asked for."""
        return dict(self.arguments)
