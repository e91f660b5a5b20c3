import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("projects", "0001_initial"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FundSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("central", "中央"),
                            ("province", "省级"),
                            ("city", "市级"),
                            ("district", "区（县）级"),
                            ("social", "社会"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="资金来源",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="资金名称")),
                ("giver", models.CharField(blank=True, max_length=120, verbose_name="拨款（捐赠）单位")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="文号")),
                ("document_date", models.DateField(blank=True, null=True, verbose_name="发文日期")),
                ("amount_fen", models.PositiveBigIntegerField(verbose_name="金额")),
                ("permitted_use", models.CharField(max_length=500, verbose_name="用途限制")),
                ("categories", models.JSONField(blank=True, default=list, verbose_name="可用于的项目类别")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
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
                "verbose_name": "资金来源",
                "ordering": ["-year", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="funds_fundsource_own"),
                    models.Index(fields=["place_path", "id"], name="funds_fundsource_plc"),
                    models.Index(fields=["year", "level", "id"], name="fund_source_year"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("document_number", ""), _negated=True),
                        fields=("owner", "year", "document_number", "name"),
                        name="fund_source_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("amount_fen", models.PositiveBigIntegerField(verbose_name="分配总额")),
                ("step_fen", models.PositiveBigIntegerField(default=1000000, verbose_name="取整到")),
                ("factors", models.JSONField(default=list, verbose_name="因素")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="下达文号")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="下达日期")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "编制中"), ("submitted", "报批中"), ("issued", "已下达")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
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
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allocations", to="funds.fundsource"
                    ),
                ),
            ],
            options={
                "verbose_name": "分配方案",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="funds_allocation_own"),
                    models.Index(fields=["place_path", "id"], name="funds_allocation_plc"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AllocationShare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("values", models.JSONField(default=dict)),
                ("computed_fen", models.PositiveBigIntegerField(null=True)),
                ("adjusted_fen", models.PositiveBigIntegerField(blank=True, null=True)),
                ("adjusted_because", models.CharField(blank=True, max_length=300, verbose_name="调整理由")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="分文号")),
                (
                    "allocation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="funds.allocation"
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="受款单位",
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("allocation", "recipient"), name="allocation_share_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("increase", "追加"),
                            ("decrease", "调减"),
                            ("transfer", "调剂"),
                            ("carry_over", "结转下年"),
                            ("return", "收回（结余上缴）"),
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("amount_fen", models.PositiveBigIntegerField(verbose_name="金额")),
                ("changed_on", models.DateField(verbose_name="生效日期")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="依据文号")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("submitted", "报批中"),
                            ("approved", "已批准"),
                            ("refused", "未批准"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "asked_by",
                    models.ForeignKey(
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
            ],
            options={
                "verbose_name": "预算调整",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="funds_budgetchange_own"),
                    models.Index(fields=["place_path", "id"], name="funds_budgetchange_plc"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectBudget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "row",
                    models.CharField(
                        choices=[
                            ("appropriation", "当年财政拨款"),
                            ("carryover", "上年结转资金"),
                            ("other", "其他资金"),
                        ],
                        default="appropriation",
                        max_length=15,
                        verbose_name="资金性质",
                    ),
                ),
                ("initial_fen", models.PositiveBigIntegerField(verbose_name="年初预算数")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "carried_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_budget",
                        to="funds.budgetchange",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="budgets", to="projects.project"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets",
                        to="funds.fundsource",
                        verbose_name="资金来源",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目预算",
                "ordering": ["year", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="funds_projectbudget_own"),
                    models.Index(fields=["place_path", "id"], name="funds_projectbudget_plc"),
                    models.Index(fields=["year", "project"], name="project_budget_year"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "year", "source", "row"), name="project_budget_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("source", None)),
                        fields=("project", "year", "row"),
                        name="project_budget_once_no_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("amount_fen", models.PositiveBigIntegerField(verbose_name="金额")),
                ("purpose", models.CharField(max_length=300, verbose_name="用途")),
                ("payee_name", models.CharField(blank=True, max_length=200, verbose_name="收款单位")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("asked", "审核中"),
                            ("approved", "待支付"),
                            ("paid", "已支付"),
                            ("refused", "未通过"),
                            ("reversed", "已退回（冲销）"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("stops", models.JSONField(default=list)),
                ("override_because", models.CharField(blank=True, max_length=300, verbose_name="进度放行理由")),
                ("paid_on", models.DateField(blank=True, null=True, verbose_name="支付日期")),
                ("voucher", models.CharField(blank=True, max_length=80, verbose_name="凭证号")),
                ("reversed_on", models.DateField(blank=True, null=True, verbose_name="退回日期")),
                ("reversed_because", models.CharField(blank=True, max_length=300, verbose_name="退回原因")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="projects.contract",
                        verbose_name="合同",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="projects.milestone",
                        verbose_name="对应节点",
                    ),
                ),
                (
                    "override_by",
                    models.ForeignKey(
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="projects.project"
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="funds.projectbudget"
                    ),
                ),
            ],
            options={
                "verbose_name": "支付",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="funds_payment_own"),
                    models.Index(fields=["place_path", "id"], name="funds_payment_plc"),
                    models.Index(fields=["budget", "paid_on"], name="payment_by_budget"),
                    models.Index(fields=["state", "-id"], name="payment_by_state"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["paid", "reversed"]), _negated=True),
                            ("paid_on__isnull", False),
                            _connector="OR",
                        ),
                        name="payment_paid_has_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voucher", ""), _negated=True),
                        fields=("owner", "voucher"),
                        name="payment_voucher_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_on", models.DateField(verbose_name="到账日期")),
                ("amount_fen", models.BigIntegerField(verbose_name="到账金额")),
                ("voucher", models.CharField(blank=True, max_length=80, verbose_name="凭证号")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "budget",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="funds.projectbudget",
                        verbose_name="对应项目预算",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="funds.receipt",
                        verbose_name="冲销",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="funds.fundsource"
                    ),
                ),
            ],
            options={
                "ordering": ["received_on", "id"],
                "indexes": [models.Index(fields=["source", "received_on"], name="receipt_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_fen__gt", 0), ("reverses", None)),
                            models.Q(("amount_fen__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="receipt_negative_only_reverses",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="BudgetChange",
            name="budget",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="funds.projectbudget"
            ),
        ),
        migrations.AddField(
            model_name="BudgetChange",
            name="other_budget",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes_in",
                to="funds.projectbudget",
            ),
        ),
    ]
