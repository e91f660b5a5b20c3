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
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, verbose_name="种类")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("arguments", models.JSONField(default=dict)),
                ("joint_key", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("running", "进行中"),
                            ("done", "已完成"),
                            ("failed", "失败"),
                            ("cancelled", "已取消"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("done_count", models.PositiveBigIntegerField(default=0, verbose_name="已处理")),
                ("total_count", models.PositiveBigIntegerField(null=True, verbose_name="总数")),
                ("stage", models.CharField(blank=True, max_length=100, verbose_name="正在做")),
                ("result", models.JSONField(default=dict)),
                ("failures", models.JSONField(default=list)),
                ("error", models.TextField(blank=True, verbose_name="失败原因")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("is_cancel_asked", models.BooleanField(default=False)),
                ("worker", models.CharField(blank=True, max_length=80)),
                ("lease_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])), fields=["id"], name="job_waiting"
                    ),
                    models.Index(fields=["asked_by", "-id"], name="job_by_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["queued", "running"]), models.Q(("joint_key", ""), _negated=True)
                        ),
                        fields=("joint_key",),
                        name="job_joined_once",
                    )
                ],
            },
        ),
    ]
