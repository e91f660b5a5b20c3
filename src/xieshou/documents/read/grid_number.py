"""What a workbook shows for a stored number: its number format applied, without the noise of binary fractions.

`0.1+0.2` is stored as 0.30000000000000004 and shown as 0.3; 0.9862 under the format `0.00%` was published as 98.62%.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

DIGITS = 15  # significant decimal digits that a stored number carries
ENTERED = 4  # decimals that somebody entered; more come from a calculation
GENERAL_WIDTH = 10  # digits the general format shows of a number with decimals
MAX_NUMBER = 60

BUILT_IN: Mapping[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy/m/d",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    31: 'yyyy"年"m"月"d"日"',
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    41: "#,##0",
    42: "#,##0",
    43: "#,##0.00",
    44: "#,##0.00",
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}

_CONTEXT = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=MAX_NUMBER + 20, rounding=ROUND_HALF_UP)
_TOKEN = re.compile(r'"[^"]*"|[\\!].|_.|\*.|\[[^\]]*\]|General|G/通用格式|[#0?.,]+|%|[yYmMdDhHsS]+|@|[Ee][+-]|.', re.S)
_PLACES = re.compile(r"[#0?][#0?.,]*")


def shown(stored: str, code: str, *, from_1904: bool = False) -> str:
    """The text shown for a stored number under a format; the stored text when it is no number."""
    number = decimal(stored)
    if number is None:
        return stored
    sections = _sections(code)
    section = sections[1] if number < 0 and len(sections) > 1 else sections[0]
    kinds = {kind for kind, _ in section}
    if "date" in kinds and number >= 0:
        return _date(number, section, from_1904) or general(number)
    if "places" not in kinds:
        return general(number)
    return _figure(abs(number) if number < 0 and len(sections) > 1 else number, section, negative=number < 0)


def decimal(stored: str) -> Decimal | None:
    """The number that was meant: the stored one at 15 significant digits."""
    try:
        number = _CONTEXT.create_decimal(stored.strip()) if len(stored) <= MAX_NUMBER else None
    except InvalidOperation:
        return None
    if number is None or not number.is_finite() or not -MAX_NUMBER < number.adjusted() < MAX_NUMBER // 2:
        return None
    return number


def general(number: Decimal) -> str:
    """The general format: as many decimals as there are; of a result with many, at most ten digits in all."""
    whole = max(1, number.adjusted() + 1)
    decimals = -int(number.normalize().as_tuple().exponent)
    short = _rounded(number, decimals if 0 < decimals <= ENTERED else max(0, GENERAL_WIDTH - whole))
    text = f"{short:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), context=_WIDE)


Section = tuple[tuple[str, str], ...]  # kind and text of each piece


@lru_cache(maxsize=512)
def _sections(code: str) -> tuple[Section, ...]:
    """The pieces of a format, by section: literal text, places of digits, per cent, parts of a date."""
    sections: list[list[tuple[str, str]]] = [[]]
    for token in _TOKEN.findall(code[:255]):
        if token == ";":
            sections.append([])
        else:
            piece = _piece(token)
            if piece is not None:
                sections[-1].append(piece)
    return tuple(tuple(section) for section in sections)


def _piece(token: str) -> tuple[str, str] | None:
    if token[0] in "_*[":
        return None
    if token == "%":
        return "percent", token
    if token[0] == '"':
        return "text", token[1:-1]
    if token[0] in "\\!":
        return "text", token[1:]
    if token in {"General", "G/通用格式", "@"} or token[:2] in {"E+", "E-", "e+", "e-"}:
        return "general", token
    if _PLACES.fullmatch(token):
        return "places", token
    return ("date", token.lower()) if token[0] in "yYmMdDhHsS" else ("text", token)


def _figure(number: Decimal, section: Section, *, negative: bool) -> str:
    percent = any(kind == "percent" for kind, _ in section)
    places = next(text for kind, text in section if kind == "places")
    scaled = number * 100 if percent else number
    scaled = scaled.scaleb(-3 * (len(places) - len(places.rstrip(","))), context=_WIDE)
    decimals = len(places.partition(".")[2].replace(",", ""))
    optional = places.partition(".")[2].count("#")
    text = f"{_rounded(scaled, decimals):{',' if ',' in places.rstrip(',') else ''}f}"
    if optional:
        head, _, tail = text.partition(".")
        tail = tail[: decimals - optional] + tail[decimals - optional :].rstrip("0")
        text = f"{head}.{tail}" if tail else head
    return "".join(_shown_piece(piece, text, places) for piece in section).strip() if text else ""


def _shown_piece(piece: tuple[str, str], figure: str, places: str) -> str:
    kind, text = piece
    if kind == "places":
        return figure if text == places else ""
    return text if kind in {"text", "percent"} else ""


def _date(number: Decimal, section: Section, from_1904: bool) -> str | None:
    if number >= 2_958_466:  # the year 10000
        return None
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no zone
    moment = start + timedelta(days=float(number))
    parts: list[str] = []
    after_hour = False
    for kind, text in section:
        parts.append(_date_part(moment, text, after_hour) if kind == "date" else text)
        after_hour = text[0] == "h" if kind == "date" else after_hour
    return "".join(parts).strip()


def _date_part(moment: datetime, token: str, after_hour: bool) -> str:
    first = token[0]
    if first == "y":
        return f"{moment.year}" if len(token) > 2 else f"{moment.year % 100:02d}"
    value = {"m": moment.minute if after_hour else moment.month, "d": moment.day, "h": moment.hour, "s": moment.second}
    return f"{value[first]:02d}" if len(token) == 2 else str(value[first])
