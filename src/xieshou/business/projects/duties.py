"""What the worker does by the clock for projects: warnings each night, bonds before they expire."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from xieshou.business.projects.models import Contract, ContractState, ProjectWarning, WarningCheck
from xieshou.business.projects.selectors_work import people_for, waiting
from xieshou.business.projects.services.contracts import bond_todo
from xieshou.business.projects.services.warnings import every_check
from xieshou.platform.inbox import api as inbox
from xieshou.platform.jobs import api as jobs

NIGHT_HOUR = 1  # local; what a day changed is known from its first hour
BOND_DAYS, BOND_AGAIN_DAYS = 30, 7
MOST = 500
BOND, WARNING, KIND = "projects.bond", "projects.warning", "projects.warnings"


def warnings_nightly(now: datetime) -> None:
    """Asks for the night's check, once a day."""
    local = timezone.localtime(now)
    if local.hour < NIGHT_HOUR or WarningCheck.objects.filter(day=local.date()).exists():
        return
    failed = jobs.Job.objects.filter(kind=KIND, state=jobs.JobState.FAILED, arguments__day=local.date().isoformat())
    if failed.exists():  # told on the jobs page; the next night tries again
        return
    jobs.job_ask(
        actor=None,
        kind=KIND,
        title=_("核对项目预警 %(day)s") % {"day": local.date()},
        arguments={"day": local.date().isoformat()},
        joint_key=KIND,
    )


@jobs.handler(KIND)
def warnings_work(progress: jobs.Progress) -> dict[str, Any]:
    """Judges every watched project and tells who answers for it; begun again, it goes through the same once more."""
    day = datetime.fromisoformat(progress.job.arguments["day"]).date()
    count = every_check(day, lambda done, total: progress.tell(done, total, _("核对预警")))
    with transaction.atomic():
        _check, is_new = WarningCheck.objects.get_or_create(day=day, defaults={"project_count": count})
        told = _tell(day) if is_new else 0
    return {"projects": count, "told": told}


def _tell(day: date) -> int:
    """One notice for each person: how many warnings of their unit are new since the last night or overdue again."""
    rows = ProjectWarning.objects.filter(waiting(day, "todo"))
    before = WarningCheck.objects.filter(day__lt=day).order_by("-day").first()
    last = before.day if before is not None else day - timedelta(days=1)
    fresh = rows.filter(raised_on__gt=last) | rows.filter(measure_due__gte=last)
    by_owner: dict[int, int] = {}
    for owner in fresh.values_list("owner_id", flat=True):
        by_owner[owner] = by_owner.get(owner, 0) + 1
    people = people_for(list(by_owner))
    for owner, users in people.items():
        inbox.notice_send(
            users=users,
            source=f"{WARNING}:{owner}:{day}",
            category=WARNING,
            title=_("今天有 %(n)d 条项目预警要处理") % {"n": by_owner[owner]},
            url="/projects/warnings/",
        )
    return sum(len(users) for users in people.values())


def bonds_remind(now: datetime) -> None:
    """A to-do thirty days before a bond expires; the inbox reminds again seven days before and on its day."""
    today = timezone.localtime(now).date()
    near = (today - timedelta(days=BOND_DAYS), today + timedelta(days=BOND_DAYS))
    told = inbox.Item.objects.filter(
        content_type=ContentType.objects.get_for_model(Contract), category=BOND, done_at=None
    )
    rows = Contract.objects.filter(state=ContractState.SIGNED, bond_expires_on__range=near)
    rows = rows.exclude(pk__in=told.values("object_id")).select_related("project").order_by("bond_expires_on", "pk")
    waiting_for = list(rows[:MOST])
    people = people_for([one.owner_id for one in waiting_for]) if waiting_for else {}
    for contract in waiting_for:
        for user in people.get(contract.owner_id, []):
            _remind(contract, user)


def _remind(contract: Contract, user: Any) -> None:
    expires = contract.bond_expires_on
    if expires is None:
        return
    day = datetime.combine(expires, time(18), timezone.get_current_timezone())
    inbox.todo_open(
        user=user,
        source=bond_todo(contract),
        category=BOND,
        title=_("履约保证 %(day)s 到期：%(contract)s") % {"day": expires, "contract": contract},
        url=contract.get_absolute_url(),
        target=contract,
        due_at=day,
        because=_("到期前续保、退还或索赔，并在合同页登记"),
        remind_days=BOND_AGAIN_DAYS,
    )
