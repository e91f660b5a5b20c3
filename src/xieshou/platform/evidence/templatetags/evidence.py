"""Figures of the evidence pages, and the files that a form offers to be cited."""

from django import template
from django.template.context import Context

from xieshou.platform.evidence import choosing
from xieshou.platform.evidence.models import Evidence

register = template.Library()


@register.filter
def degrees(millionths: int | None) -> str:
    """A coordinate in millionths of a degree: 37772300 → 37.772300°; missing prints as a dash."""
    if millionths is None:
        return "—"
    whole, rest = divmod(abs(millionths), 1_000_000)
    return f"{'-' if millionths < 0 else ''}{whole}.{rest:06d}°"


@register.simple_tag(takes_context=True)
def evidence_choices(context: Context, kind: str = "") -> choosing.Choices:
    """The files that the page offers: `{% evidence_choices as choices %}`; only photographs with "photo"."""
    return choosing.choices_for(context["request"], is_photo=kind == "photo")


@register.filter
def as_offered(evidence: Evidence) -> str:
    """A file as a selection names it."""
    return choosing.as_offered(evidence)
