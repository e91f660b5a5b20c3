from django.db import migrations

from xieshou.business.metrics import upkeep


def watch(apps, schema_editor):
    upkeep.watch()


class Migration(migrations.Migration):
    """Runs after every counted table is there."""

    dependencies = [
        ("metrics", "0001_initial"),
        ("talent", "0001_initial"),
        ("meetings", "0001_initial"),
        ("donations", "0001_initial"),
        ("assets", "0001_initial"),
        ("funds", "0001_initial"),
    ]
    operations = [migrations.RunPython(watch, migrations.RunPython.noop)]
