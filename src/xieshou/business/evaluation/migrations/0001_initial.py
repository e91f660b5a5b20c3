import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("dictionary", "0001_initial"),
        ("evidence", "0001_initial"),
        ("metrics", "0001_initial"),
        ("projects", "0001_initial"),
        ("registry", "0001_initial"),
        ("rules", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="GoalSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报中"),
                            ("submitted", "审核中"),
                            ("returned", "已退回"),
                            ("approved", "已批准"),
                            ("superseded", "已被新版替代"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="退回理由")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("scheme", models.CharField(max_length=80, verbose_name="评价方案")),
                ("scheme_digest", models.CharField(blank=True, max_length=80)),
                ("expected", models.TextField(blank=True, verbose_name="年度总体目标")),
                ("change_reason", models.CharField(blank=True, max_length=500, verbose_name="调整理由")),
                ("change_basis", models.CharField(blank=True, max_length=200, verbose_name="调整依据")),
                (
                    "adjusts",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="adjusted_by",
                        to="evaluation.goalset",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                        verbose_name="项目",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rules.ruleversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "绩效目标",
                "ordering": ["-year", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_goalset_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_goalset_plc"),
                    models.Index(fields=["year", "state", "-id"], name="goals_by_year"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("project__isnull", False)),
                        fields=("project", "year", "number"),
                        name="goals_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("project__isnull", True)),
                        fields=("owner", "year", "number"),
                        name="department_goals_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("project__isnull", False), ("state", "approved")),
                        fields=("project", "year"),
                        name="goals_in_force_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("project__isnull", True), ("state", "approved")),
                        fields=("owner", "year"),
                        name="department_goals_in_force_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GoalIndicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("code", models.CharField(max_length=20, verbose_name="代码")),
                ("level1", models.CharField(max_length=40, verbose_name="一级指标")),
                ("level2", models.CharField(max_length=40, verbose_name="二级指标")),
                ("name", models.CharField(max_length=200, verbose_name="三级指标")),
                ("target", models.CharField(blank=True, max_length=200, verbose_name="年度指标值")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="计量单位")),
                ("points", models.CharField(blank=True, max_length=20, verbose_name="分值")),
                ("definition", models.CharField(blank=True, max_length=500, verbose_name="指标解释（口径）")),
                ("data_source", models.CharField(blank=True, max_length=300, verbose_name="完成值数据来源")),
                ("target_basis", models.CharField(blank=True, max_length=300, verbose_name="指标值设定依据")),
                (
                    "data_owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="数据责任单位",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="dictionary.indicatorversion",
                        verbose_name="指标库",
                    ),
                ),
                (
                    "metric",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="metrics.metric",
                        verbose_name="取数指标",
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
                    "goals",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="indicators", to="evaluation.goalset"
                    ),
                ),
            ],
            options={
                "verbose_name": "绩效指标",
                "ordering": ["order", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_goalindicator_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_goalindicator_plc"),
                ],
                "constraints": [models.UniqueConstraint(fields=("goals", "code"), name="goal_indicator_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Monitoring",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报中"),
                            ("submitted", "审核中"),
                            ("returned", "已退回"),
                            ("approved", "已批准"),
                            ("superseded", "已被新版替代"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="退回理由")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("month", models.PositiveSmallIntegerField(verbose_name="截至月份")),
                ("funds", models.JSONField(default=list)),
                ("words", models.TextField(blank=True, verbose_name="监控情况说明")),
                ("measures", models.TextField(blank=True, verbose_name="下一步措施")),
                ("spending_e4", models.BigIntegerField(editable=False, null=True, verbose_name="支出进度")),
                ("targets_e4", models.BigIntegerField(editable=False, null=True, verbose_name="目标进度")),
                ("gap_e4", models.BigIntegerField(editable=False, null=True, verbose_name="两条进度相差")),
                ("findings", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="预警")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "goals",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="monitorings", to="evaluation.goalset"
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
                        verbose_name="项目",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rules.ruleversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "绩效运行监控",
                "ordering": ["-year", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_monitoring_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_monitoring_plc"),
                    models.Index(fields=["year", "month", "-gap_e4", "-id"], name="monitoring_by_gap"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("goals", "month"), name="monitoring_once_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="monitoring_month"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonitoringRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("actual", models.CharField(blank=True, max_length=200, verbose_name="执行情况")),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("subject", "本单位在本地区"),
                            ("project", "本项目"),
                            ("owner", "本单位，不限地区"),
                            ("place", "本地区，不限单位"),
                            ("all", "全部"),
                        ],
                        default="subject",
                        max_length=10,
                        verbose_name="取数范围",
                    ),
                ),
                ("forecast", models.CharField(blank=True, max_length=200, verbose_name="全年预计完成情况")),
                ("causes", models.JSONField(blank=True, default=list)),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="偏差原因说明")),
                (
                    "possibility",
                    models.CharField(
                        blank=True,
                        choices=[("certain", "确定能"), ("possible", "有可能"), ("impossible", "完全不可能")],
                        max_length=10,
                        verbose_name="完成目标可能性",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                (
                    "figure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="metrics.snapshot",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evaluation.goalindicator"
                    ),
                ),
                (
                    "monitoring",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="evaluation.monitoring"
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
                "verbose_name": "监控情况",
                "ordering": ["indicator__order", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_monitoringrow_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_monitoringrow_plc"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("monitoring", "indicator"), name="monitoring_row_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(max_length=500, verbose_name="意见")),
                ("must_change", models.BooleanField(default=True, verbose_name="必须修改")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="回应")),
                ("resolved_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "goals",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opinions", to="evaluation.goalset"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="opinions",
                        to="evaluation.goalindicator",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="PublicMaterial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="公开日期")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="公开网址")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.evidence"
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
                "verbose_name": "已公开材料",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_publicmaterial_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_publicmaterial_plc"),
                ],
                "constraints": [models.UniqueConstraint(fields=("evidence", "year"), name="public_material_once")],
            },
        ),
        migrations.CreateModel(
            name="SelfEvaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报中"),
                            ("submitted", "审核中"),
                            ("returned", "已退回"),
                            ("approved", "已批准"),
                            ("superseded", "已被新版替代"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="退回理由")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("scheme", models.CharField(blank=True, max_length=80, verbose_name="评价方案")),
                ("achieved", models.TextField(blank=True, verbose_name="年度总体目标完成情况")),
                ("funds", models.JSONField(default=list)),
                ("funds_note", models.CharField(blank=True, max_length=500, verbose_name="预算执行说明")),
                ("facts", models.JSONField(default=dict)),
                ("items", models.JSONField(default=dict)),
                ("scheme_digest", models.CharField(blank=True, max_length=80)),
                ("card", models.JSONField(null=True)),
                ("total", models.CharField(blank=True, max_length=20, verbose_name="总分")),
                ("grade", models.CharField(blank=True, max_length=20, verbose_name="等级")),
                ("problems", models.TextField(blank=True, verbose_name="存在的问题")),
                ("measures", models.TextField(blank=True, verbose_name="改进措施")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "goals",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_evaluations",
                        to="evaluation.goalset",
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
                        verbose_name="项目",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "绩效自评",
                "ordering": ["-year", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_selfevaluation_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_selfevaluation_plc"),
                    models.Index(fields=["year", "state", "-id"], name="self_by_year"),
                ],
                "constraints": [models.UniqueConstraint(fields=("goals",), name="self_evaluation_once")],
            },
        ),
        migrations.CreateModel(
            name="Appraisal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报中"),
                            ("submitted", "审核中"),
                            ("returned", "已退回"),
                            ("approved", "已批准"),
                            ("superseded", "已被新版替代"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="退回理由")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("department", "部门评价"), ("finance", "财政评价"), ("third_party", "第三方评价")],
                        max_length=12,
                        verbose_name="评价类型",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("preparing", "准备"),
                            ("scoring", "专家评分"),
                            ("drafting", "汇总与报告"),
                            ("exchanged", "交换意见"),
                            ("signed", "已签发"),
                        ],
                        default="preparing",
                        max_length=10,
                        verbose_name="进度",
                    ),
                ),
                ("scheme", models.CharField(max_length=80, verbose_name="评价方案")),
                ("scheme_digest", models.CharField(blank=True, max_length=80)),
                ("evaluator", models.CharField(blank=True, max_length=120, verbose_name="评价机构")),
                ("is_blind", models.BooleanField(default=True, verbose_name="背靠背评分")),
                (
                    "aggregation",
                    models.CharField(
                        choices=[("mean", "平均"), ("trimmed", "去掉一个最高分、一个最低分后平均")],
                        default="mean",
                        max_length=20,
                        verbose_name="汇总方式",
                    ),
                ),
                ("scoring_due_on", models.DateField(blank=True, null=True, verbose_name="评分截止")),
                ("facts", models.JSONField(default=dict)),
                ("chapters", models.JSONField(default=dict)),
                ("differences", models.JSONField(default=dict)),
                ("check_result", models.JSONField(editable=False, null=True)),
                ("exchanged_at", models.DateTimeField(blank=True, null=True, verbose_name="交换意见时间")),
                ("answer_due_on", models.DateField(blank=True, null=True, verbose_name="答复期限")),
                ("answer", models.TextField(blank=True, verbose_name="被评价单位的意见")),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="答复时间")),
                ("reply", models.TextField(blank=True, verbose_name="意见采纳情况")),
                ("card", models.JSONField(null=True)),
                ("total", models.CharField(blank=True, max_length=20, verbose_name="总分")),
                ("grade", models.CharField(blank=True, max_length=20, verbose_name="等级")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="签发时间")),
                ("disclosed_on", models.DateField(blank=True, null=True, verbose_name="公开日期")),
                ("disclosed_at_url", models.CharField(blank=True, max_length=300, verbose_name="公开网址")),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "disclosure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.evidence",
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
                        verbose_name="项目",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="evidence.evidence",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "self_evaluation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appraisals",
                        to="evaluation.selfevaluation",
                    ),
                ),
            ],
            options={
                "verbose_name": "绩效评价",
                "ordering": ["-year", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_appraisal_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_appraisal_plc"),
                    models.Index(fields=["year", "stage", "-id"], name="appraisal_by_year"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("project__isnull", False)),
                        fields=("project", "year", "kind"),
                        name="appraisal_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("project__isnull", True)),
                        fields=("owner", "year", "kind"),
                        name="department_appraisal_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Expert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weight", models.CharField(default="1", max_length=10, verbose_name="权重")),
                ("submitted_at", models.DateTimeField(null=True)),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="experts", to="evaluation.appraisal"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("appraisal", "user"), name="appraisal_expert_once")],
            },
        ),
        migrations.CreateModel(
            name="ExpertScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item", models.CharField(max_length=40, verbose_name="指标")),
                ("score", models.CharField(max_length=20, verbose_name="得分")),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="evaluation.expert"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("expert", "item"), name="expert_score_once")],
            },
        ),
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64)),
                ("code", models.CharField(max_length=40, verbose_name="检查项")),
                ("finding", models.TextField(verbose_name="发现")),
                ("reason", models.CharField(max_length=1000, verbose_name="说明")),
                ("said_at", models.DateTimeField(auto_now_add=True)),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explanations",
                        to="evaluation.appraisal",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("appraisal", "fingerprint"), name="explanation_once")],
            },
        ),
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报中"),
                            ("submitted", "审核中"),
                            ("returned", "已退回"),
                            ("approved", "已批准"),
                            ("superseded", "已被新版替代"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="退回理由")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("suggestion_code", models.CharField(max_length=20, verbose_name="建议")),
                ("suggestion", models.TextField(verbose_name="建议的依据")),
                ("asked_fen", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="申请预算")),
                ("previous_fen", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="上年预算")),
                ("answer", models.TextField(blank=True, verbose_name="预算编制的回应")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                        verbose_name="项目",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "appraisal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="evaluation.appraisal",
                    ),
                ),
                (
                    "self_evaluation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="evaluation.selfevaluation",
                    ),
                ),
            ],
            options={
                "verbose_name": "结果应用",
                "ordering": ["-year", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_application_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_application_plc"),
                    models.Index(fields=["project", "year"], name="application_by_project"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("appraisal__isnull", False)),
                        fields=("appraisal",),
                        name="application_once_an_appraisal",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("self_evaluation__isnull", False)),
                        fields=("self_evaluation",),
                        name="application_once_a_self_evaluation",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActualValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("actual", models.CharField(blank=True, max_length=200, verbose_name="实际完成值")),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("subject", "本单位在本地区"),
                            ("project", "本项目"),
                            ("owner", "本单位，不限地区"),
                            ("place", "本地区，不限单位"),
                            ("all", "全部"),
                        ],
                        default="subject",
                        max_length=10,
                        verbose_name="取数范围",
                    ),
                ),
                ("is_entered", models.BooleanField(default=False, verbose_name="填报的值")),
                ("reading", models.TextField(blank=True, editable=False)),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="数据来源")),
                ("level", models.CharField(blank=True, max_length=20, verbose_name="定性等级")),
                ("level_percent", models.CharField(blank=True, max_length=10, verbose_name="定性百分比")),
                ("deviation", models.CharField(blank=True, max_length=1000, verbose_name="偏差原因分析及改进措施")),
                ("over_reason", models.CharField(blank=True, max_length=500, verbose_name="超额完成原因")),
                ("no_evidence_because", models.CharField(blank=True, max_length=300, verbose_name="没有佐证的原因")),
                ("awarded", models.CharField(blank=True, max_length=20, verbose_name="评定得分")),
                ("awarded_because", models.CharField(blank=True, max_length=500, verbose_name="评定理由")),
                (
                    "figure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="metrics.snapshot",
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
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evaluation.goalindicator"
                    ),
                ),
                (
                    "evaluation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="evaluation.selfevaluation",
                    ),
                ),
            ],
            options={
                "verbose_name": "实际完成值",
                "ordering": ["indicator__order", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_actualvalue_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_actualvalue_plc"),
                ],
                "constraints": [models.UniqueConstraint(fields=("evaluation", "indicator"), name="actual_value_once")],
            },
        ),
        migrations.CreateModel(
            name="Waiver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finding", models.CharField(max_length=40, verbose_name="检查项")),
                ("indicator_code", models.CharField(blank=True, max_length=20)),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("said_at", models.DateTimeField(auto_now_add=True)),
                (
                    "goals",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waivers", to="evaluation.goalset"
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("goals", "finding", "indicator_code"), name="goal_waiver_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AppraisalScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("item", models.CharField(max_length=40, verbose_name="指标")),
                ("aggregated", models.CharField(blank=True, max_length=20, verbose_name="专家汇总")),
                ("awarded", models.CharField(blank=True, max_length=20, verbose_name="评定得分")),
                ("arithmetic", models.CharField(blank=True, max_length=500, verbose_name="汇总算式")),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="理由")),
                (
                    "appraisal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="evaluation.appraisal"
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
                "verbose_name": "评价得分",
                "ordering": ["id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_appraisalscore_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_appraisalscore_plc"),
                ],
                "constraints": [models.UniqueConstraint(fields=("appraisal", "item"), name="appraisal_score_once")],
            },
        ),
        migrations.CreateModel(
            name="ExAnte",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "填报中"),
                            ("submitted", "审核中"),
                            ("returned", "已退回"),
                            ("approved", "已批准"),
                            ("superseded", "已被新版替代"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("return_reason", models.CharField(blank=True, max_length=500, verbose_name="退回理由")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="提交时间")),
                ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准时间")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("criteria", models.JSONField(default=list, verbose_name="评估内容")),
                (
                    "conclusion",
                    models.CharField(
                        blank=True,
                        choices=[("support", "予以支持"), ("amend", "调整完善后支持"), ("refuse", "不予支持")],
                        max_length=10,
                        verbose_name="评估结论",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="评估意见")),
                ("assessed_on", models.DateField(blank=True, null=True, verbose_name="评估日期")),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                        verbose_name="项目",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rules.ruleversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "事前绩效评估",
                "ordering": ["-year", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="evaluation_exante_own"),
                    models.Index(fields=["place_path", "id"], name="evaluation_exante_plc"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "superseded"), _negated=True),
                        fields=("project", "year"),
                        name="ex_ante_once_a_year",
                    )
                ],
            },
        ),
    ]
