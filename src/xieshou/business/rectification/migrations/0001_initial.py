import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("exchange", "0001_initial"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="问题")),
                ("description", models.TextField(blank=True, verbose_name="问题描述")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("audit", "审计"),
                            ("inspection", "巡查"),
                            ("evaluation", "绩效评价"),
                            ("monitoring", "运行监控"),
                            ("check", "核验"),
                            ("self", "自查"),
                        ],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                ("source_document", models.CharField(blank=True, max_length=200, verbose_name="来源文件")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("object_id", models.BigIntegerField(blank=True, null=True)),
                ("demanded", models.TextField(blank=True, verbose_name="整改要求")),
                ("taken", models.TextField(blank=True, verbose_name="整改措施")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待整改"),
                            ("reported", "已报送复核"),
                            ("returned", "退回"),
                            ("closed", "已销号"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("amount_fen", models.BigIntegerField(blank=True, null=True, verbose_name="涉及金额")),
                ("recovered_fen", models.BigIntegerField(blank=True, null=True, verbose_name="已追回金额")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="更新时间")),
                ("reported_at", models.DateTimeField(null=True, verbose_name="报送时间")),
                ("closed_on", models.DateField(null=True, verbose_name="销号日期")),
                ("overdue_told_on", models.DateField(editable=False, null=True)),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="exchange.importbatch",
                    ),
                ),
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
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="报送人",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="责任人",
                    ),
                ),
            ],
            options={
                "verbose_name": "问题与整改",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="finding_own"),
                    models.Index(fields=["place_path", "id"], name="finding_plc"),
                    models.Index(fields=["content_type", "object_id"], name="finding_about"),
                    models.Index(
                        condition=models.Q(("state__in", ["open", "returned"])), fields=["due_on"], name="finding_due"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("content_type", None), ("object_id", None)),
                            models.Q(("content_type__isnull", False), ("object_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="finding_about_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("found_on"))), name="finding_due_after_found"
                    ),
                ],
            },
        ),
    ]
