"""Money as people write and read it in this app: integer 分 inside, exact outside. Missing is a dash, never zero."""

from fractions import Fraction

from xieshou.kernel.exact import Exact
from xieshou.platform.exchange.api import cells


def wan(fen: int | None) -> str:
    """In 万元, to the last 分: 123456789 → `123.456789 万元`."""
    return "—" if fen is None else f"{cells.money(fen, '万元')} 万元"


def yuan(fen: int | None) -> str:
    """In 元: 123456 → `1,234.56 元`."""
    return "—" if fen is None else f"{cells.money(fen, '元')} 元"


def share(part: int, whole: int) -> Exact | None:
    """How much of the whole a part is, in per cent, exact; nothing to compare with: None."""
    return Exact(100 * part, whole) if whole else None


def percent(value: Exact | Fraction | None, places: int = 2) -> str:
    """In per cent to so many decimals, half-up; missing is a dash."""
    if value is None:
        return "—"
    exact = value if isinstance(value, Exact) else Exact(value.numerator, value.denominator)
    return f"{exact.text(places)}%"
