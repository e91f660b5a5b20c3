"""What uploaded tables bring about: sources registered, payments registered, factor values set, a statement checked.

All rows or none: each row goes through the service that a page uses, and every refusal is told at its row.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.files import File
from django.db import transaction

from xieshou.business.funds.allocating import shares_of
from xieshou.business.funds.amounts import yuan
from xieshou.business.funds.models import Allocation, FundSource, Level, Payment, PaymentState
from xieshou.business.funds.services import allocations, payments, sources
from xieshou.business.funds.statements import StatedPeriod, Statement
from xieshou.business.projects import api as projects
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.dictionary.api import read_number
from xieshou.platform.exchange.api import Column, Kind, small_table
from xieshou.platform.registry.api import Organisation, organisation_choice

SOURCE_COLUMNS = (
    Column("year", "年度", Kind.WHOLE, is_required=True, least=1990, most=2100, example="2020"),
    Column(
        "level",
        "资金来源",
        Kind.CHOICE,
        is_required=True,
        choices=tuple((level.value, str(level.label)) for level in Level),
    ),
    Column("name", "资金名称", is_required=True, example="演示数据 对口支援专项资金"),
    Column("giver", "拨款（捐赠）单位"),
    Column("document_number", "文号", max_length=80, help="只有社会资金可以没有"),
    Column("document_date", "发文日期", Kind.DATE, example="2020-03-01"),
    Column("amount_fen", "金额", Kind.MONEY, "万元", is_required=True, example="1200.50"),
    Column("permitted_use", "用途限制", is_required=True, max_length=500),
    Column("categories", "可用于的项目类别", help="几个之间用顿号隔开，不填为不限"),
    Column("owner", "管理单位", Kind.ORGANISATION, help="不填为您任职的单位"),
    Column("note", "备注", max_length=500),
    Column(
        "is_other_line", "同一文件的另一笔", Kind.FLAG, help="一个文号有几笔钱时，从第二笔起填“是”，资金名称各不相同"
    ),
)
MOST_ROWS = 300  # each row goes through its service; more would keep the browser waiting
PAYMENT_COLUMNS = (
    Column("number", "拨付编号", Kind.WHOLE, is_required=True, least=1, help="拨付页上的编号，导出的表中有"),
    Column("amount_fen", "金额", Kind.MONEY, "元", is_required=True, help="用来核对，须与申请一致"),
    Column("paid_on", "支付日期", Kind.DATE, is_required=True),
    Column("voucher", "凭证号", Kind.CODE, is_required=True, max_length=80),
)
STATEMENT_COLUMNS = (
    Column("label", "期间", is_required=True, example="第一季度", help="全年一行写“全年”"),
    Column("paid_fen", "支付", Kind.MONEY, "万元", is_required=True),
    Column("planned_fen", "计划", Kind.MONEY, "万元"),
    Column("rate", "支出率", help="报表上写的，例如 99.75%"),
)
YEAR_WORDS = {"全年", "合计", "总计", "年度"}


def _each(rows: Sequence[small_table.TableRow], act: Callable[[small_table.TableRow], Any]) -> list[Any]:
    """Does something for every row; what any of them refuses is told for all, and nothing stays done."""
    done, found = [], []
    with transaction.atomic():
        for row in rows:
            try:
                with transaction.atomic():
                    done.append(act(row))
            except Invalid as error:
                found += [_at(row, problem) for problem in error.problems]
            except Refused as error:
                found.append(_at(row, Problem(error.why)))
        if found:
            raise Invalid(*found)
    return done


def _at(row: small_table.TableRow, problem: Problem) -> Problem:
    """The problem at its cell, or at its row."""
    place = next((place for place in row.places.values() if place.endswith(f"（{problem.where}）")), "")
    first = next(iter(row.places.values()), "")
    number = "".join(char for char in first.split("（")[0] if char.isdigit())
    where = place or f"第 {number} 行" + (f" {problem.where}" if problem.where else "")
    return Problem(problem.what, where, problem.allowed, problem.remedy)


def sources_import(*, actor: User, file: "File[bytes]", owner: Organisation) -> list[FundSource]:
    """Registers every grant of a table; `owner` is whose they are where the table does not say."""

    def create(row: small_table.TableRow) -> FundSource:
        values: dict[str, Any] = {name: "" if value is None else value for name, value in row.values.items()}
        values["document_date"] = row.values.get("document_date")
        values["is_other_line"] = bool(row.values.get("is_other_line"))
        values["owner"] = _organisation(values.get("owner", ""), "管理单位") if values.get("owner") else owner
        values["categories"] = _categories(values.get("categories", ""))
        return sources.source_create(actor=actor, **values)

    return _each(small_table.rows_of(file, SOURCE_COLUMNS, most=MOST_ROWS), create)


def _organisation(text: str, where: str) -> Organisation:
    found = organisation_choice(text)
    if len(found) == 1:
        return found[0]
    several = "、".join(f"编号 {one.pk} {one.name}" for one in found[:6])
    told = f"“{text}”可以是：{several}" if found else f"没有在用的单位“{text}”"
    raise Invalid(Problem(told, where, "登记册中的名称、信用代码或“编号 12”"))


def _categories(text: str) -> list[str]:
    """Labels or codes, between 顿号 or commas; unknown ones stay, so that they are told."""
    by_label = {str(label): code for code, label in projects.Category.choices}
    names = [part.strip() for part in text.replace("，", "、").replace(",", "、").replace("；", "、").split("、")]
    return [by_label.get(name, name) for name in names if name]


def payments_import(*, actor: User, file: "File[bytes]") -> list[Payment]:
    """Registers many payments that were approved: each by its number, the amount agreeing."""
    rows = small_table.rows_of(file, PAYMENT_COLUMNS, most=MOST_ROWS)
    numbers = [row.values["number"] for row in rows]
    seen = Payment.objects.visible_to(actor).select_related("budget", "owner", "place", "project")
    known = {payment.pk: payment for payment in seen.filter(pk__in=numbers)}

    def register(row: small_table.TableRow) -> Payment:
        payment = known.get(row.values["number"])
        if payment is None:
            raise Invalid(Problem(f"没有编号为 {row.values['number']} 的拨付，或不在您可见范围", "拨付编号"))
        if payment.state == PaymentState.APPROVED and payment.amount_fen != row.values["amount_fen"]:
            told = f"{yuan(row.values['amount_fen'])} 与申请的 {yuan(payment.amount_fen)} 不一致"
            raise Invalid(Problem(told, "金额", yuan(payment.amount_fen)))
        return payments.payment_register(
            actor=actor, payment=payment, paid_on=row.values["paid_on"], voucher=row.values["voucher"]
        )

    return _each(rows, register)


def value_columns(allocation: Allocation) -> tuple[Column, ...]:
    """The columns of a plan's factor values."""
    factors = [Column(one["code"], one["name"], unit=one.get("unit", "")) for one in allocation.factors]
    return (Column("recipient", "受款单位", Kind.ORGANISATION, is_required=True), *factors)


def values_import(*, actor: User, allocation: Allocation, opened_version: int, file: "File[bytes]") -> Allocation:
    """The recipients and their factor values out of a table; it holds all of them."""
    columns = value_columns(allocation)

    def entered(row: small_table.TableRow) -> allocations.ValueRow:
        recipient = _organisation(row.values["recipient"], "受款单位")
        values = {c.name: row.values.get(c.name) or "" for c in columns[1:]}
        for column in columns[1:]:
            if values[column.name]:
                read_number(values[column.name], column.label)
        return allocations.ValueRow(recipient, values)

    entries = _each(small_table.rows_of(file, columns), entered)
    return allocations.allocation_values(
        actor=actor, allocation=allocation, opened_version=opened_version, rows=entries
    )


def values_rows(allocation: Allocation) -> list[list[str]]:
    """The factor values as they stand, for a table to take away and bring back."""
    codes = [one["code"] for one in allocation.factors]
    return [[str(row.recipient), *(row.values.get(code, "") for code in codes)] for row in shares_of(allocation)]


def statement_read(file: "File[bytes]") -> Statement:
    """A statement of periods as somebody drew it up; the row 全年 is the year's total."""
    periods = _each(small_table.rows_of(file, STATEMENT_COLUMNS), _stated)
    year = next((one for one in periods if one.label in YEAR_WORDS), None)
    rest = tuple(one for one in periods if one.label not in YEAR_WORDS)
    if year is None:
        return Statement(rest)
    return Statement(rest, year.paid, year.planned, year.rate)


def _stated(row: small_table.TableRow) -> StatedPeriod:
    text = str(row.values.get("rate") or "").strip()
    rate = None
    if text:
        number = read_number(text.rstrip("%％"), "支出率")
        rate = number / 100 if text.endswith(("%", "％")) else number
    return StatedPeriod(row.values["label"], row.values["paid_fen"], row.values.get("planned_fen"), rate)
