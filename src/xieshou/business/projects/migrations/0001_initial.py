import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("exchange", "0001_initial"),
        ("registry", "0001_initial"),
        ("rules", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="WarningCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("project_count", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="CodeSerial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("region_code", models.CharField(max_length=6)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("year", "region_code"), name="project_serial_once")],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.CharField(editable=False, max_length=40, unique=True, verbose_name="项目编号")),
                ("name", models.CharField(max_length=200, verbose_name="项目名称")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("industry", "产业合作"),
                            ("labour", "劳务协作与就业"),
                            ("consumption", "消费帮扶"),
                            ("education", "教育"),
                            ("health", "医疗卫生"),
                            ("talent", "人才与培训"),
                            ("livelihood", "民生与基础设施"),
                            ("village", "乡村建设"),
                            ("exchange", "交往交流交融"),
                            ("service", "工作经费与综合事务"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        choices=[
                            ("new", "新建"),
                            ("extension", "改扩建"),
                            ("continued", "续建"),
                            ("purchase", "购置"),
                            ("service", "服务与活动"),
                        ],
                        max_length=20,
                        verbose_name="建设性质",
                    ),
                ),
                ("in_charge", models.CharField(blank=True, max_length=60, verbose_name="负责人")),
                ("telephone", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="建设地点")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="开始")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="完成期限")),
                ("content", models.TextField(blank=True, verbose_name="建设任务")),
                ("basis", models.CharField(blank=True, max_length=500, verbose_name="立项依据")),
                ("estimate_fen", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="估算总投资")),
                ("beneficiaries", models.CharField(blank=True, max_length=300, verbose_name="受益对象")),
                ("beneficiary_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="受益人数")),
                ("benefit_link", models.CharField(blank=True, max_length=500, verbose_name="利益联结机制")),
                ("goal", models.TextField(blank=True, verbose_name="绩效目标")),
                (
                    "maturity",
                    models.CharField(
                        choices=[
                            ("idea", "意向"),
                            ("feasible", "已完成可研或实施方案"),
                            ("approved", "已批复立项"),
                            ("ready", "手续齐全，可开工"),
                        ],
                        default="idea",
                        max_length=10,
                        verbose_name="成熟度",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("proposed", "已申报"),
                            ("returned", "退回修改"),
                            ("reviewing", "评审中"),
                            ("in_library", "已入库"),
                            ("refused", "不予入库"),
                            ("planned", "已列入年度计划"),
                            ("running", "实施中"),
                            ("suspended", "已暂停"),
                            ("terminated", "已终止"),
                            ("completed", "已完工待验收"),
                            ("accepted", "已验收"),
                            ("settled", "已结算"),
                        ],
                        default="draft",
                        max_length=12,
                        verbose_name="阶段",
                    ),
                ),
                ("rank", models.PositiveIntegerField(blank=True, null=True, verbose_name="排序")),
                ("similar_key", models.CharField(blank=True, editable=False, max_length=200)),
                ("twin_reason", models.CharField(blank=True, max_length=500, verbose_name="与相近项目的区别")),
                ("decision_reason", models.CharField(blank=True, max_length=500, verbose_name="审定理由")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="exchange.importbatch",
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="projects.project",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="主管部门",
                    ),
                ),
                (
                    "implementer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="实施单位",
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
                "verbose_name": "项目",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="projects_project_own"),
                    models.Index(fields=["place_path", "id"], name="projects_project_plc"),
                    models.Index(fields=["stage", "rank", "id"], name="project_library"),
                    models.Index(fields=["similar_key"], name="project_twins"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Procurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=200, verbose_name="采购内容")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("open", "公开招标"),
                            ("invited", "邀请招标"),
                            ("negotiation", "竞争性谈判"),
                            ("consultation", "竞争性磋商"),
                            ("single", "单一来源"),
                            ("inquiry", "询价"),
                            ("entrusted", "直接委托"),
                            ("none", "不需采购（补助、协议）"),
                        ],
                        max_length=20,
                        verbose_name="采购方式",
                    ),
                ),
                ("planned_fen", models.PositiveBigIntegerField(verbose_name="采购计划金额")),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="计划采购日期")),
                ("awarded_fen", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="中标（成交）金额")),
                ("awarded_on", models.DateField(blank=True, null=True, verbose_name="中标（成交）日期")),
                ("supplier_name", models.CharField(blank=True, max_length=200, verbose_name="供应商名称")),
                ("cancelled_because", models.CharField(blank=True, max_length=300, verbose_name="取消采购的理由")),
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
                    "supplier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="供应商",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procurements",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "采购计划",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="projects_procurement_own"),
                    models.Index(fields=["place_path", "id"], name="projects_procurement_plc"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("number", models.CharField(max_length=80, verbose_name="合同编号")),
                ("name", models.CharField(max_length=200, verbose_name="合同名称")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("open", "公开招标"),
                            ("invited", "邀请招标"),
                            ("negotiation", "竞争性谈判"),
                            ("consultation", "竞争性磋商"),
                            ("single", "单一来源"),
                            ("inquiry", "询价"),
                            ("entrusted", "直接委托"),
                            ("none", "不需采购（补助、协议）"),
                        ],
                        max_length=20,
                        verbose_name="采购方式",
                    ),
                ),
                ("planned_fen", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="采购预算")),
                ("awarded_fen", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="中标（成交）金额")),
                ("awarded_on", models.DateField(blank=True, null=True, verbose_name="中标（成交）日期")),
                ("supplier_name", models.CharField(blank=True, max_length=200, verbose_name="供应商名称")),
                ("signed_fen", models.PositiveBigIntegerField(verbose_name="签订金额")),
                ("amount_fen", models.PositiveBigIntegerField(editable=False, verbose_name="现合同金额")),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="签订日期")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="履行期限")),
                ("bond_fen", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="履约保证金")),
                ("bond_expires_on", models.DateField(blank=True, null=True, verbose_name="保证（保函）到期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "草稿"),
                            ("signed", "履行中"),
                            ("fulfilled", "已履行完毕"),
                            ("terminated", "已解除"),
                        ],
                        default="signed",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("attention", models.CharField(blank=True, editable=False, max_length=300, verbose_name="需处理")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                (
                    "batch",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="exchange.importbatch",
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
                    "supplier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="供应商",
                    ),
                ),
                (
                    "procurement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="projects.procurement",
                        verbose_name="采购计划",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="projects.project",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "合同",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="projects_contract_own"),
                    models.Index(fields=["place_path", "id"], name="projects_contract_plc"),
                    models.Index(
                        condition=models.Q(("bond_expires_on__isnull", False)),
                        fields=["bond_expires_on"],
                        name="contract_bond",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("project", "number"), name="contract_number_once")],
            },
        ),
        migrations.CreateModel(
            name="ContractChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreed_on", models.DateField(verbose_name="变更日期")),
                ("difference_fen", models.BigIntegerField(default=0, verbose_name="金额增减")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="新的履行期限")),
                ("reason", models.CharField(max_length=500, verbose_name="变更理由")),
                ("entered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="projects.contract"
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["agreed_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="NegativeExemption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("clause", models.CharField(max_length=40, verbose_name="条款")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("exempted_at", models.DateTimeField(auto_now_add=True)),
                (
                    "exempted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exemptions", to="projects.project"
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
                "ordering": ["clause"],
                "constraints": [models.UniqueConstraint(fields=("project", "clause"), name="project_exempt_once")],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("name", models.CharField(max_length=120, verbose_name="节点")),
                ("is_main", models.BooleanField(default=True, verbose_name="主线")),
                ("weight", models.PositiveSmallIntegerField(verbose_name="权重（%）")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="计划开始")),
                ("ends_on", models.DateField(verbose_name="计划完成")),
                ("percent", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="形象进度（%）")),
                ("reported_on", models.DateField(blank=True, null=True, verbose_name="最近更新")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="实际完成")),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="责任单位",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="projects.project"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__isnull", True), ("percent__lte", 100), _connector="OR"),
                        name="milestone_percent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FundingNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("amount_fen", models.PositiveBigIntegerField(verbose_name="金额")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="projects.project"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("project", "level"), name="project_need_once")],
            },
        ),
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="应验收日期")),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="验收日期")),
                ("conclusion", models.TextField(blank=True, verbose_name="验收意见")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "备验"),
                            ("submitted", "验收中"),
                            ("passed", "验收合格"),
                            ("failed", "不合格，整改后再验"),
                        ],
                        default="preparing",
                        max_length=12,
                        verbose_name="状态",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="acceptances", to="projects.project"
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
                "verbose_name": "验收",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="projects_acceptance_own"),
                    models.Index(fields=["place_path", "id"], name="projects_acceptance_plc"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("content", "内容、规模变更"),
                            ("period", "工期变更"),
                            ("budget", "投资变更"),
                            ("suspend", "暂停"),
                            ("resume", "恢复"),
                            ("terminate", "终止"),
                        ],
                        max_length=12,
                        verbose_name="变更类型",
                    ),
                ),
                ("reason", models.TextField(verbose_name="理由")),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("values", models.JSONField(default=dict)),
                ("before", models.JSONField(default=dict)),
                ("effects", models.JSONField(default=list)),
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
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "项目变更",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="projects_projectchange_own"),
                    models.Index(fields=["place_path", "id"], name="projects_projectchange_plc"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectWarning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("rule", models.CharField(max_length=40, verbose_name="规则")),
                ("rule_words", models.CharField(max_length=300, verbose_name="规则内容")),
                ("is_unknown", models.BooleanField(default=False, verbose_name="无法判断")),
                ("lines", models.JSONField(default=list)),
                ("arithmetic", models.CharField(max_length=500, verbose_name="算式")),
                ("raised_on", models.DateField(verbose_name="首次预警")),
                ("ended_on", models.DateField(null=True, verbose_name="解除")),
                ("measure", models.CharField(blank=True, max_length=500, verbose_name="处理措施")),
                ("measure_due", models.DateField(null=True, verbose_name="措施完成期限")),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="warnings",
                        to="projects.milestone",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="warnings", to="projects.project"
                    ),
                ),
                (
                    "rule_version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rules.ruleversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "项目预警",
                "ordering": ["-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="projects_projectwarning_own"),
                    models.Index(fields=["place_path", "id"], name="projects_projectwarning_plc"),
                    models.Index(
                        condition=models.Q(("ended_on", None)), fields=["rule", "id"], name="warning_open_by_rule"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None), ("milestone", None)),
                        fields=("project", "rule"),
                        name="warning_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("project", "rule", "milestone"),
                        name="warning_at_node_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="轮次")),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("held_on", models.DateField(blank=True, null=True, verbose_name="会审日期")),
                ("minutes", models.TextField(blank=True, verbose_name="会审意见")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("agree", "同意入库"), ("amend", "修改后再审"), ("refuse", "不予入库")],
                        max_length=10,
                        verbose_name="结论",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="公示开始")),
                ("published_days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="公示天数")),
                ("objections", models.CharField(blank=True, max_length=500, verbose_name="公示异议")),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="projects.project"
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
                "ordering": ["-round"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "round"), name="review_round_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)), fields=("project",), name="review_open_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewExpert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="总体意见")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="提交时间")),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="experts", to="projects.review"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("review", "expert"), name="review_expert_once")],
            },
        ),
        migrations.CreateModel(
            name="ReviewScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("criterion", models.CharField(max_length=40, verbose_name="评审项")),
                ("score", models.CharField(max_length=20, verbose_name="得分")),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="意见")),
                ("scored_at", models.DateTimeField(auto_now=True)),
                (
                    "expert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="scores", to="projects.review"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("review", "expert", "criterion"), name="review_score_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("submitted_fen", models.PositiveBigIntegerField(verbose_name="送审金额")),
                ("audited_fen", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="审定金额")),
                ("auditor", models.CharField(blank=True, max_length=120, verbose_name="审计（审核）单位")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="报告文号")),
                ("settled_on", models.DateField(blank=True, null=True, verbose_name="审定日期")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                (
                    "open_findings_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="问题未销号而结算的理由"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="settlement", to="projects.project"
                    ),
                ),
            ],
            options={
                "verbose_name": "结算",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="projects_settlement_own"),
                    models.Index(fields=["place_path", "id"], name="projects_settlement_plc"),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("document_number", models.CharField(blank=True, max_length=80, verbose_name="文号")),
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
            ],
            options={
                "verbose_name": "年度项目计划",
                "ordering": ["-year", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="projects_yearplan_own"),
                    models.Index(fields=["place_path", "id"], name="projects_yearplan_plc"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_fen", models.PositiveBigIntegerField(verbose_name="计划金额")),
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("taken_out_at", models.DateTimeField(null=True, verbose_name="调出时间")),
                ("taken_out_because", models.CharField(blank=True, max_length=500, verbose_name="调出理由")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan_items", to="projects.project"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="projects.yearplan"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
                "constraints": [models.UniqueConstraint(fields=("plan", "project"), name="plan_item_once")],
            },
        ),
        migrations.CreateModel(
            name="AcceptanceItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("name", models.CharField(max_length=120, verbose_name="资料")),
                ("is_required", models.BooleanField(default=True, verbose_name="必备")),
                ("waived_because", models.CharField(blank=True, max_length=300, verbose_name="不适用的理由")),
                (
                    "acceptance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="projects.acceptance"
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
                "verbose_name": "验收资料",
                "ordering": ["order", "id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="projects_acceptanceitem_own"),
                    models.Index(fields=["place_path", "id"], name="projects_acceptanceitem_plc"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_path", models.CharField(editable=False, max_length=63)),
                ("place_path", models.CharField(blank=True, editable=False, max_length=63)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reported_on", models.DateField(verbose_name="截至")),
                ("percent", models.PositiveSmallIntegerField(verbose_name="形象进度（%）")),
                ("words", models.CharField(max_length=1000, verbose_name="进展")),
                ("fall_reason", models.CharField(blank=True, max_length=300, verbose_name="进度下降的理由")),
                ("is_counted", models.BooleanField(default=False, editable=False, verbose_name="计入进度")),
                ("reported_at", models.DateTimeField(auto_now_add=True)),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="projects.milestone"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "进度报告",
                "ordering": ["-reported_on", "-id"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["owner_path", "id"], name="projects_progressreport_own"),
                    models.Index(fields=["place_path", "id"], name="projects_progressreport_plc"),
                ],
            },
        ),
    ]
