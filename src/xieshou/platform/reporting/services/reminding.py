"""Reminding everyone who has not reported."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.jobs import api as jobs
from xieshou.platform.reporting import notify, people
from xieshou.platform.reporting.models import MISSING, Form, Submission

AT_ONCE = 20  # so many are reminded while the person waits; more is a job


@dataclass(frozen=True)
class Reminded:
    """How many submissions and people were reminded, and the units where nobody can be."""

    submissions: int
    people: int
    unreachable: tuple[str, ...]

    def __str__(self) -> str:
        text = f"已催 {self.submissions} 份报送、{self.people} 人"
        return f"{text}；无人可催：{'、'.join(self.unreachable)}" if self.unreachable else text


def missing_rows(actor: User, ids: Sequence[int]) -> list[Submission]:
    """Of the chosen submissions those still missing, open, and within the person's right to review."""
    rows = Submission.objects.filter(pk__in=ids, state__in=MISSING, period__opens_at__lte=timezone.now())
    allowed = actor.access.filter(Permission.SUBMISSION_APPROVE, rows)
    return list(allowed.select_related("owner", "form", "period__form").order_by("owner_path", "period_id"))


def remind(*, actor: User, rows: Sequence[Submission], progress: jobs.Progress | None = None) -> Reminded:
    """One reminder for each row; a row is reminded whole or not at all."""
    told = people.reporters({row.owner_id for row in rows})
    reached: set[int] = set()
    lost: dict[int, str] = {}
    for number, row in enumerate(rows, 1):
        users = told.get(row.owner_id, [])
        if users:
            with transaction.atomic():
                notify.reminded(row, users, actor)
                Submission.objects.filter(pk=row.pk).update(last_reminded_at=timezone.now())
            reached.update(user.pk for user in users)
        else:
            lost[row.owner_id] = str(row.owner)
        if progress is not None:
            progress.tell(number, len(rows))
            if not users:
                progress.fail_row(str(row.owner), "没有能报送的人，请先任职")
    done = sum(row.owner_id not in lost for row in rows)
    _log(actor, [row for row in rows if row.owner_id not in lost])
    return Reminded(done, len(reached), tuple(lost.values()))


@transaction.atomic
def _log(actor: User, rows: Sequence[Submission]) -> None:
    """One entry per period: who reminded how many units."""
    periods = {row.period_id: row.period for row in rows}
    for pk, count in Counter(row.period_id for row in rows).items():
        label = f"{periods[pk].form} {periods[pk]}"
        audit.record(actor=actor, action="period.remind", target=periods[pk], label=label, reason=f"{count} 个单位")


def remind_ask(*, actor: User, form: Form, ids: Sequence[int]) -> Reminded | jobs.Job:
    """Reminds at once, or as a job where it is many."""
    rows = missing_rows(actor, ids)
    if len(rows) <= AT_ONCE:
        return remind(actor=actor, rows=rows)
    return jobs.job_ask(
        actor=actor,
        kind="reporting.remind",
        title=f"催报：{form}（{len(rows)} 份）",
        arguments={"ids": [row.pk for row in rows]},
        joint_key=f"reporting.remind:{actor.pk}:{form.pk}",
    )


@jobs.handler("reporting.remind")
def do_remind(progress: jobs.Progress) -> dict[str, Any]:
    """Starts over after an interruption: a second reminder within half an hour merges with the first."""
    actor = progress.job.asked_by
    if actor is None:
        raise Invalid("催报任务没有提出人")
    found = remind(actor=actor, rows=missing_rows(actor, progress.job.arguments["ids"]), progress=progress)
    return {"next_url": reverse("reporting:grid"), "next_label": f"{found}，看报送情况"}
