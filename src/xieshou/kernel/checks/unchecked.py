"""What was read but not checked: tables that no check knows, rows that were not read with certainty. Said, not passed over in silence."""

from collections.abc import Iterator

from xieshou.kernel.checks.accounts_sheet import role
from xieshou.kernel.checks.report import table_name
from xieshou.kernel.reading import ReadFile, ReadTable, TableKind, UnreadPart
from xieshou.kernel.wording import Words

_OTHER = Words(
    "不是决算公开 01–09 表，没有核对规则，只读不核",
    "none of the nine tables of the accounts: no rule for it, read only",
)
_SECOND = Words(
    "同一文件里已有同样的一张表，只核对第一张", "the file has such a table already: only the first was checked"
)


_SHOWN, _LONGEST = 5, 24  # names of rows, characters of a name


def unchecked(file: ReadFile) -> tuple[UnreadPart, ...]:
    """Final-accounts tables outside the national set of nine, second ones of one number, and rows whose cells could not be
    told apart with proof, each with the reason."""
    return (*_parts(file), *(part for table in file.tables for part in _uncertain(table)))


def _uncertain(table: ReadTable) -> Iterator[UnreadPart]:
    """The rows of indicators and scores that no check rests on."""
    rows = [row.name for row in table.indicators if row.uncertain]
    rows += [item.name for item in table.items if item.uncertain]
    if not rows:
        return
    names = [f"“{name.text[:_LONGEST]}”" for name in rows[:_SHOWN]]
    zh, en = "、".join(names) + ("等" if len(rows) > _SHOWN else ""), ", ".join(names)
    yield UnreadPart(
        rows[0].spot,
        f"{table_name(table)}：{len(rows)} 行各格的归属没有把握，只读不核：{zh}",
        f"{table_name(table)}: cells not certain, read and not checked in {len(rows)} of its rows: {en}",
    )


def _parts(file: ReadFile) -> Iterator[UnreadPart]:
    seen: set[str] = set()
    for table in file.tables:
        if table.kind is not TableKind.ACCOUNTS:
            continue
        number = role(table)
        if not number:
            yield _part(table, _OTHER)
        elif number in seen:
            yield _part(table, _SECOND)
        seen.add(number)


def _part(table: ReadTable, reason: Words) -> UnreadPart:
    name = table_name(table)
    return UnreadPart(table.spot, f"{name}：{reason.zh}", f"{name}: {reason.en}")
