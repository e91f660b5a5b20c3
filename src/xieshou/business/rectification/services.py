"""Entering problems and changing what was entered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from xieshou.business.rectification.models import Finding, Source, State
from xieshou.business.rectification.selectors import in_full, people_at
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump, task_end, task_grant
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.exchange.api import cells
from xieshou.platform.inbox import api as inbox

LABELS = {
    "title": "问题",
    "description": "问题描述",
    "source": "来源",
    "source_document": "来源文件",
    "document_number": "文号",
    "found_on": "发现日期",
    "responsible": "责任人",
    "demanded": "整改要求",
    "amount_fen": "涉及金额（元）",
}
LONGEST = {"title": 200, "source_document": 200, "document_number": 80}


@dataclass(frozen=True)
class NewFinding:
    """A problem as entered or as another part of the platform tells it. Money in 分; missing stays missing."""

    title: str
    owner: Any
    source: str
    found_on: date
    due_on: date
    responsible: User | None
    description: str = ""
    source_document: str = ""
    document_number: str = ""
    place: Any = None
    about: Model | None = None
    demanded: str = ""
    amount_fen: int | None = None
    is_demo: bool = False


def finding_create(*, actor: User, finding: NewFinding) -> Finding:
    """One problem entered."""
    return findings_create(actor=actor, findings=[finding])[0]


@transaction.atomic
def findings_create(*, actor: User, findings: Sequence[NewFinding], batch: Any = None) -> list[Finding]:
    """Several problems at once, all or none; every mistake of every one is told."""
    if not findings:
        raise Invalid(Problem("没有要登记的问题"))
    told: list[Problem] = []
    for number, one in enumerate(findings, 1):
        _refuse_stranger(actor, one.owner)
        for problem in mistakes(one):
            where = f"第 {number} 条 {problem.where}" if len(findings) > 1 else problem.where
            told.append(Problem(problem.what, where, problem.allowed, problem.remedy))
    if told:
        raise Invalid(*told)
    return [_entered(actor, one, batch) for one in findings]


def twin_of(one: NewFinding) -> Finding | None:
    """The same problem in the ledger already: same unit, words, source, day and document."""
    rows = Finding.objects.filter(
        owner=one.owner,
        title=one.title.strip(),
        source=one.source,
        found_on=one.found_on,
        document_number=one.document_number.strip(),
    )
    found: Finding | None = in_full(rows).first()
    return found


def _refuse_stranger(actor: User, owner: Any) -> None:
    if not actor.may(Permission.FINDING_EDIT, owner):
        raise Refused(f"您没有为“{owner}”“{Permission.FINDING_EDIT.label}”的权限")


def mistakes(one: NewFinding) -> list[Problem]:
    """Everything wrong with a problem as entered."""
    told = []
    if not one.title.strip():
        told.append(Problem("不能为空", "问题", remedy="用一句话写明问题"))
    if one.source not in Source.values:
        told.append(Problem(f"没有“{one.source}”这个来源", "来源", "、".join(map(str, Source.labels))))
    if one.due_on < one.found_on:
        told.append(Problem(f"整改期限 {one.due_on} 早于发现日期 {one.found_on}", "整改期限", "不早于发现日期"))
    if one.found_on > timezone.localdate():
        told.append(Problem(f"发现日期 {one.found_on} 还没有到", "发现日期", "今天或以前"))
    if one.amount_fen is not None and one.amount_fen < 0:
        told.append(Problem("金额不能是负数", "涉及金额", "0 或正数；没有金额的留空"))
    told += [
        Problem(f"有 {len(getattr(one, name))} 字，太长", LABELS[name], f"不超过 {most} 字", "请缩短，详情写在问题描述")
        for name, most in LONGEST.items()
        if len(getattr(one, name)) > most
    ]
    return told + _wrong_person(one.responsible, one.owner)


def _wrong_person(person: User | None, owner: Any) -> list[Problem]:
    here = people_at([owner])
    names = "、".join(str(one) for one in here[:8]) or "该单位今天没有人任职，请先任职"
    if person is None:
        return [Problem("没有责任人", "责任人", names, "每个问题要有一位责任人")]
    if not here.filter(pk=person.pk).exists():
        return [Problem(f"“{person}”今天不在“{owner}”任职", "责任人", names)]
    return []


def _entered(actor: User, one: NewFinding, batch: Any) -> Finding:
    finding = Finding(
        title=one.title.strip(),
        owner=one.owner,
        place=one.place if one.place is not None else one.owner.region,
        source=one.source,
        found_on=one.found_on,
        due_on=one.due_on,
        responsible=one.responsible,
        description=one.description.strip(),
        source_document=one.source_document.strip(),
        document_number=one.document_number.strip(),
        demanded=one.demanded.strip(),
        amount_fen=one.amount_fen,
        created_by=actor,
        batch=batch,
        is_demo=one.is_demo,
    )
    if one.about is not None:
        finding.about = one.about
    finding.save()
    changes = [audit.Change("整改期限", None, str(finding.due_on)), audit.Change("责任人", None, str(one.responsible))]
    audit.record(actor=actor, action="finding.create", target=finding, changes=changes)
    hand_over(finding)
    return finding


@transaction.atomic
def findings_take_back(*, actor: User, batch: Any) -> int:
    """Removes what an import entered, while nobody has worked on any of it; nobody is left with a to-do of it."""
    rows = list(Finding.objects.select_for_update(of=("self",)).filter(batch=batch).select_related("responsible"))
    touched = [one for one in rows if one.version > 1 or one.state != State.OPEN or evidence.citations_of(one).exists()]
    if touched:
        raise Invalid(*(Problem("导入后办理或修改过", str(one), remedy="请逐条处理") for one in touched[:50]))
    for one in rows:
        inbox.todo_close(source=one.todo)
        task_end(user=one.responsible, record=one, key=one.todo)
        audit.record(actor=actor, action="finding.undo", target=one)
        one.delete()
    return len(rows)


def hand_over(finding: Finding, because: str = "") -> None:
    """Puts the problem on the desk of who answers for it, and lets that person read it."""
    if not finding.responsible.may(Permission.FINDING_READ, finding):
        task_grant(user=finding.responsible, record=finding, key=finding.todo, reason=f"整改：{finding}"[:200])
    inbox.todo_open(
        user=finding.responsible,
        source=finding.todo,
        category="rectification.finding",
        title=f"整改：{finding.title}",
        url=finding.get_absolute_url(),
        target=finding,
        due_at=end_of(finding.due_on),
        because=because,
    )


def end_of(day: date) -> datetime:
    """The last minute of a day here."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


@transaction.atomic
def finding_update(*, actor: User, finding: Finding, opened_version: int, reason: str = "", **values: Any) -> Finding:
    """Changes what was entered, until the unit has reported. The due date has a step of its own."""
    if not actor.may(Permission.FINDING_EDIT, finding):
        raise Refused(f"您没有在此“{Permission.FINDING_EDIT.label}”的权限")
    before = told_of(finding)
    bump(finding, opened_version)
    if not finding.is_with_unit:
        raise Invalid(Problem(f"现在是“{finding.get_state_display()}”，不能修改", remedy="退回或重新打开后再改"))
    person = finding.responsible
    for name in LABELS:
        if name in values:
            setattr(finding, name, values[name].strip() if isinstance(values[name], str) else values[name])
    told = mistakes(_as_new(finding))
    if told:
        raise Invalid(*told)
    finding.save()
    changes = audit.changed_fields(before, told_of(finding), LABELS)
    audit.record(actor=actor, action="finding.update", target=finding, changes=changes, reason=reason)
    if person != finding.responsible:
        inbox.todo_close(source=finding.todo, user=person)
    hand_over(finding)
    return finding


def _as_new(finding: Finding) -> NewFinding:
    rest = {name: getattr(finding, name) for name in LABELS}
    return NewFinding(owner=finding.owner, due_on=finding.due_on, **rest)


def told_of(finding: Finding) -> dict[str, Any]:
    """What was entered, as the log tells it."""
    told = {name: getattr(finding, name) for name in LABELS}
    amount = finding.amount_fen
    told["amount_fen"] = None if amount is None else cells.money(amount, "元")
    told["source"] = str(Source(finding.source).label) if finding.source in Source.values else finding.source
    return told


def refuse_unless(finding: Finding, *allowed: State) -> None:
    """Refuses what cannot be done in the state the problem is in."""
    if finding.state not in allowed:
        words = "、".join(str(state.label) for state in allowed)
        raise Invalid(Problem(f"现在是“{finding.get_state_display()}”，不能这样做", "状态", f"“{words}”时可以"))
