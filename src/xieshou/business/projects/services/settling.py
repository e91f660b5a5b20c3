"""Settlement: submitted, audited, cut; audit findings followed to their closure; then the project is settled."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from xieshou.business.projects.amounts import wan
from xieshou.business.projects.models import Project, Settlement, Stage
from xieshou.business.projects.services.holding import held, reason_of
from xieshou.business.projects.stages import move
from xieshou.business.rectification.api import Finding, NewFinding, Source, finding_create, open_count_of
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit

SETTLED_FROM = (Stage.ACCEPTED, Stage.TERMINATED)
LABELS = {
    "submitted_fen": "送审金额",
    "audited_fen": "审定金额",
    "auditor": "审计（审核）单位",
    "document_number": "报告文号",
    "settled_on": "审定日期",
    "note": "说明",
}


def _read(settlement: Settlement) -> dict[str, Any]:
    values = {name: getattr(settlement, name) for name in LABELS}
    for name in ("submitted_fen", "audited_fen"):
        values[name] = None if values[name] is None else wan(values[name])
    return values


@transaction.atomic
def settlement_register(*, actor: User, project: Project, submitted_fen: int, note: str = "") -> Settlement:
    """What the implementer claims."""
    project = held(actor, project.pk, *SETTLED_FROM, doing="登记结算")
    if submitted_fen <= 0:
        raise Invalid(Problem("要大于 0", "送审金额"))
    if Settlement.objects.filter(project=project).exists():
        raise Invalid(Problem("本项目已经登记结算", str(project), remedy="打开结算页修改"))
    settlement = Settlement.objects.create(
        project=project, owner=project.owner, place=project.place, submitted_fen=submitted_fen, note=note.strip()
    )
    changes = [audit.Change("送审金额", None, wan(submitted_fen))]
    audit.record(actor=actor, action="settlement.register", target=settlement, changes=changes, reason=note.strip())
    return settlement


@transaction.atomic
def settlement_audit(
    *, actor: User, settlement: Settlement, opened_version: int, reason: str = "", **values: Any
) -> Settlement:
    """What an audit let stand. A change of what was registered needs a reason; more than was submitted is refused."""
    held(actor, settlement.project_id, *SETTLED_FROM, doing="登记审定结果")
    if not values.get("submitted_fen"):  # left empty: as it is
        values["submitted_fen"] = settlement.submitted_fen
    if settlement.audited_fen is not None:
        reason = reason_of(reason, remedy="审定结果已经登记过，更正要说明依据")
    elif values["submitted_fen"] != settlement.submitted_fen:
        reason = reason_of(reason, remedy="更正送审金额要说明依据")
    before = _read(settlement)
    for name, value in values.items():
        setattr(settlement, name, value)
    if problems := _audit_problems(settlement):
        raise Invalid(*problems)
    bump(settlement, opened_version)
    settlement.save()
    changes = audit.changed_fields(before, _read(settlement), LABELS)
    audit.record(actor=actor, action="settlement.audit", target=settlement, changes=changes, reason=reason)
    return settlement


def _audit_problems(settlement: Settlement) -> list[Problem]:
    problems = []
    audited, submitted = settlement.audited_fen, settlement.submitted_fen
    if audited is None:
        problems.append(Problem("不能为空", "审定金额", "0 或正数"))
    elif audited > submitted:
        problems.append(
            Problem(f"审定 {wan(audited)} 大于送审 {wan(submitted)}", "审定金额", f"不超过 {wan(submitted)}")
        )
    if not settlement.auditor:
        problems.append(Problem("不能为空", "审计（审核）单位"))
    if settlement.settled_on and settlement.settled_on > timezone.localdate():
        problems.append(Problem(f"{settlement.settled_on} 还没有到", "审定日期", "今天或以前"))
    return problems


@transaction.atomic
def audit_finding_add(*, actor: User, settlement: Settlement, **values: Any) -> Finding:
    """A problem that the audit found, in the ledger of problems, about this project."""
    project = held(actor, settlement.project_id, doing="登记审计问题")
    new = NewFinding(
        owner=project.owner,
        place=project.place,
        about=project,
        source=Source.AUDIT,
        source_document=settlement.auditor and f"{settlement.auditor}审计（审核）报告",
        document_number=settlement.document_number,
        is_demo=project.is_demo,
        **values,
    )
    finding = finding_create(actor=actor, finding=new)
    audit.record(actor=actor, action="settlement.finding", target=settlement, reason=finding.title)
    return finding


@transaction.atomic
def settlement_close(
    *, actor: User, settlement: Settlement, opened_version: int, closed_on: date, open_findings_reason: str = ""
) -> Settlement:
    """The project is settled: audited, and every problem closed, or a reason why it is settled with problems open."""
    project = held(actor, settlement.project_id, *SETTLED_FROM, doing="办结结算", permission=Permission.PROJECT_DECIDE)
    why = open_findings_reason.strip()
    if problems := _close_problems(project, settlement, closed_on, why):
        raise Invalid(*problems)
    bump(settlement, opened_version)
    settlement.closed_on, settlement.open_findings_reason = closed_on, why
    settlement.save()
    changes = [audit.Change("阶段", *move(project, Stage.SETTLED))]
    audit.record(actor=actor, action="settlement.close", target=settlement, reason=why)
    audit.record(actor=actor, action="project.settle", target=project, changes=changes, reason=why)
    return settlement


def _close_problems(project: Project, settlement: Settlement, closed_on: date, why: str) -> list[Problem]:
    problems = []
    if settlement.audited_fen is None:
        problems.append(Problem("还没有登记审定金额", "审定金额", remedy="先登记审定结果"))
    if closed_on > timezone.localdate():
        problems.append(Problem(f"{closed_on} 还没有到", "办结日期", "今天或以前"))
    if settlement.settled_on is not None and closed_on < settlement.settled_on:
        told = f"{closed_on} 早于审定日期 {settlement.settled_on}"
        problems.append(Problem(told, "办结日期", f"{settlement.settled_on} 或以后"))
    open_count = open_count_of(project)
    if open_count and not why:
        problems.append(
            Problem(
                f"还有 {open_count} 个问题没有销号", "问题未销号而结算的理由", remedy="先销号；确需先结算的写明理由"
            )
        )
    return problems
