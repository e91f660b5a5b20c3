"""Reads the tables of final accounts (部门决算公开 01–09): rows by their codes and line numbers, figures by their sums."""

import re
from collections.abc import Sequence
from dataclasses import replace

from xieshou.documents.read.forms import ACCOUNT_NUMBER, ACCOUNT_TITLES, amount_unit, plain
from xieshou.documents.read.lines import Line, seen
from xieshou.documents.read.recognise import Region
from xieshou.documents.read.self_evaluation import year_in
from xieshou.documents.read.text_codes import CodedRow, coded_rows
from xieshou.documents.read.text_place import exact_of, placements, same, three_public
from xieshou.documents.read.text_tree import placed_rows
from xieshou.documents.read.text_two_sided import two_sided
from xieshou.documents.read.text_words import Word, words_of
from xieshou.kernel.exact import ZERO, Exact, total
from xieshou.kernel.reading import AccountLine, ReadTable, Seen, TableKind, UnreadPart

COLUMNS: dict[str, tuple[str, ...]] = {
    "02": ("本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"),
    "03": ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"),
    "05": ("小计", "基本支出", "项目支出"),
    "08": ("年初结转和结余", "本年收入", "本年支出小计", "基本支出", "项目支出", "年末结转和结余"),
    "09": ("合计", "基本支出", "项目支出"),
}
THREE_PUBLIC = tuple(
    f"{when}{what}"
    for when in ("预算数", "决算数")
    for what in (
        "合计",
        "因公出国（境）费",
        "公务用车购置及运行费小计",
        "公务用车购置费",
        "公务用车运行费",
        "公务接待费",
    )
)
_MOST_COLUMNS = 24
_FEWEST_COLUMNS = 3  # that count without the word 栏次
_COUNTS = {"".join(map(str, range(1, count + 1))): count for count in range(1, _MOST_COLUMNS)}
_TWO_SIDED = {"01": (1, 1), "04": (1, 4)}
_EMPTY = re.compile("无[^，。]*(?:收入|支出|预算|数据)|没有[^，。]*(?:收入|支出)|本表(?:为空|无数据)")


def read_accounts(lines: Sequence[Line], region: Region, document: str) -> tuple[ReadTable, list[UnreadPart]]:
    """One table; `document` is not used, the signature is that of all readers."""
    head = lines[region.start : region.body]
    body, notes = _notes(lines[region.body : region.end])
    number = _number(head, region.title)
    table = ReadTable(
        TableKind.ACCOUNTS,
        region.title or (ACCOUNT_TITLES.get(number) or ("决算公开表",))[0],
        lines[region.start].spot(),
        number=number,
        year=year_in([line.text for line in (*head, *body[:4])]),
        unit_name=_office(body),
        amount_unit=next((unit for line in (*head, *body[:6]) if (unit := amount_unit(line.text))), None),
        # a page may begin between the note and the sentence that says that the table is empty
        empty_statement=_statement([*notes, *(lines[region.end : region.end + 1] if notes else ())]),
    )
    table = _with_rows(table, body)
    return table, _unread(table)


def _number(head: Sequence[Line], title: str) -> str:
    """The number of the table: by its title where that is a known one, as provinces number differently, else as printed."""
    short = plain(title)
    for number, titles in ACCOUNT_TITLES.items():
        if short in {plain(name) for name in titles}:
            return number
    found = next((match for line in head if (match := ACCOUNT_NUMBER.fullmatch(plain(line.text)))), None)
    return found[1].zfill(2) if found else ""


def _notes(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    for at, line in enumerate(lines):
        if plain(line.text).startswith("注:"):
            return list(lines[:at]), list(lines[at:])
    return list(lines), [line for line in lines[-3:] if _EMPTY.search(line.text)]


def _statement(notes: Sequence[Line]) -> Seen | None:
    return next((seen(line.text, line) for line in notes if _EMPTY.search(line.text)), None)


def _office(body: Sequence[Line]) -> Seen | None:
    for line in body[:6]:
        found = re.match(r"(?:编制)?(?:部门|单位)(?:名称)?[:：]\s*(.+?)(?:\s+(?:金额)?单位[:：].*)?$", line.text)
        if found and amount_unit(line.text) != found[1]:
            return seen(found[1].strip(), line)
    return None


# --- rows ---


def _with_rows(table: ReadTable, body: Sequence[Line]) -> ReadTable:
    start, counts = _figures_start(body)
    words = words_of(body[start:])
    if table.number in _TWO_SIDED or _is_two_sided(body[:start]):
        left, right = _TWO_SIDED.get(table.number, (1, 1))
        income, spending = two_sided(words, left, right)
        return replace(table, income=income, spending=one_fund(income, spending))
    if "三公" in table.title:
        return _three_public(table, words, counts)
    if table.number == "06" or ("基本支出" in table.title and "经济分类" in "".join(line.text for line in body)):
        return replace(table, columns=("决算数",), rows=_economic(words))
    columns = _columns(table.number, counts, body[:start])
    return replace(table, columns=columns, rows=placed_rows(coded_rows(words), len(columns)))


def _figures_start(body: Sequence[Line]) -> tuple[int, int]:
    """The line after the header, and how many columns it counts (栏次 1 2 3 …), on one line or each on its own."""
    for at, line in enumerate(body):
        count = _counted(plain(line.text), line.text)
        if count:
            return at + 1, count
        used, count = _counted_below(body[at : at + _MOST_COLUMNS])
        if used:
            return at + used, count
    first = next(
        (
            at
            for at, line in enumerate(body)
            if re.match("合计|一、|[1-3][0-9]{2}(?:[0-9]{2}){0,2}(?: |$|[\u4e00-\u9fff])", line.text)
        ),
        len(body),
    )
    return first, 0


def _counted(text: str, printed: str) -> int:
    """How many columns a line counts; 0 for another line."""
    digits = re.sub("栏次", "", text)
    if digits in _COUNTS and (text != digits or _COUNTS[digits] >= _FEWEST_COLUMNS):
        return _COUNTS[digits]
    numbers = re.findall(r"(?<![0-9.,])[0-9]{1,2}(?![0-9.,])", printed)
    is_line = text.startswith("栏次") or (len(numbers) >= _FEWEST_COLUMNS and len(text) <= 40)
    return len(numbers) if is_line and [int(number) for number in numbers] == list(range(1, len(numbers) + 1)) else 0


def _counted_below(lines: Sequence[Line]) -> tuple[int, int]:
    """How many lines count columns, each with its number, and how many columns; `栏次` may stand before any."""
    count = used = 0
    for at, line in enumerate(lines):
        text = plain(line.text)
        if text == str(count + 1):
            count, used = count + 1, at + 1
        elif text != "栏次":
            break
    is_count = count >= _FEWEST_COLUMNS or (count and plain(lines[0].text) == "栏次")
    return (used, count) if is_count else (0, 0)


def _is_two_sided(header: Sequence[Line]) -> bool:
    text = plain("".join(line.text for line in header))
    return text.count("项目") >= 2 and "收入支出" in text and "行次" in text


def _columns(number: str, count: int, header: Sequence[Line]) -> tuple[str, ...]:
    """The names of the columns: the usual ones when all stand in the header and their number agrees."""
    usual = COLUMNS.get(number, ())
    if usual and count in (0, len(usual)):
        return usual
    text = plain("".join(line.text for line in header))
    known = sorted({name for names in COLUMNS.values() for name in names if name in text}, key=text.index)
    if len(known) == count:
        return tuple(known)
    return tuple(f"第{at + 1}栏" for at in range(count or len(usual)))


def one_fund(income: Sequence[AccountLine], spending: Sequence[AccountLine]) -> tuple[AccountLine, ...]:
    """Spending by kind of fund (04): with income from one kind only, the figure beside the total stands under that kind."""
    kinds = [at for at in range(3) if at < len(income) and any(income[at].values)]
    carried = {"一般公共预算财政拨款": 0, "政府性基金预算财政拨款": 1, "国有资本经营预算财政拨款": 2}
    kinds += [carried[row.name] for row in income[3:] if row.name in carried and any(row.values)]
    only = kinds[0] if len(set(kinds)) == 1 else None
    return tuple(_under_kind(row, only) for row in spending)


def _under_kind(row: AccountLine, only: int | None) -> AccountLine:
    printed = [value for value in row.values if value is not None]
    if only is None or len(row.values) != 4 or len(printed) != 2 or printed[0].text != printed[1].text:
        return row
    cells: list[Seen | None] = [printed[0], None, None, None]
    cells[1 + only] = printed[1]
    return replace(row, values=tuple(cells), uncertain=False)


def _three_public(table: ReadTable, words: Sequence[Word], counts: int) -> ReadTable:
    values = [word for word in words if word.is_figure]
    columns = THREE_PUBLIC if counts in (0, len(THREE_PUBLIC)) else tuple(f"第{at + 1}栏" for at in range(counts))
    if not values:
        return replace(table, columns=columns)
    row = CodedRow("", values[0], [], values)
    if len(values) == len(columns):
        return replace(table, columns=columns, rows=(row.line(range(len(columns)), len(columns)),))
    ways: list[tuple[int, ...]] = []
    if columns == THREE_PUBLIC and len(values) < len(columns):
        ways = placements([exact_of(word.text) for word in values], len(columns), three_public)
    places = ways[0] if ways else tuple(range(min(len(values), len(columns))))
    return replace(table, columns=columns, rows=(row.line(places, len(columns), uncertain=len(ways) != 1),))


def _economic(words: Sequence[Word]) -> tuple[AccountLine, ...]:
    """The economic classes in the order of their codes, then the totals; their blocks stand side by side."""
    rows = coded_rows(words, economic=True)
    classes = sorted((row for row in rows if row.code), key=lambda row: row.code)
    totals = [row for row in rows if not row.code]
    return tuple(row.line((0,), 1, uncertain=len(row.values) > 1) for row in (*classes, *totals))


# --- what other tables prove ---


def prove_columns(tables: Sequence[ReadTable], document: str) -> tuple[ReadTable, ...]:
    """The tables, columns that another one proves no longer uncertain.

    Income (02) stands under 财政拨款收入 when table 01 has that much of it; spending (03) under 基本支出 and 项目支出 when
    table 05, whose columns are all printed, has the same, or when the text names the two amounts so.
    """
    fiscal = _fiscal_income(tables)
    basic = _whole_total(tables, "05")
    text = document.replace("\n", "")
    return tuple(_proven(table, fiscal, basic, text) for table in tables)


def _fiscal_income(tables: Sequence[ReadTable]) -> Exact | None:
    table = next((table for table in tables if table.number == "01"), None)
    rows = table.income[:3] if table else ()
    values = [value for row in rows for value in row.values if value is not None]
    return total([exact_of(value.text) for value in values]) if values else None


def _whole_total(tables: Sequence[ReadTable], number: str) -> list[Exact]:
    rows = next((table.rows for table in tables if table.number == number), ())
    values = [value for value in rows[0].values if value is not None] if rows else []
    return [exact_of(value.text) for value in values] if rows and len(values) == len(rows[0].values) else []


def _proven(table: ReadTable, fiscal: Exact | None, basic: Sequence[Exact], text: str) -> ReadTable:
    if not table.rows or table.rows[0].code or not table.rows[0].uncertain:
        return table
    values = [exact_of(value.text) for value in table.rows[0].values if value is not None]
    by_income = table.number == "02" and len(values) == 2 and fiscal is not None and same(values[1], fiscal)
    by_spending = table.number == "03" and len(values) == 3 and (_is_same(values, basic) or _is_told(table, text))
    if not (by_income or by_spending):
        return table
    return replace(
        table, rows=tuple(replace(row, uncertain=row.uncertain and not _fits(row, values)) for row in table.rows)
    )


def _is_same(values: Sequence[Exact], basic: Sequence[Exact]) -> bool:
    return len(basic) == len(values) and all(map(same, values, basic))


def _is_told(table: ReadTable, text: str) -> bool:
    """Whether the text says that the second figure is 基本支出 and the third 项目支出."""
    printed = [value.text for value in table.rows[0].values if value is not None]
    return all(f"{name}{value}" in text for name, value in zip(("基本支出", "项目支出"), printed[1:], strict=True))


def _fits(row: AccountLine, top: Sequence[Exact]) -> bool:
    """Whether a row's figures stand in columns of the total and add up."""
    values = [exact_of(value.text) if value else ZERO for value in row.values]
    return all(not value for value in values[len(top) :]) and same(values[0], total(values[1:]), len(values))


def _unread(table: ReadTable) -> list[UnreadPart]:
    if table.rows or table.income or table.empty_statement:
        return []
    return [UnreadPart(table.spot, f"《{table.title}》没有可读的行")]
