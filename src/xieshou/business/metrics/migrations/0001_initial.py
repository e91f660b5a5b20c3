import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("dictionary", "0001_initial"),
        ("projects", "0001_initial"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Metric",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dictionary.indicator",
                        verbose_name="指标",
                    ),
                ),
            ],
            options={
                "verbose_name": "取数指标",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="MetricVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("count", "条数"),
                            ("sum", "求和"),
                            ("distinct", "去重计数"),
                            ("ratio", "比率（两个取数指标相除）"),
                        ],
                        max_length=10,
                        verbose_name="取数方式",
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=60, verbose_name="数据来源")),
                ("field", models.CharField(blank=True, max_length=60, verbose_name="字段")),
                ("filters", models.JSONField(blank=True, default=list, verbose_name="条件")),
                ("unit", models.CharField(max_length=20, verbose_name="单位")),
                ("per", models.PositiveBigIntegerField(default=1)),
                ("factor", models.CharField(default="1", max_length=20)),
                ("definition", models.TextField(verbose_name="口径")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="起用")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="止用")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="为何改")),
                ("declared_at", models.DateTimeField(auto_now_add=True)),
                ("key_changes", models.PositiveBigIntegerField(default=0, editable=False)),
                (
                    "declared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "denominator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="metrics.metric",
                    ),
                ),
                (
                    "metric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="metrics.metric"
                    ),
                ),
                (
                    "numerator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="metrics.metric",
                    ),
                ),
            ],
            options={
                "ordering": ["metric", "number"],
                "constraints": [models.UniqueConstraint(fields=("metric", "number"), name="metric_version_once")],
            },
        ),
        migrations.CreateModel(
            name="DistinctTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(blank=True, max_length=63)),
                ("place_path", models.CharField(blank=True, max_length=63)),
                ("first_month", models.DateField()),
                ("last_month", models.DateField()),
                ("number", models.BigIntegerField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="totals", to="metrics.metricversion"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "owner_path", "place_path", "first_month", "last_month"),
                        name="metric_total_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DistinctKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(max_length=63)),
                ("place_path", models.CharField(blank=True, max_length=63)),
                ("month", models.DateField()),
                ("key", models.CharField(max_length=32)),
                ("days", models.BigIntegerField(default=0)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="keys", to="metrics.metricversion"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["version", "key", "month"], name="metric_key_known")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "owner_path", "place_path", "month", "key"), name="metric_key_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Cell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(max_length=63)),
                ("place_path", models.CharField(blank=True, max_length=63)),
                ("month", models.DateField()),
                ("records", models.BigIntegerField(default=0)),
                ("valued", models.BigIntegerField(default=0)),
                ("amount", models.BigIntegerField(default=0)),
                ("days", models.JSONField(default=dict)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cells", to="metrics.metricversion"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["version", "place_path", "month"], name="metric_cell_place"),
                    models.Index(fields=["version", "owner_path", "month"], name="metric_cell_owner"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "owner_path", "place_path", "month"), name="metric_cell_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField(verbose_name="自")),
                ("ends_on", models.DateField(verbose_name="至")),
                ("value", models.CharField(blank=True, max_length=60, verbose_name="数值")),
                ("records", models.PositiveBigIntegerField(default=0, verbose_name="记录数")),
                ("arithmetic", models.TextField(blank=True, verbose_name="算式")),
                ("digest", models.CharField(max_length=64)),
                ("rows", models.JSONField(null=True)),
                ("scope_owner_path", models.CharField(blank=True, max_length=63)),
                ("scope_place_path", models.CharField(blank=True, max_length=63)),
                ("frozen_for", models.CharField(blank=True, max_length=120, verbose_name="用于")),
                ("frozen_at", models.DateTimeField(auto_now_add=True)),
                (
                    "frozen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "metric_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="snapshots",
                        to="metrics.metricversion",
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
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "冻结的数",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="metrics_snapshot_own"),
                    models.Index(fields=["place_path", "id"], name="metrics_snapshot_plc"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="snapshot_span"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Touched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=60)),
                ("owner_path", models.CharField(max_length=63)),
                ("place_path", models.CharField(max_length=63)),
                ("month", models.DateField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["source", "owner_path", "place_path", "month"], name="metric_touched")
                ],
            },
        ),
    ]
