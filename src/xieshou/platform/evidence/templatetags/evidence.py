"""Figures of the evidence pages."""

from django import template

register = template.Library()


@register.filter
def degrees(millionths: int | None) -> str:
    """A coordinate in millionths of a degree: 37772300 → 37.772300°; missing prints as a dash."""
    if millionths is None:
        return "—"
    whole, rest = divmod(abs(millionths), 1_000_000)
    return f"{'-' if millionths < 0 else ''}{whole}.{rest:06d}°"
