"""`{% load evaluation %}`: the colour of a form's state, a typed value by its name."""

from collections.abc import Mapping
from typing import Any

from django import template

from xieshou.business.evaluation.kernel_bridge import with_unit
from xieshou.business.evaluation.models import FormState
from xieshou.business.evaluation.services import checking
from xieshou.kernel.wording import Words

register = template.Library()

TOLD_FIELDS = ("level1", "name", "target", "unit", "points", "definition", "data_source", "data_owner")

_TONES = {
    FormState.DRAFT.value: "grey",
    FormState.SUBMITTED.value: "blue",
    FormState.RETURNED.value: "red",
    FormState.APPROVED.value: "green",
    FormState.SUPERSEDED.value: "yellow",
}


@register.filter
def state_tone(form: Any) -> str:
    """The tone of a form's state for shell/_status.html."""
    return _TONES.get(str(form.state), "grey")


@register.filter
def at(values: Mapping[Any, Any], name: Any) -> Any:
    """The value under a name; missing: nothing."""
    return values.get(name, "")


@register.filter
def said(words: Words) -> str:
    """A kernel's words in the person's language."""
    return checking.said(words)


@register.filter
def is_told(name: str) -> bool:
    """Whether the goal form has a place for findings at this field."""
    return name in TOLD_FIELDS


@register.filter
def printed_target(one: Any) -> str:
    """An indicator's target with the unit of its column, as the official form prints it."""
    return with_unit(one.target, one.unit)
