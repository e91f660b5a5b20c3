"""`{% load inbox %}`: words for categories."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def label_of(labels: Mapping[str, str], code: str) -> str:
    """The words for a category; one that is no longer declared shows its code."""
    return labels.get(code, code)
