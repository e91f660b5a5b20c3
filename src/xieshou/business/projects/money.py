"""Money as people write it in a form: `6.32 亿元`, `1,234.5 万元`, `300万`; without a unit it is 万元."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xieshou.platform.exchange.api import Column, Kind, Unreadable, cells

MOST = 10**15  # 分: ten trillion 元, more than any office has
UNREACHED = 10**40


class MoneyField(forms.CharField):
    """An amount in integer 分; missing is None, never zero. `unit`: what a bare number means."""

    def __init__(self, *, unit: str = "万元", least: int = 0, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("不写单位按%(unit)s，例如 300、1,234.5 万元、6.32 亿元") % {"unit": unit})
        super().__init__(max_length=40, **kwargs)
        self.unit, self.least = unit, least
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        return cells.money(value, self.unit) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(self.prepare_value(value))
        if not text:
            return None
        column = Column("amount", str(self.label or "金额"), Kind.MONEY, self.unit, least=-UNREACHED, most=UNREACHED)
        try:
            fen: int | None = cells.read(column, text)
        except Unreadable as error:
            problem = error.problem
            raise ValidationError(
                "。".join(part for part in (problem.what, problem.allowed, problem.remedy) if part)
            ) from None
        if fen is not None and not self.least <= fen <= MOST:
            raise ValidationError(self._beyond(text))
        return fen

    def _beyond(self, text: str) -> str:
        """Bounds in the words and the unit of who typed it."""
        least, most = (cells.money(bound, "元") for bound in (self.least, MOST))
        told = _("“%(text)s”超出范围。允许：%(least)s 元到 %(most)s 元。请核对单位和位数")
        return told % {"text": text, "least": least, "most": most}
