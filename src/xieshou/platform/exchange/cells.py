"""Reading one cell as people and spreadsheets write it. Forgiving where nothing is lost, refusing where a guess would be needed."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from xieshou.lib.problems import Problem
from xieshou.lib.typing_slips import lost_by_spreadsheet
from xieshou.platform.exchange import periods
from xieshou.platform.exchange.columns import FEN_PER, Column, Kind

EXACT_DIGITS = 10**15  # a spreadsheet's number is exact below this
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0{1,2}:00(?::00)?)?")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[2-6]\d{4}(\.0+)?")
_SPREADSHEET_ERROR = re.compile(r"#(REF|VALUE|N/A|NAME\?|DIV/0|NUM|NULL)[!?]?")
_EPOCH = date(1899, 12, 30)


class Unreadable(Exception):
    """A cell that cannot be taken as written; the problem lacks only its place."""

    def __init__(self, what: str, allowed: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.problem = Problem(what, "", allowed, remedy)


def plain(raw: object) -> str:
    """Any cell's content as trimmed text, in half-width digits and letters. Missing is empty."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < EXACT_DIGITS else repr(raw)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if not (raw.hour or raw.minute or raw.second) else raw.isoformat(" ")
    text = str(raw)
    if text.isascii() and "\x00" not in text:
        return text.strip()
    return unicodedata.normalize("NFKC", text).replace("\x00", "").replace("\u200b", "").strip()


def as_written(raw: object) -> str:
    """Any cell's content as text, trimmed, its full-width punctuation kept."""
    return raw.strip().replace("\x00", "") if isinstance(raw, str) else plain(raw)


def read(column: Column, raw: object) -> Any:
    """The value of a cell: text, integer, date or bool; None when it is empty. Raises Unreadable.

    Organisations and regions stay text: who they are is found in the registers.
    """
    if raw is None or raw == "":
        return None
    if isinstance(raw, str) and _SPREADSHEET_ERROR.fullmatch(raw.strip()):
        raise Unreadable(f"单元格是公式错误 {raw.strip()}", column.allowed, "请改为数值后重新上传")
    return _READERS[column.kind](column, raw)


def _text(column: Column, raw: object) -> str | None:
    text = as_written(raw)
    if len(text) > column.max_length:
        raise Unreadable(f"有 {len(text)} 字，太长", f"不超过 {column.max_length} 字", "请缩短")
    return text or None


def _code(column: Column, raw: object) -> str | None:
    """Codes are text; a number in a cell is taken only while every digit is surely there."""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= EXACT_DIGITS:
        raise Unreadable(
            f"“{raw:.6G}”在表格中是数字，15 位以后的数字已经丢失", "完整的号码", "请把这一列的格式设为“文本”后重新填写"
        )
    lost = lost_by_spreadsheet(str(raw)) if isinstance(raw, str) else None
    if lost is not None:
        raise Unreadable(lost.what, lost.allowed, lost.remedy)
    return _text(column, plain(raw).lstrip("'‘’`").replace(" ", ""))


def _whole(column: Column, raw: object) -> int | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return _bounded(column, raw)
    text = plain(raw)
    if not text:
        return None
    number = _decimal(column, _without_unit(text, column.unit))
    if number != number.to_integral_value():
        raise Unreadable(f"“{text}”不是整数", column.allowed)
    return _bounded(column, int(number))


def _without_unit(text: str, unit: str) -> str:
    return text[: -len(unit)].rstrip() if unit and text.endswith(unit) else text


MOST_DIGITS = 40


def _decimal(column: Column, text: str) -> Decimal:
    try:
        number = Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:  # 1e9999 would fill the memory
        raise Unreadable(f"“{text}”不是数", column.allowed, "只填数字；不知道的请留空，没有发生的填 0")
    return number


def _bounded(column: Column, number: int) -> int:
    if not column.least <= number <= column.most:
        raise Unreadable(f"{number} 超出范围", column.allowed, "请核对单位和位数")
    return number


def _money(column: Column, raw: object) -> int | None:
    """An amount in integer 分; a unit written in the cell goes before the column's."""
    text = plain(raw)
    if not text:
        return None
    unit, digits = column.unit or "元", text.removeprefix("¥").removeprefix("￥")
    for written, meant in (("亿元", "亿元"), ("万元", "万元"), ("亿", "亿元"), ("万", "万元"), ("元", "元")):
        if digits.endswith(written):
            unit, digits = meant, digits[: -len(written)].rstrip()
            break
    fen = _decimal(column, digits) * FEN_PER[unit]
    if fen != fen.to_integral_value():
        raise Unreadable(f"“{text}”比一分钱还细", column.allowed, "请四舍五入到分")
    return _bounded(column, int(fen))


def _date(column: Column, raw: object) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = plain(raw)
    if not text:
        return None
    found = _DATE.fullmatch(text) or _COMPACT_DATE.fullmatch(text)
    if found is None:
        raise _no_date(column, text)
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        raise Unreadable(f"“{text}”不是历法上有的日期", column.allowed) from None


def _no_date(column: Column, text: str) -> Unreadable:
    if _SERIAL.fullmatch(text):
        day = _EPOCH + timedelta(days=int(float(text)))
        return Unreadable(
            f"“{text}”像是表格里的日期序号（{day}）", column.allowed, "请把这一列的格式设为“日期”后重新填写"
        )
    return Unreadable(f"“{text}”读不成日期", column.allowed)


def _period(column: Column, raw: object) -> str | None:
    text = plain(raw)
    if not text:
        return None
    code = periods.read(text)
    if code is None:
        raise Unreadable(f"“{text}”读不成时期", column.allowed)
    return code


def _choice(column: Column, raw: object) -> str | None:
    text = plain(raw)
    if not text:
        return None
    for code, label in column.choices:
        if text in (code, str(label)):
            return code
    raise Unreadable(f"“{text}”不在选项中", column.allowed)


def _flag(column: Column, raw: object) -> bool | None:
    text = plain(raw).lower()
    if text in {"是", "√", "✓", "y", "yes", "true", "1", "on"}:
        return True
    if text in {"否", "×", "n", "no", "false", "0"}:
        return False
    raise Unreadable(f"“{text}”不是“是”或“否”", column.allowed)


_READERS: dict[Kind, Callable[[Column, object], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.CODE: _code,
    Kind.WHOLE: _whole,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.PERIOD: _period,
    Kind.CHOICE: _choice,
    Kind.FLAG: _flag,
    Kind.ORGANISATION: _text,
    Kind.REGION: _text,
}


def shown(column: Column, value: object) -> str:
    """A stored value as a person reads it, in the column's unit. Missing is empty, zero is 0."""
    if value is None or value == "":
        return ""
    if column.kind is Kind.MONEY and isinstance(value, int):
        return money(value, column.unit or "元")
    if column.kind is Kind.CHOICE:
        return str(dict(column.choices).get(str(value), value))
    if column.kind is Kind.FLAG:
        return "是" if value else "否"
    if column.kind is Kind.PERIOD:
        return periods.shown(str(value))
    return str(value)


def money(fen: int, unit: str) -> str:
    """Integer 分 in a unit, exact: no trailing zeros beyond the second decimal."""
    whole, rest = divmod(abs(fen), FEN_PER[unit])
    digits = len(str(FEN_PER[unit])) - 1
    decimals = f"{rest:0{digits}d}".rstrip("0").ljust(min(2, digits), "0")
    return f"{'-' if fen < 0 else ''}{whole:,}.{decimals}"
