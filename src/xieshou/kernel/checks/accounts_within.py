"""Final accounts: sums within one table (公开 01–09)."""

import re
from collections.abc import Iterator, Sequence

from xieshou.kernel.checks.accounts_sheet import Sheet, children, classes, find, plain_name, starting
from xieshou.kernel.checks.figures import Figure, is_rounded_unit, judge_equal
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, as_it_is, finding, sum_finding
from xieshou.kernel.exact import ZERO
from xieshou.kernel.reading import AccountLine, Finding
from xieshou.kernel.wording import Words

_YEAR_TOTAL = ("本年收入合计", "本年支出合计")
_BALANCE = re.compile("结余|结转|分配")
_SOURCES = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
_LISTED = tuple(
    (re.compile(form), key)
    for form, key in (
        ("合计|^“?三公”?经费", "total"), ("出国", "abroad"), ("接待", "reception"), ("购置及运行|购置和运行", "car"),
        ("用车运行|运行维护", "run"), ("用车购置|购置费", "buy"),
    )
)  # fmt: skip
_NESTED = re.compile("其中|人员经费|公用经费")  # columns that divide the one before them
_STAFF, _OFFICE = ("301", "303"), ("302", "307", "309", "310", "311", "312", "313", "399")


def check_within(sheet: Sheet) -> Iterator[Finding]:
    """FA-SUM, FA-TREE, FA-COLUMNS, FA-BASIC, FA-PUBLIC and FA-EMPTY of one table."""
    number = sheet.number
    if sheet.table.income or sheet.table.spending:
        yield from _two_sided(sheet)
    elif number == "06":
        yield from _basic(sheet)
    elif number == "07":
        yield from _public(sheet)
    else:
        yield from _tree(sheet)
        yield from _columns(sheet)
    if number in ("08", "09"):
        yield from _empty(sheet)


# --- 01 and 04 ---


def _two_sided(sheet: Sheet) -> Iterator[Finding]:
    for lines in (sheet.table.income, sheet.table.spending):
        for column in range(max((len(line.values) for line in lines), default=0)):
            yield from _side(sheet, lines, column)
    yield from _row_sums(sheet)
    yield from _balance(sheet)


def _side(sheet: Sheet, lines: Sequence[AccountLine], column: int) -> Iterator[Finding]:
    year, grand = find(lines, *_YEAR_TOTAL), find(lines, "总计", "合计")
    if year is None:
        return
    cut = lines.index(year)
    whole, parts = sheet.at(year, column), sheet.column_of(_plain(lines[:cut]), column)
    if whole and parts:
        yield sum_finding("FA-SUM", sheet.name, whole, parts, as_it_is(plain_name(year)))
    after = [line for line in lines[cut + 1 :] if _BALANCE.search(line.name)]
    total, terms = sheet.at(grand, column), [whole, *sheet.column_of(after, column)]
    known = [term for term in terms if term]
    if total and known and whole:
        yield sum_finding("FA-SUM", sheet.name, total, known, _grand(plain_name(year)))
    yield from _carried(sheet, lines[cut + 1 :], after, column)


def _grand(name: str) -> Words:
    return Words(f"{name}加结转结余等于总计", f"{name} with what was carried over is the grand total")


def _plain(lines: Sequence[AccountLine]) -> list[AccountLine]:
    return [line for line in lines if line.name.strip() and not line.name.strip().startswith("其中")]


def _carried(
    sheet: Sheet, lines: Sequence[AccountLine], heads: Sequence[AccountLine], column: int
) -> Iterator[Finding]:
    """04: what was carried over is divided by source."""
    head = next((line for line in heads if "财政拨款" in line.name), None)
    whole, parts = (
        sheet.at(head, column),
        sheet.column_of([line for line in lines if plain_name(line) in _SOURCES], column),
    )
    if whole and parts:
        yield sum_finding("FA-SUM", sheet.name, whole, parts, as_it_is(plain_name(head) if head else ""))


def _row_sums(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.table.spending:
        whole, parts = sheet.at(line), sheet.row_of(line, range(1, len(line.values)))
        if whole and parts:
            yield sum_finding("FA-COLUMNS", sheet.name, whole, parts, _columns_of(plain_name(line)))


def _columns_of(name: str) -> Words:
    return Words(f"{name} 合计等于各列", f"{name}: the total is its columns")


def _balance(sheet: Sheet) -> Iterator[Finding]:
    left, right = (sheet.at(find(lines, "总计", "合计")) for lines in (sheet.table.income, sheet.table.spending))
    if left and right:
        yield equal_finding("FA-SUM", sheet.name, left, right, Words("收入总计等于支出总计", "income equals spending"))


def equal_finding(code: str, name: str, one: Figure, other: Figure, what: Words) -> Finding:
    """Two figures that must be the same."""
    verdict = judge_equal(one, other, rounded=is_rounded_unit(one.unit))
    text = Words(f"{what.zh}：{one} 与 {other}", f"{what.en}: {one} and {other}")
    return finding(code, verdict, one.spot, name, str(one), str(other), text, others=[other.spot])


# --- 02, 03, 05, 08, 09 ---


def _tree(sheet: Sheet) -> Iterator[Finding]:
    lines, top = sheet.table.rows, sheet.total_line()
    for column in range(sheet.width):
        for parent in lines:
            if parent.code:
                yield from _branch(sheet, parent, children(lines, parent), column)
        if top is not None:
            yield from _branch(sheet, top, classes(lines), column)


def _branch(sheet: Sheet, parent: AccountLine, below: Sequence[AccountLine], column: int) -> Iterator[Finding]:
    whole, parts = sheet.at(parent, column), sheet.column_of(below, column)
    if whole and parts:
        what = as_it_is(f"{parent.code}{plain_name(parent)} {sheet.header(column)}")
        yield sum_finding("FA-TREE", sheet.name, whole, parts, what)


def _columns(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.table.rows:
        if sheet.number == "08" and len(line.values) >= 6:
            yield from _fund_row(sheet, line)
            continue
        columns = [c for c in range(1, len(line.values)) if not _NESTED.search(sheet.header(c))]
        whole, parts = sheet.at(line), sheet.row_of(line, columns)
        if whole and parts:
            yield sum_finding("FA-COLUMNS", sheet.name, whole, parts, _columns_of(f"{line.code}{plain_name(line)}"))


def _fund_row(sheet: Sheet, line: AccountLine) -> Iterator[Finding]:
    """08: 年初结转 + 本年收入 − 本年支出 = 年末结转; 本年支出 = 基本 + 项目."""
    start, income, spent, basic, project, end = (sheet.at(line, column) for column in range(6))
    parts = [part for part in (basic, project) if part]
    if spent and parts:
        name = plain_name(line)
        what = Words(f"{name} 支出小计等于基本加项目", f"{name}: spending is basic and project spending")
        yield sum_finding("FA-COLUMNS", sheet.name, spent, parts, what)
    if end is None or not (start or income or spent):
        return
    terms = [term for term in (start, income) if term]
    minus = [_negative(spent)] if spent else []
    name = plain_name(line)
    what = Words(f"{name} 年初加收入减支出等于年末", f"{name}: opening and income less spending is closing")
    yield sum_finding("FA-SUM", sheet.name, end, terms + minus, what)


def _negative(figure_: Figure) -> Figure:
    return Figure(-figure_.value, figure_.places, "-" + figure_.text, figure_.spot, figure_.unit, figure_.label)


def _empty(sheet: Sheet) -> Iterator[Finding]:
    table = sheet.table
    if any(sheet.at(line, column) for line in table.rows for column in range(len(line.values))):
        return
    has = table.empty_statement is not None and table.empty_statement.text.strip() != ""
    shown = table.empty_statement.text.strip() if table.empty_statement else "（没有说明）"
    text = Words("表中没有数，有说明", "an empty table with its statement")
    text = text if has else Words("表中没有数，也没有说明", "an empty table without a statement")
    yield finding("FA-EMPTY", OK if has else QUESTION, table.spot, sheet.name, shown, "", text)


# --- 06 ---


def _basic(sheet: Sheet) -> Iterator[Finding]:
    lines = sheet.table.rows
    for parent in classes(lines):
        yield from _sum_of_class(sheet, parent)
    for name, codes in (("人员经费", _STAFF), ("公用经费", _OFFICE)):
        whole = sheet.at(starting(lines, name))
        parts = sheet.column_of([line for line in classes(lines) if line.code in codes], 0)
        if whole and parts:
            what = Words(f"{name}合计等于 {'、'.join(codes)} 类", f"{name} is the classes {', '.join(codes)}")
            yield sum_finding("FA-BASIC", sheet.name, whole, parts, what)


def _sum_of_class(sheet: Sheet, parent: AccountLine) -> Iterator[Finding]:
    below = children(sheet.table.rows, parent)
    for column in range(len(parent.values)):
        whole, parts = sheet.at(parent, column), sheet.column_of(below, column)
        if whole and parts:
            name = f"{parent.code}{plain_name(parent)}"
            what = Words(f"{name}等于各款", f"{name} is its items")
            yield sum_finding("FA-BASIC", sheet.name, whole, parts, what)


# --- 07 ---


def public_sides(sheet: Sheet) -> dict[str, dict[str, Figure]]:
    """预算数 and 决算数 of 07, each {total, abroad, car, buy, run, reception}, as far as printed."""
    keys = ("total", "abroad", "car", "buy", "run", "reception")
    line = next((line for line in sheet.table.rows if len([v for v in line.values if v]) >= 4), None)
    if line is None:
        return _listed_sides(sheet)
    names = ("预算数", "决算数") if len(line.values) >= 12 else ("决算数",)
    sides = {}
    for number, name in enumerate(names):
        cells = ((key, sheet.at(line, 6 * number + place)) for place, key in enumerate(keys))
        sides[name] = {key: cell for key, cell in cells if cell}
    return sides


def _listed_sides(sheet: Sheet) -> dict[str, dict[str, Figure]]:
    """The same of a table with a row for each kind of expense and columns for budget and final figure."""
    sides: dict[str, dict[str, Figure]] = {}
    for column in range(sheet.width):
        name = next((word for word in ("预算数", "决算数") if word[:2] in sheet.header(column)), "")
        found = {
            key: cell
            for line in sheet.table.rows
            if (key := _kind_of(plain_name(line))) and (cell := sheet.at(line, column))
        }
        if name and len(found) >= 3:
            sides.setdefault(name, found)
    return sides


def _kind_of(name: str) -> str:
    return next((key for form, key in _LISTED if form.search(name)), "")


def _public(sheet: Sheet) -> Iterator[Finding]:
    for name, side in public_sides(sheet).items():
        for whole, parts in (("total", ("abroad", "car", "reception")), ("car", ("buy", "run"))):
            terms = [side[key] for key in parts if key in side]
            if whole in side and terms:
                what = as_it_is(f"{name}{'合计' if whole == 'total' else '公务用车购置及运行费'}")
                yield sum_finding("FA-PUBLIC", sheet.name, side[whole], terms, what)


def at_least(code: str, name: str, big: Figure, small: Figure, what: Words) -> Finding:
    """A figure that must not be smaller than another."""
    near = judge_equal(big, small, rounded=True)
    verdict = OK if big.value >= small.value or near is not MISMATCH else MISMATCH
    return finding(
        code,
        verdict,
        big.spot,
        name,
        str(big),
        f"≥{small}",
        Words(f"{what.zh}：{big} 与 {small}", f"{what.en}: {big} and {small}"),
        others=[small.spot],
    )


def is_zero(figure_: Figure | None) -> bool:
    """Whether nothing or zero is printed."""
    return figure_ is None or figure_.value == ZERO
