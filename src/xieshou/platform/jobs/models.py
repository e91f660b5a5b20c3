"""A piece of work that a worker does, with its progress and its outcome."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")
    CANCELLED = "cancelled", _("已取消")


class Job(models.Model):
    """One job. Personal data: who asked for it.

    `kind` names the handler; `arguments` are plain data. A running job renews `lease_until`; when a worker dies the
    lease runs out and another worker takes the job up again, so a handler must be able to start over or go on.
    `joint_key`: while a job with the same key waits or runs, asking again joins it.
    """

    kind = models.CharField("种类", max_length=60)
    title = models.CharField("名称", max_length=200)
    arguments = models.JSONField(default=dict)
    joint_key = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="jobs")
    state = models.CharField("状态", max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done_count = models.PositiveBigIntegerField("已处理", default=0)
    total_count = models.PositiveBigIntegerField("总数", null=True)
    stage = models.CharField("正在做", max_length=100, blank=True)
    result = models.JSONField(default=dict)
    failures = models.JSONField(default=list)
    error = models.TextField("失败原因", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    is_cancel_asked = models.BooleanField(default=False)
    worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], name="job_waiting", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["asked_by", "-id"], name="job_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["joint_key"],
                condition=Q(state__in=["queued", "running"]) & ~Q(joint_key=""),
                name="job_joined_once",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {JobState.QUEUED, JobState.RUNNING}

    @property
    def percent(self) -> int | None:
        """Progress in whole per cent; None while the total is unknown."""
        if not self.total_count:
            return None
        return min(100, self.done_count * 100 // self.total_count)
