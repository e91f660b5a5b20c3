import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import xieshou.platform.accounts.personal


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("evidence", "0001_initial"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("method", models.TextField(blank=True, verbose_name="调查方法")),
                ("object_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "rule",
                    models.CharField(
                        choices=[("share", "满意及以上占比"), ("weighted", "加权平均")],
                        default="share",
                        max_length=10,
                        verbose_name="满意率算法",
                    ),
                ),
                ("weights", models.CharField(default="100 80 60 30 0", max_length=60, verbose_name="各档权重")),
                ("least_answers", models.PositiveIntegerField(default=30, verbose_name="最少有效问卷")),
                ("opens_on", models.DateField(verbose_name="开始日期")),
                ("closes_on", models.DateField(verbose_name="截止日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "准备中"), ("open", "调查中"), ("closed", "已结束")],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("population_hash", models.CharField(blank=True, max_length=64, verbose_name="名单校验码")),
                ("sample_size", models.PositiveIntegerField(null=True, verbose_name="抽样人数")),
                ("seed", models.CharField(blank=True, max_length=64, verbose_name="抽样种子")),
                ("drawn_count", models.PositiveIntegerField(default=0, verbose_name="抽样次数")),
                ("drawn_at", models.DateTimeField(null=True, verbose_name="抽样时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="建立时间")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "content_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建立人",
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
            ],
            options={
                "verbose_name": "满意度调查",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="survey_own"),
                    models.Index(fields=["place_path", "id"], name="survey_plc"),
                    models.Index(fields=["content_type", "object_id"], name="survey_about"),
                    models.Index(condition=models.Q(("state", "open")), fields=["closes_on"], name="survey_closing"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))), name="survey_days_in_order"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="题号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("level", "满意程度（五档）"), ("number", "打分（0 到 10）"), ("text", "文字意见")],
                        max_length=8,
                        verbose_name="题型",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="题目")),
                ("is_required", models.BooleanField(default=True, verbose_name="必答")),
                ("is_counted", models.BooleanField(default=True, verbose_name="计入满意率")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "ordering": ["number", "pk"],
                "constraints": [models.UniqueConstraint(fields=("survey", "number"), name="question_once")],
            },
        ),
        migrations.CreateModel(
            name="PopulationUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rows", xieshou.platform.accounts.personal.EncryptedTextField(kind="address", search="")),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="surveys.survey"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                ("category", models.CharField(max_length=40, verbose_name="类别")),
                (
                    "name",
                    xieshou.platform.accounts.personal.EncryptedTextField(kind="name", search="", verbose_name="姓名"),
                ),
                (
                    "phone",
                    xieshou.platform.accounts.personal.EncryptedTextField(
                        blank=True, default="", kind="phone", search="", verbose_name="电话"
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
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="people", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "verbose_name": "调查对象",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="survey_person_own"),
                    models.Index(fields=["place_path", "id"], name="survey_person_plc"),
                ],
                "constraints": [models.UniqueConstraint(fields=("survey", "number"), name="survey_person_once")],
            },
        ),
        migrations.CreateModel(
            name="PaperBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(max_length=40, verbose_name="类别")),
                ("sheet_count", models.PositiveIntegerField(verbose_name="份数")),
                ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.evidence"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="paper_batches", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(max_length=40, verbose_name="类别")),
                ("code", models.CharField(max_length=12, unique=True, verbose_name="答卷码")),
                ("is_paper", models.BooleanField(default=False, verbose_name="纸质问卷")),
                ("is_used", models.BooleanField(default=False, verbose_name="已答")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitation", to="surveys.person"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="surveys.survey"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["survey", "category"], name="invitation_by_category")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("category", models.CharField(max_length=40, verbose_name="类别")),
                ("answered_on", models.DateField(null=True, verbose_name="作答日")),
                ("is_valid", models.BooleanField(default=True, verbose_name="有效")),
                ("values", models.JSONField(default=dict)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="surveys.paperbatch",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="surveys.survey"
                    ),
                ),
            ],
        ),
    ]
