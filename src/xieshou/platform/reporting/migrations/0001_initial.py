import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Form",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("weekly", "周报"),
                            ("monthly", "月报"),
                            ("quarterly", "季报"),
                            ("half_yearly", "半年报"),
                            ("yearly", "年报"),
                        ],
                        max_length=12,
                        verbose_name="周期",
                    ),
                ),
                ("ledger", models.CharField(blank=True, max_length=60, verbose_name="对应台账")),
                ("instructions", models.TextField(blank=True, max_length=2000, verbose_name="填报说明")),
                ("due_days", models.PositiveSmallIntegerField(verbose_name="期末后几日内报送")),
                (
                    "due_unit",
                    models.CharField(
                        choices=[("working", "工作日"), ("calendar", "自然日")],
                        default="working",
                        max_length=10,
                        verbose_name="按",
                    ),
                ),
                ("due_time", models.TimeField(verbose_name="截止时刻")),
                ("opens_before", models.PositiveSmallIntegerField(default=0, verbose_name="期末前几日开启")),
                ("starts_on", models.DateField(verbose_name="起报日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="停报日期")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="布置单位",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_subtree", models.BooleanField(default=False, verbose_name="含全部下级")),
                ("kinds", models.JSONField(blank=True, default=list, verbose_name="只限类别")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="至（不含）")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="单位",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="reporting.form"
                    ),
                ),
            ],
            options={
                "ordering": ["organisation__path", "id"],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, verbose_name="期次")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("first_day", models.DateField(verbose_name="起")),
                ("last_day", models.DateField(verbose_name="止")),
                ("opens_at", models.DateTimeField(verbose_name="开启")),
                ("due_at", models.DateTimeField(db_index=True, verbose_name="截止")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="特殊安排")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="periods", to="reporting.form"
                    ),
                ),
            ],
            options={
                "ordering": ["first_day"],
                "constraints": [models.UniqueConstraint(fields=("form", "code"), name="reporting_period_once")],
            },
        ),
        migrations.CreateModel(
            name="PeriodException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period_code", models.CharField(max_length=8, verbose_name="期次")),
                ("opens_at", models.DateTimeField(blank=True, null=True, verbose_name="开启")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="截止")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exceptions", to="reporting.form"
                    ),
                ),
            ],
            options={
                "ordering": ["period_code"],
                "constraints": [
                    models.UniqueConstraint(fields=("form", "period_code"), name="reporting_exception_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_reported", "未报"),
                            ("draft", "草稿"),
                            ("submitted", "待审核"),
                            ("returned", "已退回"),
                            ("approved", "已审核（锁定）"),
                            ("unlocked", "解锁修改中"),
                            ("locked", "已重新锁定"),
                        ],
                        default="not_reported",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("figures", models.JSONField(default=dict, verbose_name="数据")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                ("is_late", models.BooleanField(default=False, verbose_name="迟报")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="审核时间")),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="退回理由")),
                ("comments", models.JSONField(default=dict, verbose_name="退回意见")),
                ("opened_at", models.DateTimeField(null=True)),
                ("last_reminded_at", models.DateTimeField(null=True, verbose_name="上次催报")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="reporting.form"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="submissions", to="reporting.period"
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
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["owner_path", "period_id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="reporting_submission_own"),
                    models.Index(fields=["place_path", "id"], name="reporting_submission_plc"),
                    models.Index(fields=["form", "owner_path", "period"], name="reporting_grid"),
                    models.Index(fields=["state", "owner_path"], name="reporting_by_state"),
                ],
                "constraints": [models.UniqueConstraint(fields=("period", "owner"), name="reporting_submission_once")],
            },
        ),
        migrations.CreateModel(
            name="UnlockRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "待批准"),
                            ("granted", "已批准"),
                            ("refused", "未批准"),
                            ("ended", "已到期锁定"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("figures", models.JSONField(default=list, verbose_name="申请改动的指标")),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="申请时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="批复时间")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="批复意见")),
                ("until", models.DateTimeField(db_index=True, null=True, verbose_name="解锁至")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="锁定时间")),
                ("first_entry", models.BigIntegerField(null=True)),
                ("last_entry", models.BigIntegerField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="unlocks", to="reporting.submission"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "granted"])),
                        fields=("submission",),
                        name="reporting_one_open_unlock",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="代码")),
                ("label", models.CharField(max_length=80, verbose_name="指标")),
                ("unit", models.CharField(max_length=20, verbose_name="单位")),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="小数位")),
                ("minimum", models.CharField(blank=True, default="0", max_length=20, verbose_name="不小于")),
                ("maximum", models.CharField(blank=True, max_length=20, verbose_name="不大于")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="口径")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="顺序")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="reporting.form"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
                "constraints": [models.UniqueConstraint(fields=("form", "code"), name="reporting_figure_once")],
            },
        ),
    ]
