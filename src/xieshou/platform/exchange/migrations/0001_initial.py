import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("target", models.CharField(max_length=60, verbose_name="导入到")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "核对中"),
                            ("unreadable", "读不了"),
                            ("checked", "已核对，待导入"),
                            ("applying", "导入中"),
                            ("applied", "已导入"),
                            ("undone", "已撤回"),
                            ("dropped", "已放弃"),
                        ],
                        default="checking",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("problems", models.JSONField(default=list, verbose_name="文件的问题")),
                ("notices", models.JSONField(default=list, verbose_name="提示")),
                ("sheet", models.CharField(blank=True, max_length=80, verbose_name="工作表")),
                ("headers", models.JSONField(default=list)),
                ("present", models.JSONField(default=list)),
                ("new_count", models.PositiveIntegerField(default=0, verbose_name="新增")),
                ("changed_count", models.PositiveIntegerField(default=0, verbose_name="有改动")),
                ("same_count", models.PositiveIntegerField(default=0, verbose_name="相同")),
                ("wrong_count", models.PositiveIntegerField(default=0, verbose_name="有错")),
                (
                    "duplicates",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("skip", "跳过（保留系统中的）"),
                            ("overwrite", "覆盖（以表格为准）"),
                            ("refuse", "拒绝（有重复就整表不导入）"),
                        ],
                        max_length=10,
                        verbose_name="重复的",
                    ),
                ),
                ("is_partial", models.BooleanField(default=False, verbose_name="只导入没有错的行")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="上传时间")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="导入时间")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["uploaded_by", "-id"], name="import_by_person")],
            },
        ),
        migrations.CreateModel(
            name="ImportChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("target_type", models.CharField(max_length=80)),
                ("object_id", models.BigIntegerField()),
                ("before", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=list)),
                ("version_after", models.PositiveIntegerField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="exchange.importbatch"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["target_type", "object_id"], name="import_change_of")],
            },
        ),
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("rows", models.JSONField(default=list)),
                ("new_count", models.PositiveIntegerField(default=0)),
                ("changed_count", models.PositiveIntegerField(default=0)),
                ("same_count", models.PositiveIntegerField(default=0)),
                ("wrong_count", models.PositiveIntegerField(default=0)),
                ("is_staged", models.BooleanField(default=False)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="exchange.importbatch"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("batch", "number"), name="import_chunk_once")],
            },
        ),
        migrations.CreateModel(
            name="ExportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("source", models.CharField(max_length=60, verbose_name="来源")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("arguments", models.JSONField(default=dict)),
                ("format", models.CharField(max_length=4, verbose_name="格式")),
                ("is_full", models.BooleanField(default=False, verbose_name="个人信息不打码")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("joint_key", models.CharField(db_index=True, max_length=64)),
                ("row_count", models.PositiveIntegerField(null=True, verbose_name="行数")),
                ("size", models.PositiveBigIntegerField(null=True, verbose_name="大小")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                ("expires_at", models.DateTimeField(verbose_name="保留到")),
                ("is_gone", models.BooleanField(default=False, verbose_name="已清理")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="jobs.job"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["asked_by", "-id"], name="export_by_person")],
            },
        ),
    ]
