"""Amounts as people write and read them. All are integer 分; a missing one is a dash."""

from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells
from xieshou.platform.shell.change import at_field

MISSING = "—"


class MoneyField(forms.CharField):
    """`6.32 亿元`, `1,234.5 万元`, `300万`, or a bare number in the field's unit → integer 分. Never negative."""

    def __init__(self, *, unit: str = "万元", **kwargs: Any) -> None:
        self.unit = unit
        self.column = Column("amount", "金额", Kind.MONEY, unit)
        kwargs.setdefault("help_text", _("不写单位是%(unit)s；也可写“300 万元”“1.2 亿元”“5000 元”") % {"unit": unit})
        super().__init__(max_length=40, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{cells.money(value, self.unit)} {self.unit}"
        return value

    def clean(self, value: Any) -> Any:
        try:
            return cells.read(self.column, super().clean(self.prepare_value(value)))
        except Unreadable as error:
            raise ValidationError(at_field(error.problem)) from error


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
