import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Region",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(db_index=True, max_length=12, verbose_name="代码")),
                ("name", models.CharField(db_index=True, max_length=60, verbose_name="名称")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("country", "国家"),
                            ("province", "省级"),
                            ("prefecture", "地级"),
                            ("county", "县级"),
                            ("town", "乡级"),
                            ("village", "村级"),
                        ],
                        max_length=10,
                        verbose_name="级别",
                    ),
                ),
                ("path", models.CharField(db_index=True, editable=False, max_length=63)),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="起用")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="止用")),
                ("geo_code", models.CharField(blank=True, max_length=12, verbose_name="边界代码")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="registry.region",
                        verbose_name="上级",
                    ),
                ),
            ],
            options={
                "ordering": ["code", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="region_code_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_from", None)), fields=("code",), name="region_code_once_of_old"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="永久编号"),
                ),
                ("name", models.CharField(db_index=True, max_length=120, verbose_name="名称")),
                ("short_name", models.CharField(blank=True, max_length=40, verbose_name="简称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("office", "协作（支援）部门"),
                            ("division", "内设处室"),
                            ("forward_hq", "前方指挥部"),
                            ("district_office", "区级协作部门"),
                            ("recipient_office", "受援地主管部门"),
                            ("implementer", "项目实施单位"),
                            ("finance", "财政部门"),
                            ("enterprise", "企业"),
                            ("social_org", "社会组织"),
                            ("school", "学校"),
                            ("hospital", "医院"),
                            ("park", "园区"),
                            ("evaluator", "第三方评价机构"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("assisting", "帮扶方"), ("assisted", "受援方"), ("other", "其他")],
                        default="other",
                        max_length=10,
                        verbose_name="方",
                    ),
                ),
                (
                    "credit_code",
                    models.CharField(blank=True, max_length=18, null=True, verbose_name="统一社会信用代码"),
                ),
                ("path", models.CharField(db_index=True, editable=False, max_length=63)),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="停用日期")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="来源")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
                        to="registry.organisation",
                        verbose_name="已并入",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="registry.organisation",
                        verbose_name="上级",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.region",
                        verbose_name="所在地",
                    ),
                ),
            ],
            options={
                "ordering": ["path"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("credit_code__isnull", False), ("merged_into", None)),
                        fields=("credit_code",),
                        name="organisation_credit_code_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OrganisationName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(db_index=True, max_length=120, verbose_name="名称")),
                ("until", models.DateField(blank=True, null=True, verbose_name="用到")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="other_names",
                        to="registry.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RegionChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("renamed", "更名"),
                            ("recoded", "代码变更"),
                            ("merged", "合并"),
                            ("split", "析置"),
                            ("county_to_district", "县（市）改区"),
                            ("county_to_city", "县改市"),
                            ("transferred", "改隶"),
                            ("established", "新设"),
                            ("abolished", "撤销"),
                        ],
                        max_length=20,
                        verbose_name="变更",
                    ),
                ),
                ("on", models.DateField(null=True, verbose_name="日期")),
                ("is_date_certain", models.BooleanField(default=False, verbose_name="日期确切")),
                (
                    "date_basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("approved", "批复日期"),
                            ("announced", "公告日期"),
                            ("reported", "不晚于见报日期"),
                            ("table", "只知年份"),
                        ],
                        max_length=10,
                        verbose_name="日期依据",
                    ),
                ),
                ("document", models.CharField(blank=True, max_length=120, verbose_name="批准文号")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                (
                    "after",
                    models.ManyToManyField(related_name="came_from", to="registry.region", verbose_name="变更后"),
                ),
                ("before", models.ManyToManyField(related_name="became", to="registry.region", verbose_name="变更前")),
            ],
            options={
                "ordering": ["on", "id"],
                "indexes": [models.Index(fields=["on"], name="region_change_on")],
            },
        ),
        migrations.CreateModel(
            name="OrganisationMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="合并时间")),
                ("by", models.CharField(max_length=120, verbose_name="操作人")),
                ("reason", models.CharField(max_length=300, verbose_name="理由")),
                ("moved", models.JSONField(default=dict)),
                ("children", models.JSONField(default=list)),
                ("left", models.JSONField(default=list)),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="撤销时间")),
                ("undone_by", models.CharField(blank=True, max_length=120, verbose_name="撤销人")),
                ("undo_reason", models.CharField(blank=True, max_length=300, verbose_name="撤销理由")),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="absorbed", to="registry.organisation"
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="registry.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at", None)), fields=("merged",), name="organisation_merged_once"
                    )
                ],
            },
        ),
    ]
