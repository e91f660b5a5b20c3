"""Allocation plans: drawn up by factors, computed, adjusted with reasons, approved, issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from xieshou.business.funds import allocating, approvals, issuing
from xieshou.business.funds.amounts import yuan
from xieshou.business.funds.balances import in_approval, standing_of
from xieshou.business.funds.models import Allocation, AllocationShare, AllocationState, FundSource
from xieshou.business.funds.services.checks import above_zero, allow, document_number, needed
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.dictionary.api import exact_text, read_number
from xieshou.platform.registry.api import Organisation
from xieshou.platform.workflow.api import Matter, MatterState

DESCRIBED = {"title": "名称", "amount_fen": "分配总额", "step_fen": "取整到"}


@dataclass(frozen=True)
class FactorEntry:
    """One factor as entered; the weight is a decimal text."""

    name: str
    unit: str
    weight: str


@transaction.atomic
def allocation_create(
    *,
    actor: User | None,
    source: FundSource,
    title: str,
    amount_fen: int,
    factors: Sequence[FactorEntry],
    step_fen: int = 1_000_000,
    is_demo: bool = False,
) -> Allocation:
    """A plan for dividing a source; owned by who keeps the source."""
    allow(actor, Permission.FUND_EDIT, source)
    allocation = Allocation(
        source=source,
        title=title.strip(),
        amount_fen=amount_fen,
        step_fen=step_fen,
        owner=source.owner,
        place=source.place,
        is_demo=is_demo,
    )
    entries, found = _factors(factors, {})
    found += [*needed(vars(allocation), title="名称"), *_amount_problems(allocation)]
    if found:
        raise Invalid(*found)
    allocation.factors = entries
    allocation.save()
    audit.record(actor=actor, action="allocation.create", target=allocation)
    return allocation


def _factors(entries: Sequence[FactorEntry], known: Mapping[str, str]) -> tuple[list[dict[str, str]], list[Problem]]:
    """The factors as they are stored, and what is wrong with them. `known`: names and codes in use."""
    found: list[Problem] = [] if entries else [Problem("至少要有一个因素", "因素")]
    names = [entry.name.strip() for entry in entries]
    found += [Problem(f"因素“{name}”写了两次", "因素") for name in sorted({n for n in names if names.count(n) > 1})]
    if "" in names:
        found.append(Problem("有权重的一行没有因素名称", "因素", remedy="写名称，或清空那一行的权重"))
    weights = []
    for entry in entries:
        weight, wrong = _weight(entry)
        weights.append(weight)
        found += wrong
    codes = allocating.factor_codes(names, known)
    stored = [
        {"code": code, "name": name, "unit": entry.unit.strip(), "weight": weight}
        for code, name, entry, weight in zip(codes, names, entries, weights, strict=True)
    ]
    return stored, found


def _weight(entry: FactorEntry) -> tuple[str, list[Problem]]:
    """A weight as exact decimal text, however it was typed, and what is wrong with it."""
    where = f"{entry.name.strip()}的权重"
    try:
        weight = read_number(entry.weight, where)
    except Invalid as error:
        return "", list(error.problems)
    return exact_text(weight), [] if weight > 0 else [Problem("要大于 0", where)]


def _amount_problems(allocation: Allocation) -> list[Problem]:
    """The plan fits into what is left of the source."""
    found = [*above_zero(allocation.amount_fen, "分配总额"), *above_zero(allocation.step_fen, "取整到")]
    others = Allocation.objects.filter(source=allocation.source, state=AllocationState.SUBMITTED, pk=allocation.pk)
    own = allocation.amount_fen if allocation.pk and others.exists() else 0
    room = standing_of(allocation.source).left - in_approval(allocation.source) + own
    if allocation.amount_fen > room:
        told = f"资金“{allocation.source.name}”未分配的只有 {yuan(room)}"
        found.append(Problem(told, "分配总额", f"不超过 {yuan(room)}"))
    return found


def _draft(actor: User | None, allocation: Allocation, opened_version: int) -> None:
    allow(actor, Permission.FUND_EDIT, allocation)
    if allocation.state != AllocationState.DRAFT:
        raise Invalid(Problem(f"方案{allocation.get_state_display()}，不能再改", "状态", "编制中的方案", "先撤回报批"))
    bump(allocation, opened_version)


@transaction.atomic
def allocation_edit(
    *,
    actor: User | None,
    allocation: Allocation,
    opened_version: int,
    factors: Sequence[FactorEntry],
    **described: Any,
) -> Allocation:
    """Changes the plan; computed and adjusted amounts no longer hold and are emptied."""
    _draft(actor, allocation, opened_version)
    told, before = _reading(allocation), {field: getattr(allocation, field) for field in DESCRIBED}
    was = "；".join(f"{one['name']} {one['weight']}" for one in allocation.factors)
    for field in DESCRIBED:
        setattr(allocation, field, described.get(field, before[field]))
    allocation.factors, found = _factors(factors, {one["name"]: one["code"] for one in allocation.factors})
    if found := [*found, *needed(vars(allocation), title="名称"), *_amount_problems(allocation)]:
        raise Invalid(*found)
    allocation.save()
    allocation.shares.update(computed_fen=None, adjusted_fen=None, adjusted_because="")
    changes = audit.changed_fields(told, _reading(allocation), DESCRIBED)
    now = "；".join(f"{one['name']} {one['weight']}" for one in allocation.factors)
    changes += [audit.Change("因素和权重", was, now)] if now != was else []
    audit.record(actor=actor, action="allocation.edit", target=allocation, changes=changes)
    return allocation


@transaction.atomic
def allocation_discard(*, actor: User | None, allocation: Allocation, opened_version: int, reason: str) -> None:
    """Deletes a plan that was never sent into approval; its history stays in the log."""
    _draft(actor, allocation, opened_version)
    found = [] if reason.strip() else [Problem("不能为空", "理由", remedy="写明为什么删除")]
    kind = ContentType.objects.get_for_model(allocation)
    if Matter.objects.filter(content_type=kind, object_id=allocation.pk).exists():
        found.append(Problem("报批过，审批记录要留痕", str(allocation), remedy="不用的草稿可以留着，不占资金"))
    if found:
        raise Invalid(*found)
    audit.record(actor=actor, action="allocation.discard", target=allocation, label=str(allocation), reason=reason)
    allocation.delete()


def _reading(allocation: Allocation) -> dict[str, str]:
    """A plan as a person reads it."""
    amounts = {"amount_fen": yuan(allocation.amount_fen), "step_fen": yuan(allocation.step_fen)}
    return {"title": allocation.title, **amounts}


@dataclass(frozen=True)
class ValueRow:
    """One recipient's values as entered: factor code → text; empty: not given."""

    recipient: Organisation
    values: Mapping[str, str]


@transaction.atomic
def allocation_values(
    *, actor: User | None, allocation: Allocation, opened_version: int, rows: Sequence[ValueRow]
) -> Allocation:
    """The recipients and their values, all of them: who is not named is no recipient any more."""
    _draft(actor, allocation, opened_version)
    codes = {one["code"]: one["name"] for one in allocation.factors}
    if found := _row_problems(rows, codes):
        raise Invalid(*found)
    allocation.shares.exclude(recipient__in=[row.recipient.pk for row in rows]).delete()
    for order, row in enumerate(rows):
        values = {c: exact_text(read_number(text, codes[c])) for c, text in row.values.items() if text.strip()}
        AllocationShare.objects.update_or_create(
            allocation=allocation,
            recipient=row.recipient,
            defaults={
                "order": order,
                "values": values,
                "computed_fen": None,
                "adjusted_fen": None,
                "adjusted_because": "",
            },
        )
    audit.record(actor=actor, action="allocation.values", target=allocation, reason=f"{len(rows)} 个受款单位")
    return allocation


def _row_problems(rows: Sequence[ValueRow], codes: Mapping[str, str]) -> list[Problem]:
    found = []
    seen: set[int] = set()
    for row in rows:
        if row.recipient.pk in seen:
            found.append(Problem("写了两次", str(row.recipient)))
        seen.add(row.recipient.pk)
        for code, text in row.values.items():
            where = f"{row.recipient}—{codes.get(code, code)}"
            if code not in codes:
                found.append(Problem("没有这个因素", where))
            elif text.strip():
                found += _number_problems(text, where)
    return found


def _number_problems(text: str, where: str) -> list[Problem]:
    try:
        value = read_number(text, where)
    except Invalid as error:
        return list(error.problems)
    return [Problem("不能是负数", where, "0 或更大的数")] if value < 0 else []


@transaction.atomic
def allocation_compute(*, actor: User | None, allocation: Allocation, opened_version: int) -> Allocation:
    """Does the arithmetic and keeps its results; refuses with every value that is missing."""
    _draft(actor, allocation, opened_version)
    rows = allocating.shares_of(allocation)
    again = allocating.computed(allocation, rows)
    for row in rows:
        row.computed_fen, row.adjusted_fen, row.adjusted_because = again[row.pk].amount, None, ""
    AllocationShare.objects.bulk_update(rows, ["computed_fen", "adjusted_fen", "adjusted_because"])
    audit.record(actor=actor, action="allocation.compute", target=allocation)
    return allocation


@dataclass(frozen=True)
class Adjustment:
    """One share as it is to be: the amount (None: as computed) and why."""

    amount_fen: int | None
    reason: str


@transaction.atomic
def allocation_adjust(
    *, actor: User | None, allocation: Allocation, opened_version: int, adjustments: Mapping[int, Adjustment]
) -> Allocation:
    """Departs from the arithmetic, each share with its reason; the sum stays the total."""
    _draft(actor, allocation, opened_version)
    rows = allocating.shares_of(allocation)
    changes, found = [], []
    for row in rows:
        if (wanted := adjustments.get(row.pk)) is None:
            continue
        before = row.amount_fen
        is_as_computed = wanted.amount_fen is None or wanted.amount_fen == row.computed_fen
        row.adjusted_fen = None if is_as_computed else wanted.amount_fen
        row.adjusted_because = "" if is_as_computed else wanted.reason.strip()
        if row.adjusted_fen is not None and not row.adjusted_because:
            found.append(Problem("调整要写理由", str(row.recipient)))
        if row.amount_fen != before:
            changes.append(audit.Change(str(row.recipient), yuan(before), yuan(row.amount_fen)))
    if found := [*found, *_sum_problems(allocation, rows)]:
        raise Invalid(*found)
    AllocationShare.objects.bulk_update(rows, ["adjusted_fen", "adjusted_because"])
    reasons = "；".join(f"{row.recipient}：{row.adjusted_because}" for row in rows if row.adjusted_because)
    audit.record(actor=actor, action="allocation.adjust", target=allocation, changes=changes, reason=reasons)
    return allocation


def _sum_problems(allocation: Allocation, rows: Sequence[AllocationShare]) -> list[Problem]:
    if any(row.amount_fen is None for row in rows) or not rows:
        return [Problem("还没有计算", "分配数", remedy="先录入数值，点“计算”")]
    total = sum(row.amount_fen or 0 for row in rows)
    if total == allocation.amount_fen:
        return []
    told = f"各单位相加 {yuan(total)}，分配总额 {yuan(allocation.amount_fen)}，差 {yuan(allocation.amount_fen - total)}"
    return [Problem(told, "分配数", "相加等于分配总额")]


@transaction.atomic
def allocation_documents(
    *,
    actor: User | None,
    allocation: Allocation,
    opened_version: int,
    number: str,
    issued_on: date | None,
    numbers: Mapping[int, str],
) -> Allocation:
    """The document numbers: one of the plan, one of each share, no two the same."""
    _draft(actor, allocation, opened_version)
    allocation.document_number, allocation.issued_on = document_number(number), issued_on
    rows = allocating.shares_of(allocation)
    for row in rows:
        row.document_number = document_number(numbers.get(row.pk, row.document_number))
    if found := _twin_numbers(allocation, rows):
        raise Invalid(*found)
    allocation.save()
    AllocationShare.objects.bulk_update(rows, ["document_number"])
    audit.record(actor=actor, action="allocation.documents", target=allocation, reason=allocation.document_number)
    return allocation


def _twin_numbers(allocation: Allocation, rows: Sequence[AllocationShare]) -> list[Problem]:
    """One document, one share."""
    written = [allocation.document_number, *(row.document_number for row in rows)]
    found = []
    others = AllocationShare.objects.filter(allocation__owner=allocation.owner).exclude(allocation=allocation)
    taken = set(others.filter(document_number__in=[w for w in written if w]).values_list("document_number", flat=True))
    for row in rows:
        number = row.document_number
        if number and written.count(number) > 1:
            found.append(Problem(f"文号 {number} 用了不止一次", str(row.recipient), "一个单位一个文号"))
        elif number in taken:
            found.append(Problem(f"文号 {number} 已用在另一个分配方案", str(row.recipient), "一个单位一个文号"))
    same = Allocation.objects.filter(owner=allocation.owner, document_number=allocation.document_number)
    if allocation.document_number and same.exclude(pk=allocation.pk).exists():
        found.append(Problem(f"文号 {allocation.document_number} 已用在另一个分配方案", "下达文号"))
    return found


@transaction.atomic
def allocation_submit(*, actor: User, allocation: Allocation, opened_version: int) -> Allocation:
    """Sends the plan into approval: complete, summing to the total, within the source, each share with its document."""
    FundSource.objects.select_for_update(of=("self",)).get(pk=allocation.source_id)
    _draft(actor, allocation, opened_version)
    rows = allocating.shares_of(allocation)
    found = [*_sum_problems(allocation, rows), *_amount_problems(allocation), *_twin_numbers(allocation, rows)]
    if not allocation.document_number or allocation.issued_on is None:
        found.append(Problem("不能为空", "下达文号、下达日期", remedy="在“文号”中填写"))
    found += [Problem("没有分文号", str(row.recipient), "一个单位一个文号") for row in rows if not row.document_number]
    if not found:
        found += [Problem(told, "重算不一致", remedy="请重新计算") for told in allocating.differences(allocation, rows)]
    if found:
        raise Invalid(*found)
    allocation.state = AllocationState.SUBMITTED
    allocation.save()
    audit.record(actor=actor, action="allocation.submit", target=allocation)
    summary = "\n".join(f"{row.recipient} {yuan(row.amount_fen)} {row.document_number}" for row in rows)
    approvals.send(
        actor=actor,
        record=allocation,
        kind=approvals.ALLOCATION,
        title=f"下达 {yuan(allocation.amount_fen)}：{allocation.title}",
        amount_fen=allocation.amount_fen,
        summary=summary,
    )
    return allocation


def ended(matter: Matter, actor: User | None) -> None:
    """What the end of the approval does to the plan: issued, or back to its authors."""
    allocation = Allocation.objects.select_related("owner", "place", "source").get(pk=matter.object_id)
    if allocation.state != AllocationState.SUBMITTED:
        return
    if matter.state == MatterState.APPROVED:
        FundSource.objects.select_for_update(of=("self",)).get(pk=allocation.source_id)
        rows = allocating.shares_of(allocation)
        if found := [*_sum_problems(allocation, rows), *_amount_problems(allocation)]:
            raise Invalid(*found)
        allocation.state = AllocationState.ISSUED
    else:
        allocation.state = AllocationState.DRAFT
    allocation.version += 1
    allocation.save()
    if allocation.state == AllocationState.ISSUED:
        issuing.tell(allocation, allocating.shares_of(allocation))
    change = audit.Change("状态", str(AllocationState.SUBMITTED.label), str(allocation.get_state_display()))
    audit.record(actor=actor, action="allocation.end", target=allocation, changes=[change])
