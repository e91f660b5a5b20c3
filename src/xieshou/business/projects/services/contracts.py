"""Procurement and contracts: planned, awarded, signed, changed, fulfilled. Amounts in integer 分, added exactly."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from xieshou.business.projects import contract_totals
from xieshou.business.projects.amounts import wan
from xieshou.business.projects.models import (
    Contract,
    ContractChange,
    ContractState,
    Procurement,
    ProcurementMethod,
    Project,
    Stage,
)
from xieshou.business.projects.services.holding import WORKABLE, held, reason_of
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox

PLANNED_LABELS = {"name": "采购内容", "method": "采购方式", "planned_fen": "采购计划金额", "planned_on": "计划采购日期"}
AWARD_LABELS = {
    "awarded_fen": "中标（成交）金额",
    "awarded_on": "中标（成交）日期",
    "supplier": "供应商",
    "supplier_name": "供应商名称",
}
SIGNED_LABELS = {
    "number": "合同编号",
    "name": "合同名称",
    "method": "采购方式",
    "planned_fen": "采购预算",
    **AWARD_LABELS,
    "signed_fen": "签订金额",
    "signed_on": "签订日期",
    "ends_on": "履行期限",
    "bond_fen": "履约保证金",
    "bond_expires_on": "保证（保函）到期",
}
FROM_PROCUREMENT = ("method", "planned_fen", "awarded_fen", "awarded_on", "supplier", "supplier_name")
_MONEY = {"planned_fen", "awarded_fen", "signed_fen", "bond_fen", "amount_fen"}


def bond_todo(contract: Contract) -> str:
    """The name of the to-do that reminds of a bond."""
    return f"projects.bond:{contract.pk}"


def _read(record: Any, labels: Mapping[str, str]) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in labels}
    values = {name: wan(value) if name in _MONEY and value is not None else value for name, value in values.items()}
    if "method" in values:
        values["method"] = str(ProcurementMethod(values["method"]).label) if values["method"] else None
    return values


def _written(record: Any, labels: Mapping[str, str], values: Mapping[str, Any]) -> list[audit.Change]:
    """Writes the values; gives what changed, in words."""
    before = _read(record, labels)
    for name, value in values.items():
        setattr(record, name, value)
    return audit.changed_fields(before, _read(record, labels), labels)


@transaction.atomic
def procurement_plan(*, actor: User, project: Project, is_demo: bool = False, **values: Any) -> Procurement:
    """Registers what is to be bought and for how much."""
    project = held(actor, project.pk, *WORKABLE, doing="登记采购计划")
    procurement = Procurement(project=project, owner=project.owner, place=project.place, is_demo=is_demo, method="")
    changes = _written(procurement, PLANNED_LABELS, values)
    procurement.save()
    audit.record(actor=actor, action="procurement.plan", target=procurement, changes=changes)
    return procurement


@transaction.atomic
def procurement_award(
    *, actor: User, procurement: Procurement, opened_version: int, reason: str = "", **values: Any
) -> Procurement:
    """Registers who won it, for how much; a change of a registered award needs a reason."""
    held(actor, procurement.project_id, *WORKABLE, doing="登记中标")
    if procurement.cancelled_because:
        raise Invalid(Problem("这项采购已经取消", str(procurement), remedy="另行登记采购计划"))
    if procurement.awarded_fen is not None:
        reason = reason_of(reason, remedy="中标结果已经登记过，更正要说明依据")
    changes = _written(procurement, AWARD_LABELS, values)
    if problems := _award_problems(procurement):
        raise Invalid(*problems)
    bump(procurement, opened_version)
    procurement.save()
    audit.record(actor=actor, action="procurement.award", target=procurement, changes=changes, reason=reason)
    return procurement


def _award_problems(procurement: Procurement) -> list[Problem]:
    problems = _not_yet(procurement.awarded_on, "中标（成交）日期")
    if procurement.supplier is None and not procurement.supplier_name:
        problems.append(Problem("要写明供应商", "供应商", remedy="从机构库选；不在库中的填供应商名称"))
    used = _awarded_in_contracts(procurement)
    if procurement.awarded_fen is not None and used > procurement.awarded_fen:
        problems.append(Problem(f"已签合同用去中标金额 {wan(used)}", "中标（成交）金额", f"不少于 {wan(used)}"))
    return problems


def _awarded_in_contracts(procurement: Procurement) -> int:
    return procurement.contracts.aggregate(total=Sum("awarded_fen"))["total"] or 0


@transaction.atomic
def procurement_cancel(*, actor: User, procurement: Procurement, opened_version: int, reason: str) -> Procurement:
    """Gives the purchase up; it stays in the plan, so the execution rate shows it."""
    held(actor, procurement.project_id, doing="取消采购")
    why = reason_of(reason)
    if procurement.contracts.exists():
        raise Invalid(Problem("已经签了合同，不能取消采购", str(procurement), remedy="先解除合同"))
    bump(procurement, opened_version)
    procurement.cancelled_because = why
    procurement.save()
    audit.record(actor=actor, action="procurement.cancel", target=procurement, reason=why)
    return procurement


@transaction.atomic
def contract_sign(
    *, actor: User, project: Project, procurement: Procurement | None = None, is_demo: bool = False, **values: Any
) -> Contract:
    """Registers a signed contract. What its procurement says is taken from there; the amount in force begins as signed."""
    project = held(actor, project.pk, *WORKABLE, doing="登记合同")
    contract = Contract(
        project=project, owner=project.owner, place=project.place, procurement=procurement, is_demo=is_demo, method=""
    )
    known = {**values, **known_from(procurement)}
    known["number"] = plain_number(known["number"])
    changes = _written(contract, SIGNED_LABELS, known)
    if problems := _signed_problems(contract):
        raise Invalid(*problems)
    contract.amount_fen = contract.signed_fen
    contract.save()
    audit.record(actor=actor, action="contract.sign", target=contract, changes=changes)
    return contract


def known_from(procurement: Procurement | None) -> dict[str, Any]:
    """What a contract takes from its procurement, asked once: of several contracts each gets what is left of the award."""
    if procurement is None or procurement.awarded_fen is None:
        return {}
    return {
        "method": procurement.method,
        "planned_fen": procurement.planned_fen,
        "awarded_fen": procurement.awarded_fen - _awarded_in_contracts(procurement),
        "awarded_on": procurement.awarded_on,
        "supplier": procurement.supplier,
        "supplier_name": procurement.supplier_name,
    }


@transaction.atomic
def contract_correct(*, actor: User, contract: Contract, opened_version: int, reason: str, **values: Any) -> Contract:
    """Corrects what was registered wrongly. What the parties agreed later is a change, not a correction."""
    _open(actor, contract, "更正合同")
    why = reason_of(reason, "更正理由", remedy="写明原来错在哪里、依据什么；双方商定的变动办“登记变更”")
    values = {**values, **_awarded_values(contract)}
    values["number"] = plain_number(values.get("number", contract.number))
    bump(contract, opened_version)
    bond = contract.bond_expires_on
    changes = _written(contract, SIGNED_LABELS, values)
    contract.amount_fen = contract.signed_fen + _changes_of(contract)
    if problems := [*_signed_problems(contract), *_below_paid(contract, contract.amount_fen, "签订金额")]:
        raise Invalid(*problems)
    if contract.amount_fen < 0:
        raise Invalid(Problem(f"减去已登记的变更后为 {wan(contract.amount_fen)}", "签订金额", "不小于各次变更减少的数"))
    contract.save()
    if contract.bond_expires_on != bond:
        inbox.todo_close(source=bond_todo(contract))
    audit.record(actor=actor, action="contract.correct", target=contract, changes=changes, reason=why)
    return contract


def _awarded_values(contract: Contract) -> dict[str, Any]:
    """What stays as its procurement says; that is corrected there."""
    return {name: getattr(contract, name) for name in known_names(contract)}


def known_names(contract: Contract) -> tuple[str, ...]:
    """The fields that a contract has from its procurement."""
    return FROM_PROCUREMENT if contract.procurement_id is not None else ()


def _below_paid(contract: Contract, total: int, where: str) -> list[Problem]:
    """A contract is never worth less than was paid for it."""
    known = [one for one in contract_totals.of([contract.pk])[contract.pk] if one.is_paid and one.fen is not None]
    return [
        Problem(
            f"{one.label}已有 {wan(one.fen)}，合同金额将为 {wan(total)}",
            where,
            f"合同金额不少于 {wan(one.fen)}",
            "多付的先收回，在拨付页登记退回",
        )
        for one in known
        if one.fen is not None and one.fen > total
    ]


def plain_number(text: str) -> str:
    """One way of writing a contract's number: ＨＴ-１ is HT-1."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _signed_problems(contract: Contract) -> list[Problem]:
    problems = []
    if contract.procurement is not None and contract.procurement.awarded_fen is None:
        problems.append(Problem("采购还没有登记中标结果", "采购计划", remedy="先登记中标（成交）"))
    if contract.project.contracts.filter(number=contract.number).exclude(pk=contract.pk).exists():
        problems.append(Problem(f"本项目已有编号“{contract.number}”的合同", "合同编号", remedy="核对编号"))
    if contract.supplier is None and not contract.supplier_name:
        problems.append(Problem("要写明供应商", "供应商", remedy="从机构库选；不在库中的填供应商名称"))
    if not contract.signed_fen:
        problems.append(Problem("要大于 0", "签订金额", remedy="照合同原件填"))
    problems += _day_problems(contract)
    return problems


def _not_yet(day: date | None, where: str) -> list[Problem]:
    """What has happened cannot lie ahead."""
    today = timezone.localdate()
    return [Problem(f"{day} 还没有到", where, "今天或以前")] if day is not None and day > today else []


def _not_before(contract: Contract, day: date, where: str) -> list[Problem]:
    """Nothing happens to a contract before it is signed."""
    signed = contract.signed_on
    if signed is None or day >= signed:
        return []
    return [Problem(f"{day} 早于签订日期 {signed}", where, f"{signed} 或以后")]


def _day_problems(contract: Contract) -> list[Problem]:
    signed, awarded, ends = contract.signed_on, contract.awarded_on, contract.ends_on
    problems = _not_yet(signed, "签订日期")
    if signed and contract.bond_expires_on and contract.bond_expires_on < signed:
        told = f"到期 {contract.bond_expires_on} 早于签订日期 {signed}"
        problems.append(Problem(told, "保证（保函）到期", f"{signed} 或以后"))
    if signed and awarded and signed < awarded:
        problems.append(Problem(f"签订日期 {signed} 早于中标日期 {awarded}", "签订日期", f"{awarded} 或以后"))
    if signed and ends and ends < signed:
        problems.append(Problem(f"履行期限 {ends} 早于签订日期 {signed}", "履行期限", f"{signed} 或以后"))
    return problems


@transaction.atomic
def contract_change(
    *,
    actor: User,
    contract: Contract,
    opened_version: int,
    agreed_on: date,
    difference_fen: int,
    reason: str,
    ends_on: date | None = None,
) -> ContractChange:
    """An agreed change: the amount in force is what was signed plus every change, never less than zero."""
    _open(actor, contract, "变更合同")
    total = contract.signed_fen + _changes_of(contract) + difference_fen
    days = _not_yet(agreed_on, "变更日期") + _not_before(contract, agreed_on, "变更日期")
    if problems := days + _change_problems(contract, total, difference_fen, ends_on):
        raise Invalid(*problems)
    bump(contract, opened_version)
    change = ContractChange.objects.create(
        contract=contract,
        agreed_on=agreed_on,
        difference_fen=difference_fen,
        ends_on=ends_on,
        reason=reason_of(reason, "变更理由"),
        entered_by=actor,
    )
    values = {"amount_fen": total, **({"ends_on": ends_on} if ends_on else {})}
    changes = _written(contract, {"amount_fen": "现合同金额", "ends_on": "履行期限"}, values)
    contract.save()
    audit.record(actor=actor, action="contract.change", target=contract, changes=changes, reason=reason)
    return change


def _changes_of(contract: Contract) -> int:
    return contract.changes.aggregate(total=Sum("difference_fen"))["total"] or 0


def _change_problems(contract: Contract, total: int, difference: int, ends_on: date | None) -> list[Problem]:
    problems = []
    if total < 0:
        problems.append(
            Problem(f"变更后合同金额为 {wan(total)}，不能小于 0", "金额增减", f"减少不超过 {wan(contract.amount_fen)}")
        )
    elif difference < 0:
        problems += _below_paid(contract, total, "金额增减")
    if ends_on is not None and contract.signed_on is not None and ends_on < contract.signed_on:
        told = f"履行期限 {ends_on} 早于签订日期 {contract.signed_on}"
        problems.append(Problem(told, "新的履行期限", f"{contract.signed_on} 或以后"))
    if not difference and ends_on is None:
        problems.append(Problem("金额和期限都没有变", "金额增减", remedy="至少填一项"))
    return problems


def _open(actor: User, contract: Contract, doing: str) -> None:
    held(actor, contract.project_id, *WORKABLE, Stage.TERMINATED, Stage.ACCEPTED, doing=doing)
    if contract.state not in {ContractState.SIGNED, ContractState.DRAFT}:
        raise Invalid(Problem(f"合同{contract.get_state_display()}，不能{doing}", str(contract), "履行中的合同"))


@transaction.atomic
def contract_end(
    *, actor: User, contract: Contract, opened_version: int, state: str, on: date, reason: str = ""
) -> Contract:
    """The contract is fulfilled, or dissolved with a reason; its reminders and marks end."""
    _open(actor, contract, "办结合同")
    if state not in {ContractState.FULFILLED, ContractState.TERMINATED}:
        raise Invalid(Problem("没有这个结果", "结果", "已履行完毕、已解除"))
    why = reason.strip() if state == ContractState.FULFILLED else reason_of(reason)
    if problems := _not_yet(on, "日期") + _not_before(contract, on, "日期"):
        raise Invalid(*problems)
    bump(contract, opened_version)
    before = str(contract.get_state_display())
    contract.state, contract.attention = state, ""
    contract.save()
    inbox.todo_close(source=bond_todo(contract))
    change = audit.Change("状态", before, f"{contract.get_state_display()}（{on}）")
    audit.record(actor=actor, action="contract.end", target=contract, changes=[change], reason=why)
    return contract


@transaction.atomic
def bond_set(
    *,
    actor: User,
    contract: Contract,
    opened_version: int,
    reason: str,
    bond_fen: int | None,
    bond_expires_on: date | None,
) -> Contract:
    """The bond was extended, changed or given back (then both are empty); the reminder for the old date ends."""
    _open(actor, contract, "登记履约保证")
    why = reason_of(reason)
    bump(contract, opened_version)
    labels = {name: SIGNED_LABELS[name] for name in ("bond_fen", "bond_expires_on")}
    changes = _written(contract, labels, {"bond_fen": bond_fen, "bond_expires_on": bond_expires_on})
    contract.save()
    inbox.todo_close(source=bond_todo(contract))
    audit.record(actor=actor, action="contract.bond", target=contract, changes=changes, reason=why)
    return contract


@transaction.atomic
def attention_end(*, actor: User, contract: Contract, opened_version: int, reason: str) -> Contract:
    """What a change of the project asked of this contract is done, and how."""
    held(actor, contract.project_id, doing="办结提示")
    why = reason_of(reason, "处理情况")
    bump(contract, opened_version)
    change = audit.Change("需处理", contract.attention, None)
    contract.attention = ""
    contract.save()
    audit.record(actor=actor, action="contract.attend", target=contract, changes=[change], reason=why)
    return contract
