"""`{% load funds %}`: exact shares in per cent, states in colour, a key out of a mapping."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import template

from xieshou.business.funds import amounts

register = template.Library()

_TONES = {
    "draft": "grey",
    "asked": "blue",
    "submitted": "blue",
    "approved": "yellow",
    "paid": "green",
    "issued": "green",
    "refused": "red",
    "reversed": "red",
}


@register.filter
def percent(rate: Fraction | None) -> str:
    """A share in per cent with two decimals; missing is a dash."""
    return amounts.percent(rate)


@register.filter
def tone(record: Any) -> str:
    """The colour of a record's state; an approved change is done, an approved payment still waits for its day."""
    if record.state == "approved" and record._meta.model_name == "budgetchange":
        return "green"
    return _TONES.get(record.state, "grey")


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The entry of a mapping; missing: nothing."""
    return mapping.get(key)
