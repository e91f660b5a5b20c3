import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("is_working", models.BooleanField(verbose_name="上班")),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="说明")),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="FlowDefinition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("kind", models.CharField(blank=True, max_length=60, verbose_name="适用办件")),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("is_builtin", models.BooleanField(default=False, verbose_name="内置")),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="FlowVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="版本号")),
                ("xml", models.TextField(verbose_name="流程文件")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("published", "已发布"), ("retired", "已停用")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("calls", models.JSONField(default=dict)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="改了什么")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="新建时间")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "flow",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="workflow.flowdefinition",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("flow", "number"), name="flow_version_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")), fields=("flow",), name="flow_published_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")), fields=("flow",), name="flow_draft_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="事项")),
                ("summary", models.TextField(blank=True, verbose_name="内容")),
                ("kind", models.CharField(blank=True, max_length=60, verbose_name="种类")),
                ("object_id", models.BigIntegerField(null=True)),
                ("variables", models.JSONField(default=dict, verbose_name="变量")),
                ("engine", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "在办"),
                            ("approved", "已办结"),
                            ("rejected", "未通过"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("stuck_because", models.CharField(blank=True, max_length=300, verbose_name="卡住原因")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="发起时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "content_type",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "flow_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matters",
                        to="workflow.flowversion",
                        verbose_name="流程",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="责任单位",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.region",
                        verbose_name="地区",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="started_matters",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="workflow_matter_own"),
                    models.Index(fields=["place_path", "id"], name="workflow_matter_plc"),
                    models.Index(fields=["started_by", "-id"], name="matter_by_starter"),
                    models.Index(fields=["content_type", "object_id"], name="matter_by_target"),
                    models.Index(fields=["state", "-id"], name="matter_by_state"),
                    models.Index(
                        condition=models.Q(("stuck_because", ""), _negated=True), fields=["-id"], name="matter_stuck"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("object_id__isnull", False), ("state", "open")),
                        fields=("content_type", "object_id", "kind"),
                        name="matter_open_once_per_record",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job_id", models.BigIntegerField()),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workflow.matter"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("job_id", "matter"), name="bulk_done_once")],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=100, verbose_name="环节")),
                ("mode", models.CharField(max_length=10, verbose_name="方式")),
                ("state_open", models.BooleanField(default=True, verbose_name="在办")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("approved", "通过"),
                            ("skipped", "自动跳过"),
                            ("returned", "退回"),
                            ("rejected", "不通过"),
                            ("taken_back", "取回"),
                            ("expired", "超时转出"),
                            ("cancelled", "撤销"),
                        ],
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="到达")),
                ("due_at", models.DateTimeField(null=True, verbose_name="限办")),
                ("limit_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办毕")),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="退回理由")),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="workflow.matter"
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workflow.step"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("limit_at__isnull", False), ("state_open", True)),
                        fields=["limit_at"],
                        name="step_limit",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state_open", True)), fields=("matter", "path"), name="step_open_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("main", "办理"), ("before", "前加签"), ("after", "后加签")],
                        default="main",
                        max_length=10,
                        verbose_name="性质",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待办"), ("held", "等加签"), ("done", "已办"), ("cancelled", "不需再办")],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("submitted", "提交"),
                            ("approved", "同意"),
                            ("objected", "不同意（加签意见）"),
                            ("returned", "退回"),
                            ("rejected", "不通过"),
                            ("skipped", "自动跳过"),
                        ],
                        max_length=12,
                        verbose_name="决定",
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=1000, verbose_name="意见")),
                ("is_faulted", models.BooleanField(default=False, verbose_name="曾被退回")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="收到")),
                ("due_at", models.DateTimeField(null=True, verbose_name="限办")),
                ("done_at", models.DateTimeField(null=True, verbose_name="办毕")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signers",
                        to="workflow.task",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="workflow.matter"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.post",
                        verbose_name="岗位",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代谁",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="workflow.step"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approval_tasks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["user", "due_at", "id"], name="task_todo"
                    ),
                    models.Index(
                        condition=models.Q(("state", "done")), fields=["user", "-done_at", "-id"], name="task_done"
                    ),
                    models.Index(
                        condition=models.Q(("state", "done")), fields=["post", "done_at"], name="task_by_post"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(verbose_name="至")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="事由")),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "delegate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代办人",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="委托人",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="delegation_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("principal", models.F("delegate")), _negated=True),
                        name="delegation_to_another",
                    ),
                ],
            },
        ),
    ]
