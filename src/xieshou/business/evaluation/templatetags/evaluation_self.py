"""`{% load evaluation_self %}`: a target as people read it."""

from django import template

from xieshou.business.evaluation.kernel_bridge import with_unit
from xieshou.business.evaluation.models import GoalIndicator

register = template.Library()


@register.filter
def asked(indicator: GoalIndicator) -> str:
    """The target with its unit, once; empty where there is none."""
    return with_unit(indicator.target, indicator.unit)
