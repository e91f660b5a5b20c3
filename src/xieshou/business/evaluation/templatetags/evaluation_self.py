"""`{% load evaluation_self %}`: the places of the bars in the chart of a monitoring."""

from django import template

register = template.Library()

ROW, TOP = 30, 6


@register.filter
def bar_top(number: int) -> int:
    """Where the bar of this number begins."""
    return TOP + ROW * number


@register.filter
def chart_height(count: int) -> int:
    """The height of a chart of so many bars."""
    return 2 * TOP + ROW * count
