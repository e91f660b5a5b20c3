"""Tables that were read but that no check knows: said, not passed over in silence."""

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


def unchecked(file: ReadFile) -> tuple[UnreadPart, ...]:
    """The final-accounts tables outside the national set of nine, and second ones of one number, each with the reason."""
    return tuple(_parts(file))


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
