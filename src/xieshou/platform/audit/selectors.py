"""Reading the log."""

from django.db import models

from xieshou.platform.audit.models import Entry


def history_of(target: models.Model) -> models.QuerySet[Entry]:
    """Every entry on one record, newest first. The caller has loaded the record through its permission check."""
    return Entry.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk)).select_related("actor")


def latest(most: int) -> list[Entry]:
    """The newest entries of the whole log. The caller has checked the right to read it."""
    return list(Entry.objects.order_by("-number")[:most])
