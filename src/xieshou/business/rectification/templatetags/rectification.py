"""`{% load rectification %}{% findings_panel record %}`: the problems about any record, on its own page."""

from typing import Any

from django import template
from django.urls import reverse

from xieshou.business.rectification.links import link_to
from xieshou.business.rectification.selectors import closure, findings_of
from xieshou.lib.permission import Permission

register = template.Library()
SHOWN = 20


@register.inclusion_tag("rectification/_panel.html", takes_context=True)
def findings_panel(context: Any, record: Any) -> dict[str, Any]:
    """Those the person may read, their closure rate, and for who may the way to enter another."""
    user = context["request"].user
    seen = user.access.filter(Permission.FINDING_READ, findings_of(record))
    new_url = f"{reverse('rectification:new')}?about={link_to(record)}"
    return {
        "findings": list(seen[:SHOWN]),
        "figures": closure(seen),
        "new_url": new_url if user.may(Permission.FINDING_EDIT, record) else "",
    }
