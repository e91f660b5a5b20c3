import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("todo", "待办"), ("notice", "消息")], max_length=6, verbose_name="性质"),
                ),
                ("category", models.CharField(max_length=40, verbose_name="种类")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("because", models.CharField(blank=True, max_length=500, verbose_name="理由")),
                ("url", models.CharField(blank=True, max_length=300, verbose_name="地址")),
                ("object_id", models.BigIntegerField(null=True)),
                ("source", models.CharField(max_length=120, verbose_name="来源")),
                ("due_at", models.DateTimeField(null=True, verbose_name="限办")),
                ("remind_days", models.PositiveSmallIntegerField(default=3, verbose_name="提前提醒")),
                ("reminded_stage", models.PositiveSmallIntegerField(default=0)),
                ("merged_count", models.PositiveIntegerField(default=1, verbose_name="合并")),
                ("is_merging", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="收到")),
                ("last_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="最近")),
                ("read_at", models.DateTimeField(null=True, verbose_name="已读")),
                ("done_at", models.DateTimeField(null=True, verbose_name="已办")),
                (
                    "content_type",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inbox_items",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-last_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None), ("kind", "todo")),
                        fields=["user", "due_at", "id"],
                        name="inbox_todos",
                    ),
                    models.Index(
                        condition=models.Q(("kind", "notice")), fields=["user", "-last_at", "-id"], name="inbox_notices"
                    ),
                    models.Index(
                        condition=models.Q(("kind", "notice"), ("read_at", None)), fields=["user"], name="inbox_unread"
                    ),
                    models.Index(
                        condition=models.Q(("done_at", None), ("kind", "todo")),
                        fields=["source"],
                        name="inbox_by_source",
                    ),
                    models.Index(
                        condition=models.Q(("done_at", None), ("kind", "todo")), fields=["due_at"], name="inbox_due"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at", None), ("kind", "todo")),
                        fields=("user", "source"),
                        name="inbox_todo_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_merging", True), ("kind", "notice")),
                        fields=("user", "source"),
                        name="inbox_notice_merging_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mute",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(max_length=40, verbose_name="种类")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "category"), name="inbox_mute_once")],
            },
        ),
    ]
