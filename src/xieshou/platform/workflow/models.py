"""Flows with their versions, matters on their way, and who does what by when."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xieshou.lib.permission import Permission
from xieshou.platform.accounts.api import Scoped, ScopedQuerySet, User


class FlowDefinition(models.Model):
    """A way of approving. Personal data: none. `kind`: what matters it is for; empty: any."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("适用办件", max_length=60, blank=True)
    description = models.CharField("说明", max_length=300, blank=True)
    is_builtin = models.BooleanField("内置", default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class FlowState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    RETIRED = "retired", _("已停用")


class FlowVersion(models.Model):
    """One version of a flow; once published its file never changes. Personal data: who published.

    `calls`: the versions of the flows it calls, pinned when published (code → version id).
    """

    flow = models.ForeignKey(FlowDefinition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("版本号")
    xml = models.TextField("流程文件")
    sha256 = models.CharField("校验值", max_length=64)
    state = models.CharField("状态", max_length=10, choices=FlowState.choices, default=FlowState.DRAFT)
    calls = models.JSONField(default=dict)
    note = models.CharField("改了什么", max_length=300, blank=True)
    created_at = models.DateTimeField("新建时间", auto_now_add=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="发布人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["flow", "number"], name="flow_version_number_once"),
            models.UniqueConstraint(fields=["flow"], condition=Q(state="published"), name="flow_published_once"),
            models.UniqueConstraint(fields=["flow"], condition=Q(state="draft"), name="flow_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.flow} 第 {self.number} 版"


class MatterState(models.TextChoices):
    OPEN = "open", _("在办")
    APPROVED = "approved", _("已办结")
    REJECTED = "rejected", _("未通过")
    WITHDRAWN = "withdrawn", _("已撤回")


class MatterQuerySet(ScopedQuerySet):
    def visible_to(self, user: User, permission: Permission | None = None) -> "MatterQuerySet":
        """The matters within reach; and, for reading, those the person started or had a task in."""
        rows = super().visible_to(user, permission)
        if permission not in {None, Permission.MATTER_READ}:
            return rows
        mine = Q(started_by=user) | Q(pk__in=Task.objects.filter(user=user).values("matter_id"))
        return (self.filter(mine) | rows) if rows is not self else self

    def within_reach(self, user: User) -> "MatterQuerySet":
        """Those that rights (not taking part) let the person read: what a list over everything shows."""
        return super().visible_to(user, Permission.MATTER_READ)


class Matter(Scoped):
    """One thing on its way through a flow. Personal data: who started it. No target: it stands for itself.

    `engine` is the flow engine's state; `stuck_because` says why nobody has it, empty while somebody does.
    """

    read_permission: ClassVar[Permission] = Permission.MATTER_READ

    title = models.CharField("事项", max_length=200)
    summary = models.TextField("内容", blank=True)
    kind = models.CharField("种类", max_length=60, blank=True)
    content_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT, related_name="+")
    object_id = models.BigIntegerField(null=True)
    target = GenericForeignKey()
    variables = models.JSONField("变量", default=dict)
    flow_version = models.ForeignKey(FlowVersion, verbose_name="流程", on_delete=models.PROTECT, related_name="matters")
    engine = models.JSONField(default=dict)
    state = models.CharField("状态", max_length=10, choices=MatterState.choices, default=MatterState.OPEN)
    stuck_because = models.CharField("卡住原因", max_length=300, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="发起人", on_delete=models.PROTECT, related_name="started_matters"
    )
    started_at = models.DateTimeField("发起时间", default=timezone.now)
    ended_at = models.DateTimeField("结束时间", null=True)

    objects: ClassVar[Any] = MatterQuerySet.as_manager()

    class Meta(Scoped.Meta):
        ordering = ["-id"]
        indexes = [
            *Scoped.Meta.indexes,
            models.Index(fields=["started_by", "-id"], name="matter_by_starter"),
            models.Index(fields=["content_type", "object_id"], name="matter_by_target"),
            models.Index(fields=["state", "-id"], name="matter_by_state"),
            models.Index(fields=["-id"], name="matter_stuck", condition=~Q(stuck_because="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "kind"],
                condition=Q(state="open", object_id__isnull=False),
                name="matter_open_once_per_record",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workflow:matter", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == MatterState.OPEN


class Outcome(models.TextChoices):
    """How a step ended."""

    APPROVED = "approved", _("通过")
    SKIPPED = "skipped", _("自动跳过")
    RETURNED = "returned", _("退回")
    REJECTED = "rejected", _("不通过")
    TAKEN_BACK = "taken_back", _("取回")
    EXPIRED = "expired", _("超时转出")
    CANCELLED = "cancelled", pgettext_lazy("环节", "撤销")


class Step(models.Model):
    """One visit of a matter to one step of its flow. Personal data: none.

    `path` names the step within the flow and its sub-flows. `due_at`: by when; `limit_at`: when the flow itself moves on.
    `returned_by`: the step that sent the matter back here; submitting again may go straight to it.
    """

    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="steps")
    path = models.CharField(max_length=200)
    name = models.CharField("环节", max_length=100)
    mode = models.CharField("方式", max_length=10)
    state_open = models.BooleanField("在办", default=True)
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, blank=True)
    opened_at = models.DateTimeField("到达", default=timezone.now)
    due_at = models.DateTimeField("限办", null=True)
    limit_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField("办毕", null=True)
    returned_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    return_reason = models.CharField("退回理由", max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "path"], condition=Q(state_open=True), name="step_open_once")
        ]
        indexes = [
            models.Index(fields=["limit_at"], name="step_limit", condition=Q(state_open=True, limit_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.name


class TaskState(models.TextChoices):
    OPEN = "open", _("待办")
    HELD = "held", _("等加签")
    DONE = "done", _("已办")
    CANCELLED = "cancelled", _("不需再办")


class TaskKind(models.TextChoices):
    MAIN = "main", _("办理")
    BEFORE = "before", _("前加签")
    AFTER = "after", _("后加签")


class Decision(models.TextChoices):
    SUBMITTED = "submitted", _("提交")
    APPROVED = "approved", _("同意")
    OBJECTED = "objected", _("不同意（加签意见）")
    RETURNED = "returned", _("退回")
    REJECTED = "rejected", _("不通过")
    SKIPPED = "skipped", _("自动跳过")


class Task(models.Model):
    """One person's part in one step. Personal data: who does it, for whom, and the comment.

    `principal`: whom the person stands in for (代). `post`: the post it came by, for the statistics by post.
    `is_faulted`: what was passed on here was later sent back to here.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="tasks")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="tasks")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="办理人", on_delete=models.PROTECT, related_name="approval_tasks"
    )
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="代谁", null=True, on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey(
        "accounts.Post", verbose_name="岗位", null=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("性质", max_length=10, choices=TaskKind.choices, default=TaskKind.MAIN)
    asked_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="signers")
    state = models.CharField("状态", max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    decision = models.CharField("决定", max_length=12, choices=Decision.choices, blank=True)
    comment = models.CharField("意见", max_length=1000, blank=True)
    is_faulted = models.BooleanField("曾被退回", default=False)
    opened_at = models.DateTimeField("收到", default=timezone.now)
    due_at = models.DateTimeField("限办", null=True)
    done_at = models.DateTimeField("办毕", null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["user", "due_at", "id"], name="task_todo", condition=Q(state="open")),
            models.Index(fields=["user", "-done_at", "-id"], name="task_done", condition=Q(state="done")),
            models.Index(fields=["post", "done_at"], name="task_by_post", condition=Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.matter}：{self.step}"

    @property
    def who(self) -> str:
        """The person, and for whom they stand in."""
        return f"{self.user}（代{self.principal}）" if self.principal is not None else str(self.user)

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def active_on(self, day: Any) -> "DelegationQuerySet":
        """Those in force on a day, both ends counted."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, revoked_at=None)


class Delegation(models.Model):
    """Somebody stands in while a person is away (委托代办), both days counted. Personal data: both people."""

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="委托人", on_delete=models.PROTECT, related_name="delegations"
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="代办人", on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField("自")
    ends_on = models.DateField("至")
    reason = models.CharField("事由", max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="delegation_ends_after_start"),
            models.CheckConstraint(condition=~Q(principal=models.F("delegate")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.delegate}（{self.starts_on}–{self.ends_on}）"


class CalendarDay(models.Model):
    """A weekday that is free, or a weekend day that is worked, as the State Council announced. Personal data: none."""

    day = models.DateField("日期", unique=True)
    is_working = models.BooleanField("上班")
    name = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.is_working else '休息'}"


class BulkDone(models.Model):
    """What a bulk job has already done, so that one taken up again does not act twice. Personal data: none."""

    job_id = models.BigIntegerField()
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job_id", "matter"], name="bulk_done_once")]

    def __str__(self) -> str:
        return f"{self.job_id}:{self.matter_id}"
