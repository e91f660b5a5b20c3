import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CodeSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("is_text_at_hand", models.BooleanField(default=False, verbose_name="已核对原文")),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(db_index=True, max_length=120, verbose_name="名称")),
                ("category", models.CharField(blank=True, db_index=True, max_length=40, verbose_name="类别")),
                ("is_demo", models.BooleanField(default=False, verbose_name="演示数据")),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="IndicatorVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="版本")),
                ("definition", models.TextField(verbose_name="定义（口径）")),
                ("unit", models.CharField(max_length=20, verbose_name="单位")),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("higher", "越高越好"),
                            ("lower", "越低越好"),
                            ("equal", "等于目标值为好"),
                            ("none", "不分好坏"),
                        ],
                        max_length=10,
                        verbose_name="方向",
                    ),
                ),
                ("numerator", models.CharField(blank=True, max_length=300, verbose_name="分子")),
                ("denominator", models.CharField(blank=True, max_length=300, verbose_name="分母")),
                ("owner_name", models.CharField(blank=True, max_length=120, verbose_name="责任单位（名称）")),
                ("data_source", models.CharField(blank=True, max_length=300, verbose_name="取数来源")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="起用")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="止用")),
                ("document", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                ("is_text_at_hand", models.BooleanField(default=False, verbose_name="已核对原文")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="为何改口径")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="dictionary.indicator"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "ordering": ["indicator", "number"],
                "constraints": [models.UniqueConstraint(fields=("indicator", "number"), name="indicator_version_once")],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=40, verbose_name="统计期")),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="年度")),
                ("value", models.CharField(max_length=40, verbose_name="数值")),
                ("qualifier", models.CharField(blank=True, max_length=10, verbose_name="修饰")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("source", models.CharField(max_length=300, verbose_name="出处")),
                ("source_line", models.PositiveIntegerField(blank=True, null=True, verbose_name="行")),
                (
                    "region",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="dictionary.indicatorversion",
                    ),
                ),
            ],
            options={
                "ordering": ["year", "period", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "region", "period", "value", "source"), name="figure_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("region", None)),
                        fields=("version", "period", "value", "source"),
                        name="figure_once_without_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bridge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comparable", "口径未变，可直接比较"),
                            ("factor", "按系数换算"),
                            ("not_comparable", "不可比"),
                        ],
                        max_length=20,
                        verbose_name="衔接",
                    ),
                ),
                ("numerator", models.CharField(blank=True, max_length=40, verbose_name="乘以")),
                ("denominator", models.CharField(blank=True, max_length=40, verbose_name="除以")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bridges_back",
                        to="dictionary.indicatorversion",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bridges_on",
                        to="dictionary.indicatorversion",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("before", "after"), name="bridge_once")],
            },
        ),
        migrations.CreateModel(
            name="CodeEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, verbose_name="代码")),
                ("label", models.CharField(max_length=120, verbose_name="名称")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="起用")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="止用")),
                ("replaced_by", models.CharField(blank=True, max_length=40, verbose_name="由谁取代")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="dictionary.codeset"
                    ),
                ),
            ],
            options={
                "ordering": ["set", "order", "code", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(fields=("set", "code", "valid_from"), name="code_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_from", None)), fields=("set", "code"), name="code_once_of_old"
                    ),
                ],
            },
        ),
    ]
