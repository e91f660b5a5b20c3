"""Final accounts: one amount in several tables (公开 01–09)."""

from collections.abc import Iterator, Mapping

from xieshou.kernel.checks.accounts_sheet import Sheet, classes, find, plain_name, starting
from xieshou.kernel.checks.accounts_within import at_least, check_within, equal_finding, is_zero, public_sides
from xieshou.kernel.checks.figures import Figure, figures
from xieshou.kernel.checks.report import QUESTION, gathered, sum_finding
from xieshou.kernel.reading import AccountLine, Finding
from xieshou.kernel.wording import Words

_FISCAL = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
_BASIC_ITEMS = {"abroad": "30212", "reception": "30217", "run": "30231", "buy": "31013"}
_PUBLIC_NAMES = {
    "abroad": "因公出国（境）费",
    "reception": "公务接待费",
    "run": "公务用车运行费",
    "buy": "公务用车购置费",
}


def check_accounts(sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    """Every relation within and between the final-accounts tables of a file."""
    within = [one for sheet in sheets.values() for one in check_within(sheet)]
    empty = [one for one in within if one.code == "FA-EMPTY" and one.verdict is QUESTION]
    yield from (one for one in within if one not in empty)
    names = "、".join(one.table for one in empty)
    head = Words(
        f"{len(empty)} 张表没有数，也没有说明：{names}", f"{len(empty)} empty tables without a statement: {names}"
    )
    yield from (one for one in (gathered(empty, head),) if one)
    yield from _totals(sheets)
    yield from _classes(sheets, "03", "01")
    yield from _classes(sheets, "05", "04")
    yield from _fiscal_income(sheets)
    yield from _basic(sheets)
    yield from _public(sheets)


def _equal(
    sheets: Mapping[str, Sheet], one: Figure | None, other: Figure | None, number: str, what: Words
) -> Iterator[Finding]:
    if one and other:
        yield equal_finding("FA-CROSS", sheets[number].name, one, other, what)


def side_line(sheets: Mapping[str, Sheet], number: str, name: str) -> AccountLine | None:
    """A row of a two-sided table."""
    sheet = sheets.get(number)
    return find((*sheet.table.income, *sheet.table.spending), name) if sheet else None


def side(sheets: Mapping[str, Sheet], number: str, name: str, column: int = 0) -> Figure | None:
    """A figure of a two-sided table."""
    return sheets[number].at(side_line(sheets, number, name), column) if number in sheets else None


def whole(sheets: Mapping[str, Sheet], number: str, column: int = 0) -> Figure | None:
    """A figure of the row 合计 of a one-sided table."""
    sheet = sheets.get(number)
    return sheet.at(sheet.total_line(), column) if sheet else None


def _totals(sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    yield from _equal(
        sheets,
        whole(sheets, "02"),
        side(sheets, "01", "本年收入合计"),
        "02",
        Words("02 表合计等于 01 表本年收入合计", "total of 02 is the year's income of 01"),
    )
    yield from _equal(
        sheets,
        whole(sheets, "03"),
        side(sheets, "01", "本年支出合计"),
        "03",
        Words("03 表合计等于 01 表本年支出合计", "total of 03 is the year's spending of 01"),
    )
    general = side(sheets, "04", "本年支出合计", 1)
    what = Words(
        "05 表合计等于 04 表一般公共预算财政拨款本年支出", "total of 05 is the general budget's spending of 04"
    )
    yield from _equal(sheets, whole(sheets, "05"), general, "05", what)
    five, three = whole(sheets, "05"), whole(sheets, "03")
    if five and three:
        what = Words("03 表支出合计不小于 05 表一般公共预算财政拨款支出", "spending of 03 is no less than that of 05")
        yield at_least("FA-CROSS", sheets["03"].name, three, five, what)


def _classes(sheets: Mapping[str, Sheet], detail: str, summary: str) -> Iterator[Finding]:
    """Class rows of a detailed table against the summary's spending side."""
    if detail not in sheets or summary not in sheets:
        return
    column = 1 if summary == "04" else 0
    for line in classes(sheets[detail].table.rows):
        target = find(sheets[summary].table.spending, plain_name(line))
        one, other = sheets[detail].at(line), sheets[summary].at(target, column)
        name = f"{line.code}{plain_name(line)}"
        what = Words(f"{name}：{detail} 表与 {summary} 表", f"{name}: tables {detail} and {summary}")
        yield from _equal(sheets, one, other, detail, what)


def _fiscal_income(sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    if "01" not in sheets:
        return
    lines = sheets["01"].table.income
    rows = [line for name in _FISCAL if (line := starting(lines, name))]
    parts = [part for part in (sheets["01"].at(line) for line in rows) if part]
    total = whole(sheets, "02", 1)
    if total and parts:
        what = Words("02 表财政拨款收入等于 01 表三项财政拨款", "fiscal income of 02 is the three of 01")
        yield sum_finding("FA-CROSS", sheets["02"].name, total, parts, what)
    if "04" in sheets:
        for name in _FISCAL:
            one = sheets["04"].at(starting(sheets["04"].table.income, name))
            what = Words(f"{name}收入：04 表与 01 表", f"income from {name}: tables 04 and 01")
            yield from _equal(sheets, one, sheets["01"].at(starting(lines, name)), "04", what)


def _basic(sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    basic = whole(sheets, "05", 1)
    if "06" not in sheets or not basic:
        return
    sheet = sheets["06"]
    named = [sheet.at(starting(sheet.table.rows, name)) for name in ("人员经费", "公用经费")]
    parts = [part for part in named if part]
    if len(parts) < 2:
        parts = figures((line.values[0] for line in classes(sheet.table.rows) if line.values), sheet.unit)
    if parts:
        what = Words("05 表基本支出等于 06 表人员经费加公用经费", "basic spending of 05 is staff and office of 06")
        yield sum_finding("FA-CROSS", sheet.name, basic, parts, what)


def _public(sheets: Mapping[str, Sheet]) -> Iterator[Finding]:
    if "06" not in sheets or "07" not in sheets:
        return
    spent = public_sides(sheets["07"]).get("决算数", {})
    for key, code in _BASIC_ITEMS.items():
        line = next((line for line in sheets["06"].table.rows if line.code == code), None)
        small, big = sheets["06"].at(line), spent.get(key)
        if small and big and not is_zero(small):
            name = _PUBLIC_NAMES[key]
            what = Words(f"07 表{name}不小于 06 表 {code}", f"{name} of 07 is no less than {code} of 06")
            yield at_least("FA-PUBLIC", sheets["07"].name, big, small, what)
