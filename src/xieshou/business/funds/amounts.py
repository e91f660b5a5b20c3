"""Amounts as people read them. All are integer 分; a missing one is a dash."""

from fractions import Fraction

from xieshou.platform.exchange.api import cells

MISSING = "—"


def yuan(fen: int | None) -> str:
    """For sentences: `1,234.50 元`; missing is a dash."""
    return MISSING if fen is None else f"{cells.money(fen, '元')} 元"


def percent(rate: Fraction | None, digits: int = 2) -> str:
    """A share in per cent, half-up; missing is a dash, never 0."""
    if rate is None:
        return MISSING
    scaled = abs(rate) * 100 * 10**digits
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, rest = divmod(units, 10**digits)
    return f"{'-' if rate < 0 and units else ''}{whole:,}" + (f".{rest:0{digits}d}" if digits else "") + "%"


def share(part: int | None, whole: int | None) -> Fraction | None:
    """part ÷ whole; missing when either is, or the whole is zero."""
    return None if part is None or not whole else Fraction(part, whole)
