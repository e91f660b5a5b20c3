import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChainHead",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("last_number", models.BigIntegerField(default=0)),
                (
                    "last_hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000", max_length=64
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_one_head")],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("actor_label", models.CharField(max_length=120, verbose_name="操作人（当时）")),
                ("action", models.CharField(max_length=60, verbose_name="动作")),
                ("target_type", models.CharField(max_length=80, verbose_name="对象类型")),
                ("target_id", models.CharField(max_length=40, verbose_name="对象编号")),
                ("target_label", models.CharField(max_length=200, verbose_name="对象")),
                ("changes", models.JSONField(default=list, verbose_name="改动")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="来源地址")),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "indexes": [
                    models.Index(fields=["target_type", "target_id", "-number"], name="audit_by_target"),
                    models.Index(fields=["actor", "-number"], name="audit_by_actor"),
                ],
            },
        ),
    ]
