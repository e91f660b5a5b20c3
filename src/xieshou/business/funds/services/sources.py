"""Sources and what arrived of them."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from xieshou.business.funds.amounts import yuan
from xieshou.business.funds.balances import in_approval, standing_of
from xieshou.business.funds.models import FundSource, Level, ProjectBudget, Receipt
from xieshou.business.funds.services.checks import (
    above_zero,
    allow,
    document_number,
    needed,
    not_in_future,
    voucher_number,
)
from xieshou.business.projects import api as projects
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation, Region

DESCRIBED = {
    "year": "年度",
    "level": "资金来源",
    "name": "资金名称",
    "giver": "拨款（捐赠）单位",
    "document_number": "文号",
    "document_date": "发文日期",
    "amount_fen": "金额",
    "permitted_use": "用途限制",
    "categories": "可用于的项目类别",
    "note": "备注",
}
FIRST_YEAR, LAST_YEAR = 1990, 2100


@transaction.atomic
def source_create(
    *,
    actor: User | None,
    owner: Organisation,
    place: Region | None = None,
    is_other_line: bool = False,
    is_demo: bool = False,
    **described: Any,
) -> FundSource:
    """Registers a grant. A document number that is there already is refused, unless it is another line of that document."""
    described["document_number"] = document_number(described.get("document_number", ""))
    source = FundSource(owner=owner, place=place, is_demo=is_demo, **described)
    source.owner_path, source.place_path = owner.path, place.path if place is not None else ""
    allow(actor, Permission.FUND_EDIT, source)
    if found := [*source_problems(source), *_duplicates(source, is_other_line=is_other_line)]:
        raise Invalid(*found)
    _save_once(source)
    audit.record(actor=actor, action="fund_source.create", target=source)
    return source


def source_problems(source: FundSource) -> list[Problem]:
    """What is wrong with a grant by itself."""
    found = needed(vars(source), name="资金名称", permitted_use="用途限制")
    found += above_zero(source.amount_fen, "金额")
    if source.level not in Level.values:
        found.append(Problem("没有选择", "资金来源", "、".join(map(str, Level.labels))))
    if source.level != Level.SOCIAL and not source.document_number:
        found.append(Problem("不能为空", "文号", "下达文件的文号", "只有社会资金可以没有文号"))
    if not source.year or not FIRST_YEAR <= source.year <= LAST_YEAR:
        found.append(Problem("不是年度", "年度", f"{FIRST_YEAR}–{LAST_YEAR}"))
    known = set(projects.Category.values)
    if unknown := [code for code in source.categories if code not in known]:
        labels = "、".join(map(str, projects.Category.labels))
        found.append(Problem(f"没有“{'、'.join(unknown)}”这样的类别", "可用于的项目类别", labels))
    return found


def _duplicates(source: FundSource, *, is_other_line: bool) -> list[Problem]:
    """The same document registered by the same unit."""
    if not source.document_number:
        return []
    same = FundSource.objects.filter(owner=source.owner, document_number=source.document_number).exclude(pk=source.pk)
    twin = same.filter(name=source.name, year=source.year).first()
    if twin is None and is_other_line:
        return []
    twin = twin or same.first()
    if twin is None:
        return []
    told = f"文号 {source.document_number} 已登记为“{twin}”，{yuan(twin.amount_fen)}"
    return [
        Problem(told, "文号", remedy="是同一文件的另一笔钱时，换一个资金名称并选“同一文件的另一笔”（表格中填“是”）")
    ]


def _save_once(source: FundSource) -> None:
    """Two people who register the same document in the same moment: the second is told."""
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError as error:
        told = f"文号 {source.document_number} 刚刚被登记"
        raise Invalid(Problem(told, "文号", remedy="请到资金来源中查看")) from error


def _reading(source: FundSource) -> dict[str, Any]:
    """A grant as a person reads it."""
    names = dict(projects.Category.choices)
    return {field: getattr(source, field) for field in DESCRIBED} | {
        "amount_fen": yuan(source.amount_fen),
        "level": str(source.get_level_display()),
        "categories": "、".join(str(names.get(code, code)) for code in source.categories) or "不限",
    }


@transaction.atomic
def source_edit(
    *,
    actor: User | None,
    source: FundSource,
    opened_version: int,
    reason: str,
    is_other_line: bool = False,
    **described: Any,
) -> FundSource:
    """Corrects a grant; its amount cannot fall below what is allocated and budgeted of it."""
    allow(actor, Permission.FUND_EDIT, source)
    bump(source, opened_version)
    before = _reading(source)
    for field, value in described.items():
        setattr(source, field, document_number(value) if field == "document_number" else value)
    found = [*source_problems(source), *_duplicates(source, is_other_line=is_other_line)]
    received = sum(source.receipts.values_list("amount_fen", flat=True))
    if source.amount_fen < received:
        found.append(Problem(f"已到账 {yuan(received)}，改后不够", "金额", f"不少于 {yuan(received)}"))
    first = source.budgets.order_by("year").values_list("year", flat=True).first()
    if first is not None and source.year and source.year > first:
        found.append(Problem(f"已列入 {first} 年预算", "年度", f"{first} 或以前"))
    standing = standing_of(source)
    if standing.left - in_approval(source) < 0:
        used = source.amount_fen - standing.left + in_approval(source)
        found.append(Problem(f"已分配和列入预算 {yuan(used)}，改后不够", "金额", f"不少于 {yuan(used)}"))
    if not reason.strip():
        found.append(Problem("不能为空", "修改理由"))
    if found:
        raise Invalid(*found)
    source.save()
    changes = audit.changed_fields(before, _reading(source), DESCRIBED)
    audit.record(actor=actor, action="fund_source.edit", target=source, changes=changes, reason=reason)
    return source


@transaction.atomic
def receipt_add(
    *,
    actor: User | None,
    source: FundSource,
    received_on: date,
    amount_fen: int,
    budget: ProjectBudget | None = None,
    voucher: str = "",
    note: str = "",
) -> Receipt:
    """Money arrived on a day, for the source or for one project's budget; never more than the grant."""
    allow(actor, Permission.FUND_EDIT, source)
    source = FundSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    found = [*above_zero(amount_fen, "到账金额"), *not_in_future(received_on, "到账日期")]
    if budget is not None and budget.source_id != source.pk:
        found.append(Problem("这项预算不是用这笔资金安排的", "对应项目预算"))
    found += _voucher_problems(source, voucher_number(voucher))
    alike = {"received_on": received_on, "amount_fen": amount_fen, "budget": budget, "note": note.strip()}
    if not voucher.strip() and source.receipts.filter(voucher="", reversed_by=None, **alike).exists():
        told = f"{received_on} {yuan(amount_fen)} 已登记过一笔"
        found.append(Problem(told, "到账金额", remedy="不用再登；确是另一笔的，填凭证号，或在说明里写明区别"))
    already = sum(source.receipts.values_list("amount_fen", flat=True))
    if amount_fen and already + amount_fen > source.amount_fen:
        told = f"累计到账将为 {yuan(already + amount_fen)}，超过资金金额 {yuan(source.amount_fen)}"
        found.append(
            Problem(told, "到账金额", f"不超过 {yuan(source.amount_fen - already)}", "金额追加的请先修改资金来源")
        )
    if found:
        raise Invalid(*found)
    receipt = Receipt.objects.create(
        source=source,
        budget=budget,
        received_on=received_on,
        amount_fen=amount_fen,
        voucher=voucher_number(voucher),
        note=note.strip(),
        entered_by=actor,
    )
    change = audit.Change("到账", None, f"{received_on} {yuan(amount_fen)}")
    audit.record(actor=actor, action="fund_source.receive", target=source, changes=[change], reason=note)
    return receipt


def _voucher_problems(source: FundSource, voucher: str) -> list[Problem]:
    """One voucher is one entry, unless that entry was taken back."""
    same = source.receipts.filter(voucher=voucher, reverses=None, reversed_by=None).first() if voucher else None
    if same is None:
        return []
    told = f"凭证号 {voucher} 已登记：{same.received_on} {yuan(same.amount_fen)}"
    return [Problem(told, "凭证号", "同一笔资金的凭证号不重复", "请核对；登错了的先冲销")]


@transaction.atomic
def receipt_reverse(*, actor: User | None, receipt: Receipt, reversed_on: date, reason: str) -> Receipt:
    """Takes an entry back by one of its own, dated; both stay to be seen."""
    source = receipt.source
    allow(actor, Permission.FUND_EDIT, source)
    FundSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    found = not_in_future(reversed_on, "冲销日期")
    if receipt.reverses_id is not None or Receipt.objects.filter(reverses=receipt).exists():
        found.append(Problem("这笔到账已经冲销，或本身就是冲销", "到账"))
    if reversed_on < receipt.received_on:
        found.append(Problem(f"{reversed_on} 早于到账日期", "冲销日期", f"{receipt.received_on} 或以后"))
    if not reason.strip():
        found.append(Problem("不能为空", "冲销原因"))
    if found:
        raise Invalid(*found)
    back = Receipt.objects.create(
        source=source,
        budget=receipt.budget,
        reverses=receipt,
        received_on=reversed_on,
        amount_fen=-receipt.amount_fen,
        note=reason.strip(),
        entered_by=actor,
    )
    change = audit.Change("到账", f"{receipt.received_on} {yuan(receipt.amount_fen)}", f"{reversed_on} 冲销")
    audit.record(actor=actor, action="fund_source.reverse", target=source, changes=[change], reason=reason)
    return back
