"""Days as people write them: `2017-12-31`, `2017年12月31日`, `2017/12/31`; a year alone is its last day."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from xieshou.kernel.dates import DateEdge, DateError, read_date
from xieshou.lib.problems import Invalid, Problem

ALLOWED = "2017-12-31、2017年12月31日，或只写年份 2017（当年最后一天）"


def read_day(text: str, where: str = "日期") -> date:
    """The day. Raises `Invalid` naming the place, what is allowed and an example."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if plain.isdecimal() and len(plain) == 8:
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    year = plain.removesuffix("年")
    try:
        if year.isdecimal() and len(year) == 4:
            return date(int(year), 12, 31)
        found = read_date(plain)
        if found and not found[1] and found[0].edge is DateEdge.WITHIN:
            return date(found[0].year or 0, found[0].month or 0, found[0].day or 0)
    except (DateError, ValueError):
        pass
    raise Invalid(Problem(f"“{text.strip()}”不是能认出的日期", where, ALLOWED))


class DayField(forms.CharField):
    """A day, written as people write it."""

    widget = forms.DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **{"help_text": _("如 2020-03-01、2020年3月1日"), **kwargs})

    def clean(self, value: Any) -> Any:
        text = super().clean(value.isoformat() if isinstance(value, date) else value)
        if not text:
            return None
        try:
            return read_day(text, str(self.label or "日期"))
        except Invalid as error:
            raise ValidationError([str(problem) for problem in error.problems]) from None
