"""The entry of a download menu that turns the annex 数据来源 of a document on or off, from then on."""

from typing import Any

from django import template

from xieshou.business.evaluation.telling import WITH_ANNEX
from xieshou.platform.shell.printing import wants_sources

register = template.Library()


@register.inclusion_tag("evaluation/_sources.html", takes_context=True)
def sources_entry(context: dict[str, Any], url: str, kind: str) -> dict[str, Any]:
    """`url`: of the document as PDF; `kind`: the kind of documents whose choice it changes."""
    return {"url": url, "has_annex": wants_sources(context["request"], kind, default=kind in WITH_ANNEX)}
