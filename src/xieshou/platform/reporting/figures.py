"""Reading what people type into a cell as an exact decimal, and saying all that is wrong with a table at once."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from xieshou.lib.problems import Problem
from xieshou.lib.typing_slips import lost_by_spreadsheet
from xieshou.platform.reporting.models import Figure

MOST_DIGITS = 18


@dataclass(frozen=True)
class Cell:
    """One entry: the exact decimal as text, or none with the reason why."""

    value: str | None
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return self.value is None and not self.reason

    def stored(self) -> dict[str, str | None]:
        return {"value": self.value, "reason": self.reason}


def read_cell(figure: Figure, text: str, reason: str) -> tuple[Cell, list[Problem]]:
    """The cell, and what is wrong with it. A value with a reason keeps only the value."""
    plain = _plain(text, figure.unit)
    if not plain:
        return Cell(None, " ".join(reason.split())[:200]), []
    number = _number(plain)
    if number is None:
        if lost := lost_by_spreadsheet(text):
            return Cell(None), [replace(lost, where=figure.label)]
        return Cell(None), [_problem(figure, f"“{text.strip()}”不是数", "没有数据请留空并写原因，不要填“无”或“/”")]
    problems = _out_of_bounds(figure, number)
    return (Cell(None), problems) if problems else (Cell(_written(number)), [])


def _plain(text: str, unit: str) -> str:
    narrow = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "").replace("，", "")
    return narrow.removesuffix(unit)


def _number(plain: str) -> Decimal | None:
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    if not number.is_finite() or "E" in plain.upper() or len(number.as_tuple().digits) > MOST_DIGITS:
        return None
    return number


def _written(number: Decimal) -> str:
    """As entered, without a plus sign; zeros behind the point stay, they say how exact it is."""
    return f"{number:f}" if number else f"{abs(number):f}"


def _problem(figure: Figure, what: str, remedy: str = "") -> Problem:
    allowed = f"{'整数' if not figure.decimals else f'至多 {figure.decimals} 位小数'}，单位{figure.unit}"
    if figure.minimum:
        allowed += f"，不小于 {figure.minimum}"
    if figure.maximum:
        allowed += f"，不大于 {figure.maximum}"
    return Problem(what, figure.label, allowed, remedy)


def _out_of_bounds(figure: Figure, number: Decimal) -> list[Problem]:
    exponent = number.as_tuple().exponent
    found = []
    if isinstance(exponent, int) and -exponent > figure.decimals:
        found.append(_problem(figure, f"{number} 的小数位过多"))
    if figure.minimum and number < Decimal(figure.minimum):
        found.append(_problem(figure, f"{number} 过小"))
    if figure.maximum and number > Decimal(figure.maximum):
        found.append(_problem(figure, f"{number} 过大", "请检查单位是否填错"))
    return found


def read_table(
    figures: Iterable[Figure], typed: Mapping[str, tuple[str, str]], *, is_final: bool
) -> tuple[dict[str, Cell], list[Problem]]:
    """Every cell that was typed (code → text, reason), and every problem at once.

    `is_final`: handed in, so a cell may be empty only with a reason. Missing is not zero.
    """
    cells: dict[str, Cell] = {}
    problems: list[Problem] = []
    for figure in figures:
        text, reason = typed.get(figure.code, ("", ""))
        cell, wrong = read_cell(figure, text, reason)
        problems += wrong
        cells[figure.code] = cell
        if is_final and cell.is_empty and not wrong:
            problems.append(_problem(figure, "没有填", "确实没有数据的，留空并写明原因；为零请填 0"))
    return cells, problems
