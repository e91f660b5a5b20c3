import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("exchange", "0001_initial"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("occurred_on", models.DateField(blank=True, null=True, verbose_name="日期")),
                ("period", models.CharField(blank=True, max_length=20, verbose_name="时期")),
                ("listed_on", models.DateField(editable=False, verbose_name="排序日期")),
                (
                    "qualifier",
                    models.CharField(
                        blank=True,
                        choices=[("约", "约"), ("超过", "超过"), ("余", "余"), ("近", "近")],
                        max_length=4,
                        verbose_name="概数",
                    ),
                ),
                ("is_counted", models.BooleanField(default=True, verbose_name="计入合计")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("source_quote", models.CharField(blank=True, max_length=500, verbose_name="原文")),
                ("external_key", models.CharField(blank=True, max_length=80, verbose_name="外部编号")),
                ("match_key", models.CharField(blank=True, editable=False, max_length=32)),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "草稿"), ("recorded", "已登记")],
                        default="recorded",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("live", "有效"), ("deleted", "已删除"), ("pending", "导入中")],
                        default="live",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("survey", "调研"),
                            ("visit", "互访"),
                            ("reception", "接待"),
                            ("meeting", "会议"),
                            ("inspection", "巡查抽查"),
                            ("event", "对接活动"),
                            ("report", "调研报告"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("times", models.PositiveIntegerField(blank=True, null=True, verbose_name="次数")),
                ("persons", models.PositiveIntegerField(blank=True, null=True, verbose_name="人次")),
                ("places", models.PositiveIntegerField(blank=True, null=True, verbose_name="地区或项目数")),
                ("reports", models.PositiveIntegerField(blank=True, null=True, verbose_name="报告篇数")),
                ("outcome", models.CharField(blank=True, max_length=500, verbose_name="议定事项")),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="exchange.importbatch",
                        verbose_name="导入批次",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
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
                    "part_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="meetings.visit",
                        verbose_name="属于",
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
                    "updated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="最后修改人",
                    ),
                ),
            ],
            options={
                "verbose_name": "互访调研",
                "abstract": False,
                "base_manager_name": "every",
                "default_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="meetings_visit_own"),
                    models.Index(fields=["place_path", "id"], name="meetings_visit_plc"),
                    models.Index(fields=["state", "listed_on", "id"], name="meetings_visit_lst"),
                    models.Index(fields=["match_key"], name="meetings_visit_key"),
                    models.Index(fields=["updated_at"], name="meetings_visit_upd"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "live"), models.Q(("external_key", ""), _negated=True)),
                        fields=("owner", "external_key"),
                        name="meetings_visit_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("occurred_on__isnull", False), models.Q(("period", ""), _negated=True), _connector="OR"
                        ),
                        name="meetings_visit_when",
                    ),
                ],
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("every", django.db.models.manager.Manager()),
            ],
        ),
    ]
