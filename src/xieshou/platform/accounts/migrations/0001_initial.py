import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import xieshou.platform.accounts.personal


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=40, unique=True, verbose_name="账号")),
                ("name", models.CharField(max_length=40, verbose_name="姓名或岗位")),
                (
                    "email",
                    xieshou.platform.accounts.personal.EncryptedTextField(
                        blank=True, default="", kind="email", search="", verbose_name="电子邮箱"
                    ),
                ),
                (
                    "mobile",
                    xieshou.platform.accounts.personal.EncryptedTextField(
                        blank=True, default="", kind="phone", search="mobile_search", verbose_name="手机"
                    ),
                ),
                ("mobile_search", models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("must_change_password", models.BooleanField(default=False, verbose_name="下次登录须改密码")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示账号")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="开户时间")),
            ],
            options={
                "verbose_name": "账号",
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("name_en", models.CharField(blank=True, max_length=60, verbose_name="英文名")),
                (
                    "power",
                    models.CharField(
                        choices=[
                            ("business", "业务"),
                            ("system", "系统管理员"),
                            ("security", "安全管理员"),
                            ("audit", "审计管理员"),
                        ],
                        default="business",
                        max_length=10,
                        verbose_name="权力",
                    ),
                ),
                ("description", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["power", "code"],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=60, verbose_name="岗位")),
                ("valid_from", models.DateField(default=django.utils.timezone.localdate, verbose_name="任职自")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="离任日")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "areas",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="registry.region", verbose_name="辖区（含代管）"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="registry.organisation",
                        verbose_name="单位",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="accounts.role",
                        verbose_name="角色",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation__path", "id"],
            },
        ),
        migrations.CreateModel(
            name="Reveal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_id", models.BigIntegerField()),
                ("field", models.CharField(max_length=60)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contenttypes.contenttype"
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
                "indexes": [models.Index(fields=["user", "at"], name="reveal_by_user")],
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "permission",
                    models.CharField(
                        choices=[
                            ("registry:region:edit", "维护行政区划"),
                            ("registry:organisation:edit", "维护机构"),
                            ("registry:organisation:merge", "合并机构与撤销合并"),
                            ("registry:dictionary:edit", "维护指标字典与代码集"),
                            ("ledger:record:read", "查看台账"),
                            ("ledger:record:edit", "填报与修改台账"),
                            ("ledger:record:import", "批量导入台账"),
                            ("ledger:record:export", "导出台账（打码）"),
                            ("ledger:record:export_full", "导出台账（不打码）"),
                            ("assets:asset:confirm", "确认资产权属"),
                            ("privacy:personal:reveal", "查看个人信息明文（说明理由并留痕）"),
                            ("reporting:period:manage", "维护报送日历与任务"),
                            ("reporting:submission:read", "查看报送"),
                            ("reporting:submission:submit", "提交报送"),
                            ("reporting:submission:approve", "审核报送"),
                            ("reporting:submission:unlock", "批准解锁"),
                            ("workflow:matter:read", "查看办件"),
                            ("workflow:matter:start", "发起办件"),
                            ("workflow:matter:manage", "督办、改派、批量办理"),
                            ("workflow:flow:edit", "设计与发布流程"),
                            ("evidence:file:read", "查看证据"),
                            ("evidence:file:add", "上传证据"),
                            ("projects:project:read", "查看项目"),
                            ("projects:project:edit", "申报与维护项目"),
                            ("projects:project:review", "评审项目"),
                            ("projects:project:decide", "审定入库、年度计划和验收"),
                            ("funds:fund:read", "查看资金"),
                            ("funds:fund:edit", "登记资金来源、分配和到账"),
                            ("funds:payment:ask", "申请拨付"),
                            ("funds:payment:decide", "审核拨付与登记支付"),
                            ("metrics:metric:edit", "定义统计指标的取数规则"),
                            ("metrics:snapshot:create", "冻结一期的数"),
                            ("evaluation:performance:read", "查看绩效目标、监控、自评和评价"),
                            ("evaluation:goal:edit", "填报绩效目标、监控和自评"),
                            ("evaluation:goal:review", "审核绩效目标、监控和自评"),
                            ("evaluation:appraisal:score", "评价打分"),
                            ("evaluation:appraisal:manage", "组织评价、起草报告和结果应用"),
                            ("evaluation:appraisal:sign", "签发评价报告"),
                            ("surveys:survey:read", "查看满意度调查"),
                            ("surveys:survey:edit", "组织满意度调查"),
                            ("rectification:finding:read", "查看问题与整改"),
                            ("rectification:finding:edit", "登记问题、填报整改"),
                            ("rectification:finding:close", "复核整改并销号"),
                            ("rules:rule:read", "查看业务规则"),
                            ("rules:rule:edit", "制定业务规则"),
                            ("templates:template:edit", "维护报表与文书模板"),
                            ("service:record:edit", "登记缺陷和培训场次"),
                            ("system:user:manage", "维护账号与任职"),
                            ("system:settings:manage", "系统配置与任务"),
                            ("security:role:manage", "维护角色与授权"),
                            ("security:access:explain", "查看“谁为何能看”"),
                            ("audit:log:read", "查看与校验审计日志"),
                        ],
                        max_length=60,
                        verbose_name="权限",
                    ),
                ),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("own", "仅本单位"),
                            ("subtree", "本单位及下级"),
                            ("area", "辖区内"),
                            ("subtree_or_area", "本单位及下级，和辖区内"),
                            ("subtree_in_area", "本单位及下级中辖区内的"),
                            ("all", "全部"),
                        ],
                        max_length=20,
                        verbose_name="范围",
                    ),
                ),
                (
                    "role",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="accounts.role"
                    ),
                ),
            ],
            options={
                "ordering": ["permission"],
                "constraints": [models.UniqueConstraint(fields=("role", "permission"), name="role_grants_once")],
            },
        ),
        migrations.CreateModel(
            name="TaskGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200, verbose_name="因何任务")),
                ("key", models.CharField(max_length=80, verbose_name="任务")),
                ("granted_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contenttypes.contenttype"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="task_grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)),
                        fields=["user", "content_type", "object_id"],
                        name="task_grant_lookup",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("user", "content_type", "object_id", "key"),
                        name="task_grant_once",
                    )
                ],
            },
        ),
    ]
