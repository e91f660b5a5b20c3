"""Changes of budgets through approval: increase, decrease, transfer, carry-over into next year, return."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from xieshou.business.funds import approvals
from xieshou.business.funds.amounts import yuan
from xieshou.business.funds.balances import OUTGOING, account_of
from xieshou.business.funds.models import BudgetChange, BudgetRow, ChangeKind, ChangeState, FundSource, ProjectBudget
from xieshou.business.funds.services.budgets import ended_problems, may_budget, source_problems
from xieshou.business.funds.services.checks import above_zero
from xieshou.business.projects.api import warnings_refresh
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.workflow.api import Matter, MatterState

ASKABLE = (ChangeState.DRAFT, ChangeState.REFUSED)
TOLD = {"kind": "类型", "amount": "金额", "other_budget": "调入预算", "changed_on": "生效日期", "basis": "依据文号"}


def locked(*budgets: ProjectBudget | None) -> list[ProjectBudget]:
    """The budgets, held until the transaction ends, always in the same order."""
    keys = sorted(budget.pk for budget in budgets if budget is not None)
    rows = ProjectBudget.objects.select_for_update(of=("self",)).select_related("project", "source", "owner", "place")
    return list(rows.filter(pk__in=keys).order_by("pk"))


def _hold_source(budget: ProjectBudget) -> None:
    """Held before the budgets, so that two increases at once never take more than a source has left."""
    if budget.source_id is not None:
        FundSource.objects.select_for_update(of=("self",)).get(pk=budget.source_id)


@dataclass(frozen=True)
class _Asked:
    """A change as it is asked for."""

    kind: str
    changed_on: date
    reason: str
    amount_fen: int | None
    other_budget: ProjectBudget | None
    basis: str


def _may(actor: User | None, budget: ProjectBudget) -> bool:
    return may_budget(actor, budget) or (actor is not None and actor.may(Permission.PAYMENT_ASK, budget))


@transaction.atomic
def change_ask(
    *,
    actor: User,
    budget: ProjectBudget,
    kind: str,
    changed_on: date,
    reason: str,
    amount_fen: int | None = None,
    other_budget: ProjectBudget | None = None,
    basis: str = "",
    is_demo: bool = False,
) -> BudgetChange:
    """Sends a change on its way. A carry-over takes all that is unspent; its amount is never typed in."""
    change = BudgetChange(budget=budget, is_demo=is_demo)
    asked = _Asked(kind, changed_on, reason.strip(), amount_fen, other_budget, basis.strip())
    return _sent(actor, change, asked)


@transaction.atomic
def change_ask_again(
    *,
    actor: User,
    change: BudgetChange,
    opened_version: int,
    kind: str,
    changed_on: date,
    reason: str,
    amount_fen: int | None = None,
    other_budget: ProjectBudget | None = None,
    basis: str = "",
) -> BudgetChange:
    """Sends a change that was withdrawn or not approved on its way again, as it is written now."""
    bump(change, opened_version)
    _in_hand(change, doing="再报批")
    asked = _Asked(kind, changed_on, reason.strip(), amount_fen, other_budget, basis.strip())
    return _sent(actor, change, asked)


@transaction.atomic
def change_drop(*, actor: User, change: BudgetChange, opened_version: int, reason: str) -> BudgetChange:
    """A withdrawn change that will not be asked for again; it stays to be seen."""
    if not _may(actor, change.budget):
        raise Refused(f"您没有在此“{Permission.PAYMENT_ASK.label}”的权限")
    if change.state != ChangeState.DRAFT:
        told = f"这项调整{change.get_state_display()}，不能作废"
        raise Invalid(Problem(told, "状态", str(ChangeState.DRAFT.label), "在办的先到办件页撤回"))
    if not reason.strip():
        raise Invalid(Problem("不能为空", "作废理由"))
    bump(change, opened_version)
    change.state = ChangeState.REFUSED
    change.save()
    moved = audit.Change("状态", str(ChangeState.DRAFT.label), str(ChangeState.REFUSED.label))
    audit.record(actor=actor, action="budget.change_drop", target=change, changes=[moved], reason=reason)
    return change


def _in_hand(change: BudgetChange, *, doing: str) -> None:
    if change.state not in ASKABLE:
        words = "、".join(str(state.label) for state in ASKABLE)
        raise Invalid(Problem(f"这项调整{change.get_state_display()}，不能{doing}", "状态", words))


def _told(change: BudgetChange) -> dict[str, str]:
    """What is asked for, as the log tells it."""
    return {
        "kind": str(ChangeKind(change.kind).label) if change.kind in ChangeKind.values else change.kind,
        "amount": yuan(change.amount_fen),
        "other_budget": str(change.other_budget or ""),
        "changed_on": f"{change.changed_on}",
        "basis": change.basis,
    }


def _sent(actor: User, change: BudgetChange, asked: _Asked) -> BudgetChange:
    """Writes what is asked for and starts its approval; source and budgets are held meanwhile."""
    before = _told(change) if change.pk else {}
    _hold_source(change.budget)
    held = {row.pk: row for row in locked(change.budget, asked.other_budget)}
    budget = change.budget = held[change.budget.pk]
    if not _may(actor, budget):
        raise Refused(f"您没有在此“{Permission.PAYMENT_ASK.label}”的权限")
    other = asked.other_budget if asked.kind == ChangeKind.TRANSFER else None
    change.other_budget = held[other.pk] if other is not None else None
    is_carried = asked.kind == ChangeKind.CARRY_OVER
    change.amount_fen = account_of(budget).unspent if is_carried else asked.amount_fen or 0
    change.kind, change.changed_on = asked.kind, asked.changed_on
    change.reason, change.basis = asked.reason, asked.basis
    change.owner, change.place, change.asked_by = budget.owner, budget.place, actor
    if found := [*change_problems(change), *_asked_twice(change)]:
        raise Invalid(*found)
    change.state, change.decided_at = ChangeState.SUBMITTED, None
    change.save()
    changes = audit.changed_fields(before, _told(change), TOLD) if before else []
    audit.record(actor=actor, action="budget.change_ask", target=change, changes=changes, reason=asked.reason)
    approvals.send(
        actor=actor,
        record=change,
        kind=approvals.CHANGE,
        title=f"{change.get_kind_display()} {yuan(change.amount_fen)}：{budget}",
        amount_fen=change.amount_fen,
        summary=f"{asked.reason}\n依据：{asked.basis or '—'}",
    )
    return change


def _asked_twice(change: BudgetChange) -> list[Problem]:
    """The same change on its way already: sent by a second click, or by two people."""
    alike = {name: getattr(change, name) for name in ("budget", "other_budget", "kind", "amount_fen", "changed_on")}
    twin = BudgetChange.objects.filter(state=ChangeState.SUBMITTED, reason=change.reason, **alike)
    if not twin.exclude(pk=change.pk).exists():
        return []
    return [Problem("同样的调整已在报批中", "理由", remedy="不用再报；确是另一项的，在理由里写明区别")]


def change_problems(change: BudgetChange) -> list[Problem]:
    """Everything that stands against a change, by the accounts as they are now."""
    found = []
    if change.kind not in ChangeKind.values:
        found.append(Problem("没有选择", "类型", "、".join(map(str, ChangeKind.labels))))
    if not change.reason:
        found.append(Problem("不能为空", "理由"))
    last = change.budget.year + 1 if change.kind in {ChangeKind.CARRY_OVER, ChangeKind.RETURN} else change.budget.year
    if not change.budget.year <= change.changed_on.year <= last:
        told = f"{change.changed_on} 不在预算年度 {change.budget.year}"
        found.append(Problem(told, "生效日期", "预算年度内；结转、收回可在次年"))
    found += above_zero(change.amount_fen, "金额") if change.kind != ChangeKind.CARRY_OVER else []
    return found + _money_problems(change)


def _money_problems(change: BudgetChange) -> list[Problem]:
    match change.kind:
        case ChangeKind.INCREASE:
            source, found = change.budget.source, ended_problems(change.budget)
            return [*found, *(source_problems(source, change.budget, change.amount_fen) if source is not None else [])]
        case ChangeKind.DECREASE | ChangeKind.RETURN:
            return _enough(change)
        case ChangeKind.TRANSFER:
            return [*_enough(change), *_transfer_problems(change)]
        case ChangeKind.CARRY_OVER:
            return _carry_problems(change)
    return []


def _available(change: BudgetChange) -> int:
    """What the budget could still give, this change itself left aside."""
    own = change.amount_fen if change.state == ChangeState.SUBMITTED and change.kind in OUTGOING else 0
    return account_of(change.budget).available + own


def _enough(change: BudgetChange) -> list[Problem]:
    available = _available(change)
    if change.amount_fen <= available:
        return []
    told = "；".join(account_of(change.budget).lines())
    return [
        Problem(
            f"可用只有 {yuan(available)}，不够 {yuan(change.amount_fen)}：{told}", "金额", f"不超过 {yuan(available)}"
        )
    ]


def _transfer_problems(change: BudgetChange) -> list[Problem]:
    here, there = change.budget, change.other_budget
    if there is None:
        return [Problem("没有选择调入的预算", "调入预算")]
    found = ended_problems(there)
    if there.pk == here.pk:
        found.append(Problem("调出和调入是同一项预算", "调入预算"))
    if there.year != here.year:
        found.append(Problem(f"调入预算是 {there.year} 年度", "调入预算", f"{here.year} 年度", "跨年请办结转"))
    if there.source_id != here.source_id:
        found.append(Problem("调入预算用的是另一笔资金", "调入预算", "同一笔资金来源内调剂", "换资金请分别调减、追加"))
    return found


def _carry_problems(change: BudgetChange) -> list[Problem]:
    account, budget = account_of(change.budget), change.budget
    found = []
    if account.pending:
        told = f"还有在途拨付 {yuan(account.pending)}，结转数会变"
        found.append(Problem(told, "类型", remedy="先办完、支付或撤回在途的拨付"))
    others = BudgetChange.objects.filter(budget=budget, state=ChangeState.SUBMITTED, kind__in=OUTGOING)
    if others.exclude(pk=change.pk).exists():
        found.append(Problem("还有在办的调减、调剂或收回，结转数会变", "类型", remedy="先办完在办的预算调整"))
    if account.unspent <= 0:
        found.append(Problem("没有未支出的数，不需要结转", "金额"))
    if _next_year(budget).exists():
        remedy = "新增的结余请办收回，或在下年预算办追加"
        found.append(Problem(f"{budget.year + 1} 年已有这笔资金的结转预算", "类型", remedy=remedy))
    return found


def _next_year(budget: ProjectBudget) -> "QuerySet[ProjectBudget]":
    rows = ProjectBudget.objects.filter(project=budget.project, year=budget.year + 1, row=BudgetRow.CARRYOVER)
    return rows.filter(source=budget.source)


def ended(matter: Matter, actor: User | None) -> None:
    """What the end of the approval does to the change; called in the same transaction."""
    change = BudgetChange.objects.select_related("budget__project", "other_budget", "owner", "place").get(
        pk=matter.object_id
    )
    if change.state != ChangeState.SUBMITTED:
        return
    if matter.state == MatterState.APPROVED:
        _approve(change, actor)
    else:
        _finish(change, ChangeState.DRAFT if matter.state == MatterState.WITHDRAWN else ChangeState.REFUSED, actor)


def _approve(change: BudgetChange, actor: User | None) -> None:
    _hold_source(change.budget)
    held = {row.pk: row for row in locked(change.budget, change.other_budget)}
    change.budget = held[change.budget_id]
    if change.kind == ChangeKind.CARRY_OVER:  # a payment may have come back since
        change.amount_fen = account_of(change.budget).unspent
    if found := change_problems(change):
        raise Invalid(*found)
    _finish(change, ChangeState.APPROVED, actor)
    if change.kind == ChangeKind.CARRY_OVER:
        _carry(change, actor)
    touched = {row.project_id for row in held.values()}
    warnings_refresh(project_ids=sorted(touched), today=timezone.localdate())


def _finish(change: BudgetChange, state: ChangeState, actor: User | None) -> None:
    before = change.get_state_display()
    bump(change, change.version)
    change.state = state
    change.decided_at = timezone.now()
    change.save()
    told = audit.Change("状态", str(before), str(state.label))
    audit.record(actor=actor, action="budget.change_end", target=change, changes=[told], reason=change.reason)


def _carry(change: BudgetChange, actor: User | None) -> None:
    """Next year's budget, out of what was left."""
    budget = change.budget
    new = ProjectBudget.objects.create(
        project=budget.project,
        year=budget.year + 1,
        source=budget.source,
        row=BudgetRow.CARRYOVER,
        initial_fen=change.amount_fen,
        carried_from=change,
        owner=budget.owner,
        place=budget.place,
        is_demo=budget.is_demo,
    )
    told = audit.Change("年初预算数", None, yuan(new.initial_fen))
    audit.record(actor=actor, action="budget.carry_over", target=new, changes=[told], reason=f"由 {change} 结转")
