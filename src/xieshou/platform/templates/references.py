"""Cell references in Excel formulas and ranges, moved as rows are repeated."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_CELL = r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})"
_SHEET = r"(?:'(?:[^']|'')+'|[A-Za-z_\u0080-\uffff][\w.\u0080-\uffff]*)!"
_TOKEN = re.compile(
    rf'"(?:[^"]|"")*"|(?<![\w.$])(?P<sheet>{_SHEET})?'
    r"(?P<ref>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?::\$?[A-Za-z]{1,3}\$?[0-9]{1,7})?|\$?[0-9]{1,7}:\$?[0-9]{1,7})(?![\w(.!])"
)
_END = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]{1,7})")
A1 = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# what cannot be followed: names of tables, sheets in a run, references made of text, fetching from the network
UNFOLLOWED = re.compile(r"\[|\b(?:INDIRECT|WEBSERVICE)\s*\(|[\w']:[^!:,()]+!", re.IGNORECASE)


@dataclass(frozen=True)
class RowMap:
    """How often each repeated row of a sheet stands in the result; other rows stand once."""

    times: Mapping[int, int]

    def first(self, row: int) -> int:
        """Where a row, or its first copy, stands."""
        return row + sum(count - 1 for repeated, count in self.times.items() if repeated < row)

    def last(self, row: int) -> int:
        """Where a row, or its last copy, stands."""
        return self.first(row) + self.times.get(row, 1) - 1

    def span(self, ref: str) -> str:
        """A range or cell that covers every copy of its rows: `A5:B7`, `A5`, `$1:$3`."""
        begin, _, end = ref.partition(":")
        low, high = _moved(begin, self.first), _moved(end or begin, self.last)
        return low if low == high else f"{low}:{high}"


ONCE = RowMap({})


@dataclass(frozen=True)
class Here:
    """Where a formula stands: sheet, row of the template, and which copy of the row (from 0)."""

    sheet: str
    row: int
    copy: int


def references(formula: str, sheet: str) -> Iterator[tuple[str, str]]:
    """Sheet and reference of each in a formula that stands on `sheet`."""
    for token in _TOKEN.finditer(formula):
        if token["ref"]:
            yield _sheet_name(token["sheet"], sheet), token["ref"]


def rows_of(ref: str) -> tuple[int, int]:
    """First and last row of a reference."""
    begin, _, end = ref.partition(":")
    return _row(begin), _row(end or begin)


def shifted(formula: str, here: Here, maps: Mapping[str, RowMap]) -> str:
    """The formula as it must be where it stands in the result.

    In a repeated row, a relative reference to the row itself follows each copy; a range over repeated rows grows.
    """

    def move(sheet: str, ref: str) -> str:
        rows = maps.get(sheet, ONCE)
        begin, _, end = ref.partition(":")
        own = here.row if sheet == here.sheet and here.row in rows.times else -1
        low = _moved(begin, _own(begin, own, rows, here.copy) or rows.first)
        if not end:
            return low
        return f"{low}:{_moved(end, _own(end, own, rows, here.copy) or rows.last)}"

    return _each(formula, here.sheet, move)


def _own(end: str, own: int, rows: RowMap, copy: int) -> Callable[[int], int] | None:
    """For a reference to the very row the formula stands in: a relative one goes with the copy, a fixed one stays."""
    found = _END.fullmatch(end)
    if found is None or int(found[4]) != own:
        return None
    return rows.first if found[3] else (lambda row: rows.first(row) + copy)


def copied(formula: str, down: int, right: int) -> str:
    """The formula as Excel writes it when it is copied so many rows down and columns right."""

    def move(_: str, ref: str) -> str:
        return ":".join(_offset(end, down, right) for end in ref.split(":"))

    return _each(formula, "", move)


def _each(formula: str, sheet: str, move: Callable[[str, str], str]) -> str:
    def one(token: re.Match[str]) -> str:
        if not token["ref"]:
            return token[0]
        return (token["sheet"] or "") + move(_sheet_name(token["sheet"], sheet), token["ref"])

    return _TOKEN.sub(one, formula)


def _sheet_name(qualifier: str | None, own: str) -> str:
    if not qualifier:
        return own
    name = qualifier[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _row(end: str) -> int:
    found = _END.fullmatch(end)
    return int(found[4]) if found else 0


def _moved(end: str, where: Callable[[int], int]) -> str:
    found = _END.fullmatch(end)
    return f"{found[1]}{found[2]}{found[3]}{where(int(found[4]))}" if found else end


def _offset(end: str, down: int, right: int) -> str:
    found = _END.fullmatch(end)
    if found is None:
        return end
    # in `$3` of whole rows the first mark is the row's own
    is_row_fixed = bool(found[3]) or (not found[2] and bool(found[1]))
    column = found[2] if found[1] or not found[2] else letters(column_number(found[2]) + right)
    return f"{found[1]}{column}{found[3]}{int(found[4]) + (0 if is_row_fixed else down)}"


def column_number(column: str) -> int:
    """`A` → 1, `AB` → 28."""
    number = 0
    for letter in column.upper():
        number = number * 26 + ord(letter) - 64
    return number


def letters(number: int) -> str:
    """1 → `A`, 28 → `AB`."""
    column = ""
    while number:
        number, left = divmod(number - 1, 26)
        column = chr(65 + left) + column
    return column
