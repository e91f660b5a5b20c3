"""Approvals of this app: which flow, and where a record in approval stands."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from xieshou.business.funds.rule_kinds import rule_of
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import Scoped, User
from xieshou.platform.workflow.api import FlowDefinition, Matter, MatterState, Task, matter_start, vacancies_ahead

PAYMENT = "funds.payment"
CHANGE = "funds.change"
ALLOCATION = "funds.allocation"
_FLOW_FIELDS = {PAYMENT: "payment_flow", CHANGE: "change_flow", ALLOCATION: "allocation_flow"}


def send(*, actor: User, record: Scoped, kind: str, title: str, amount_fen: int, summary: str = "") -> Matter:
    """Starts the approval of a record; whoever decides sees it while the task is in hand."""
    code = getattr(rule_of(record.owner), _FLOW_FIELDS[kind])
    flow = FlowDefinition.objects.filter(code=code).first()
    if flow is None:
        raise Invalid(
            Problem(f"没有代码为“{code}”的流程", "审批流程", remedy="请在业务规则“资金拨付”中改选，或请管理员装入流程")
        )
    return matter_start(
        actor=actor,
        flow=flow,
        title=title[:200],
        owner=record.owner,
        place=record.place,
        target=record,
        variables={"amount_fen": amount_fen},
        summary=summary,
        kind=kind,
    )


@dataclass(frozen=True)
class Standing:
    """Where a record's approval is: the matter, the step, since when, who has it; `stuck`: why nobody has.

    `returned_because`: why it came back to where it is; empty: it did not. `is_with_starter`: who sent it has it again.
    `vacancies`: the steps still to come that nobody can do today (only `standing_of` looks).
    """

    matter: Matter
    step: str
    since: datetime | None
    holders: tuple[str, ...]
    due_at: datetime | None
    returned_because: str = ""
    is_with_starter: bool = False
    recall_url: str = ""
    vacancies: tuple[str, ...] = ()

    @property
    def stuck(self) -> str:
        return self.matter.stuck_because


def standings_of(records: Sequence[Scoped]) -> dict[int, Standing]:
    """The open approval of each record that has one, by the record's key. Two queries for any number of one kind."""
    if not records:
        return {}
    kind = ContentType.objects.get_for_model(type(records[0]))
    keys = [record.pk for record in records]
    matters = {
        matter.object_id: matter
        for matter in Matter.objects.filter(content_type=kind, object_id__in=keys, state=MatterState.OPEN)
    }
    tasks: dict[int, list[Task]] = {}
    open_tasks = Task.objects.filter(matter__in=[one.pk for one in matters.values()], state="open")
    for task in open_tasks.select_related("step", "user").order_by("id"):
        tasks.setdefault(task.matter_id, []).append(task)
    return {
        key: _standing(matter, tasks.get(matter.pk, []), reverse("funds:recall", args=[kind.model, key]))
        for key, matter in matters.items()
        if key is not None
    }


def standing_of(record: Scoped) -> Standing | None:
    """Where one record's approval is, and what will stop it later; None: it is in none."""
    found = standings_of([record]).get(record.pk)
    return found and replace(found, vacancies=tuple(map(str, vacancies_ahead(found.matter))))


def _standing(matter: Matter, tasks: list[Task], recall_url: str) -> Standing:
    if not tasks:
        return Standing(matter, "", matter.started_at, (), None, recall_url=recall_url)
    first = tasks[0]
    return Standing(
        matter,
        first.step.name,
        first.step.opened_at,
        tuple(str(one.user) for one in tasks),
        first.due_at,
        first.step.return_reason,
        any(one.user_id == matter.started_by_id for one in tasks),
        recall_url,
    )
