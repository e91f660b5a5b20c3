"""Acceptance: a list of documents by category, each with its file or a reason why not; then a decision."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from xieshou.business.projects import accepted
from xieshou.business.projects.models import Acceptance, AcceptanceItem, AcceptanceState, Project, Stage
from xieshou.business.projects.selectors_work import deciders_of, people_for
from xieshou.business.projects.services.holding import held, reason_of
from xieshou.business.projects.services.warnings import warnings_refresh
from xieshou.business.projects.stages import move, refuse_unless
from xieshou.business.projects.work_data import acceptance_list, acceptance_rule
from xieshou.business.rectification.api import State, findings_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.inbox import api as inbox

EDITABLE = (AcceptanceState.PREPARING,)
CATEGORY = "projects.acceptance"


@transaction.atomic
def acceptance_prepare(*, actor: User, project: Project, due_on: date | None) -> Acceptance:
    """Opens the acceptance with the list of its category. The files of a failed one are taken over; what no longer
    serves is taken off.
    """
    project = held(actor, project.pk, Stage.RUNNING, Stage.COMPLETED, doing="准备验收")
    if project.acceptances.exclude(state=AcceptanceState.FAILED).exists():
        raise Invalid(Problem("本项目已有在办的验收", str(project), remedy="打开那一次验收"))
    before = _files_before(project)
    rule = acceptance_rule(project.owner_path)
    acceptance = Acceptance.objects.create(
        project=project, owner=project.owner, place=project.place, due_on=due_on, rule=rule.version
    )
    for order, item in enumerate(acceptance_list(project.category, rule), 1):
        made = AcceptanceItem.objects.create(
            acceptance=acceptance,
            owner=project.owner,
            place=project.place,
            order=order,
            name=item.name,
            is_required=item.is_required,
        )
        for piece in before.get(item.name, []):
            evidence.cite(actor=actor, evidence=piece, record=made, proves=item.name)
    changes = [audit.Change("应验收日期", None, f"{due_on}")] if due_on else []
    changes.append(audit.Change("资料清单", None, rule.named))
    audit.record(actor=actor, action="acceptance.prepare", target=acceptance, changes=changes)
    warnings_refresh(project_ids=[project.pk], today=timezone.localdate())
    return acceptance


def _files_before(project: Project) -> dict[str, list[evidence.Evidence]]:
    """What the last acceptance, a failed one, had for each document."""
    last = project.acceptances.first()
    if last is None:
        return {}
    return {item.name: [one.evidence for one in evidence.citations_of(item)] for item in last.items.all()}


def _preparing(actor: User, acceptance: Acceptance, doing: str) -> Project:
    """The project, held; refuses when the acceptance is not being prepared any more, whatever an opened page says."""
    project = held(actor, acceptance.project_id, doing=doing)
    acceptance.refresh_from_db(fields=["state"])
    if acceptance.state not in EDITABLE:
        raise Invalid(Problem(f"验收{acceptance.get_state_display()}，不能{doing}", str(acceptance), "备验"))
    return project


@transaction.atomic
def item_add(*, actor: User, acceptance: Acceptance, name: str) -> AcceptanceItem:
    """A document that this project needs besides the list."""
    project = _preparing(actor, acceptance, "增加资料")
    written = reason_of(name, "资料名称")
    last = acceptance.items.order_by("-order").first()
    item = AcceptanceItem.objects.create(
        acceptance=acceptance,
        owner=project.owner,
        place=project.place,
        order=last.order + 1 if last is not None else 1,
        name=written[:120],
    )
    audit.record(
        actor=actor, action="acceptance.item", target=acceptance, changes=[audit.Change("资料", None, written)]
    )
    return item


@transaction.atomic
def item_waive(*, actor: User, item: AcceptanceItem, opened_version: int, reason: str) -> AcceptanceItem:
    """Says why a document is not needed here; an empty reason takes the waiver back."""
    _preparing(actor, item.acceptance, "豁免资料")
    bump(item, opened_version)
    change = audit.Change(f"{item.name} 不适用的理由", item.waived_because or None, reason.strip() or None)
    item.waived_because = reason.strip()
    item.save()
    audit.record(
        actor=actor, action="acceptance.waive", target=item.acceptance, changes=[change], reason=reason.strip()
    )
    return item


@transaction.atomic
def item_file(*, actor: User, item: AcceptanceItem, upload: Any = None, piece: evidence.Evidence | None = None) -> None:
    """Puts a file to an item: a new one, or one of the evidence store."""
    project = _preparing(actor, item.acceptance, "上传资料")
    if upload is not None:
        piece, _ = evidence.evidence_add(
            actor=actor,
            owner=project.owner,
            upload=upload,
            title=f"{project.name} {item.name}"[:200],
            place=project.place,
        )
    if piece is None:
        raise Invalid(Problem("没有选择文件", item.name, remedy="上传文件，或选证据库中的文件"))
    evidence.cite(actor=actor, evidence=piece, record=item, proves=item.name)


@transaction.atomic
def item_unfile(*, actor: User, item: AcceptanceItem, citation: evidence.Citation, reason: str) -> None:
    """Takes a file off an item: the wrong one, or one out of date. The file stays in the evidence store."""
    _preparing(actor, item.acceptance, "撤下资料")
    evidence.uncite(actor=actor, citation=citation, reason=reason_of(reason, "撤下的理由"))


@transaction.atomic
def due_set(*, actor: User, acceptance: Acceptance, opened_version: int, due_on: date, reason: str) -> Acceptance:
    """Another day for the acceptance, with the reason."""
    _preparing(actor, acceptance, "调整应验收日期")
    why = reason_of(reason)
    bump(acceptance, opened_version)
    change = audit.Change("应验收日期", f"{acceptance.due_on}" if acceptance.due_on else None, f"{due_on}")
    acceptance.due_on = due_on
    acceptance.save()
    audit.record(actor=actor, action="acceptance.due", target=acceptance, changes=[change], reason=why)
    warnings_refresh(project_ids=[acceptance.project_id], today=timezone.localdate())
    return acceptance


def filed(items: Sequence[AcceptanceItem]) -> dict[int, int]:
    """How many files each item has."""
    kind = ContentType.objects.get_for_model(AcceptanceItem)
    rows = evidence.Citation.objects.filter(content_type=kind, object_id__in=[item.pk for item in items])
    counts: dict[int, int] = {item.pk: 0 for item in items}
    for pk in rows.values_list("object_id", flat=True):
        counts[pk] += 1
    return counts


def missing_of(acceptance: Acceptance, project: Project | None = None) -> list[Problem]:
    """Everything that stands against handing it in, all at once. `project`: as it is held now, if it is."""
    project = project or acceptance.project
    items = list(acceptance.items.all())
    files = filed(items)
    problems = [
        Problem("缺资料", item.name, "一份以上文件，或写明不适用的理由")
        for item in items
        if item.is_required and not files[item.pk] and not item.waived_because
    ]
    if project.stage != Stage.COMPLETED:
        problems.append(
            Problem(f"项目现在是“{project.get_stage_display()}”", "项目阶段", "已完工待验收", "先在节点页报完工")
        )
    return problems + _open_findings(project)


def _open_findings(project: Project) -> list[Problem]:
    found = findings_of(project).exclude(state=State.CLOSED)
    return [
        Problem(f"问题“{one.title}”{one.get_state_display()}", "问题整改", "已销号", "整改、复核并销号后再提交")
        for one in found
    ]


@transaction.atomic
def acceptance_submit(*, actor: User, acceptance: Acceptance, opened_version: int) -> Acceptance:
    """Hands a complete file in for acceptance; refused with everything that is missing."""
    project = _preparing(actor, acceptance, "提交验收")
    if problems := missing_of(acceptance, project):
        raise Invalid(*problems)
    _moved(actor, acceptance, opened_version, AcceptanceState.SUBMITTED, "acceptance.submit")
    for person in deciders_of(acceptance):
        inbox.todo_open(
            user=person,
            source=acceptance_todo(acceptance),
            category=CATEGORY,
            title=f"验收：{project}",
            url=acceptance.get_absolute_url(),
            target=acceptance,
        )
    return acceptance


def acceptance_todo(acceptance: Acceptance) -> str:
    """The name of the to-do of those who decide."""
    return f"{CATEGORY}:{acceptance.pk}"


def _moved(
    actor: User, acceptance: Acceptance, opened_version: int, state: AcceptanceState, action: str, reason: str = ""
) -> Acceptance:
    bump(acceptance, opened_version)
    change = audit.Change("状态", str(acceptance.get_state_display()), str(state.label))
    acceptance.state = state
    acceptance.save()
    audit.record(actor=actor, action=action, target=acceptance, changes=[change], reason=reason)
    return acceptance


@transaction.atomic
def acceptance_return(*, actor: User, acceptance: Acceptance, opened_version: int, reason: str) -> Acceptance:
    """Gives a submitted file back to be completed."""
    held(actor, acceptance.project_id, doing="退回验收资料", permission=Permission.PROJECT_DECIDE)
    _submitted(acceptance, "退回")
    why = reason_of(reason)
    _moved(actor, acceptance, opened_version, AcceptanceState.PREPARING, "acceptance.return", why)
    inbox.todo_close(source=acceptance_todo(acceptance))
    inbox.notice_send(
        users=people_for([acceptance.owner_id]).get(acceptance.owner_id, []),
        source=f"{acceptance_todo(acceptance)}:back",
        category=CATEGORY,
        title=f"验收资料退回补充：{acceptance.project}",
        url=acceptance.get_absolute_url(),
        target=acceptance,
        because=why,
    )
    return acceptance


def _submitted(acceptance: Acceptance, doing: str) -> None:
    if acceptance.state != AcceptanceState.SUBMITTED:
        raise Invalid(Problem(f"验收{acceptance.get_state_display()}，不能{doing}", str(acceptance), "验收中"))


@transaction.atomic
def acceptance_decide(
    *, actor: User, acceptance: Acceptance, opened_version: int, is_passed: bool, held_on: date, conclusion: str
) -> Acceptance:
    """Passed: the project is accepted. Failed: it goes back to work and is accepted again later."""
    project = held(actor, acceptance.project_id, doing="验收", permission=Permission.PROJECT_DECIDE)
    acceptance.refresh_from_db(fields=["state"])
    _submitted(acceptance, "作出结论")
    refuse_unless(project, Stage.COMPLETED, doing="验收")
    problems = _open_findings(project) if is_passed else []
    if held_on > timezone.localdate():
        problems.append(Problem(f"{held_on} 还没有到", "验收日期", "今天或以前"))
    if problems:
        raise Invalid(*problems)
    acceptance.held_on, acceptance.conclusion = held_on, reason_of(conclusion, "验收意见")
    state = AcceptanceState.PASSED if is_passed else AcceptanceState.FAILED
    _moved(actor, acceptance, opened_version, state, "acceptance.decide", acceptance.conclusion)
    inbox.todo_close(source=acceptance_todo(acceptance))
    before, after = move(project, Stage.ACCEPTED if is_passed else Stage.RUNNING)
    change = audit.Change("阶段", before, after)
    audit.record(
        actor=actor, action="project.acceptance", target=project, changes=[change], reason=acceptance.conclusion
    )
    if is_passed:
        accepted.tell(actor, acceptance)
    warnings_refresh(project_ids=[project.pk], today=timezone.localdate())
    return acceptance
