"""The worker's duty on problems whose date has passed.

Three days before the date and on it the inbox reminds by itself, as of every to-do that has a date.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from xieshou.business.rectification.models import WITH_UNIT, Finding
from xieshou.platform.inbox import api as inbox

AT_ONCE = 500


def overdue_tell(now: datetime) -> None:
    """Tells who answers for an overdue problem, and who entered it, once for each due date. Safe to repeat."""
    today = timezone.localtime(now).date()
    late = Finding.objects.filter(state__in=WITH_UNIT, due_on__lt=today)
    untold = late.filter(Q(overdue_told_on=None) | ~Q(overdue_told_on=F("due_on")))
    for finding in untold.select_related("responsible", "created_by").order_by("due_on")[:AT_ONCE]:
        with transaction.atomic():
            if untold.filter(pk=finding.pk, due_on=finding.due_on).update(overdue_told_on=finding.due_on):
                _tell(finding, (today - finding.due_on).days)


def _tell(finding: Finding, days: int) -> None:
    inbox.notice_send(
        users=[person for person in (finding.responsible, finding.created_by) if person is not None],
        source=f"{finding.todo}:overdue",
        category="rectification.outcome",
        title=f"整改已超期 {days} 天：{finding.title}",
        url=finding.get_absolute_url(),
        target=finding,
    )
