"""`{% load personal %}`: personal values masked, with the way to see them for those who may."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from xieshou.platform.accounts.personal import Personal, PersonalKind
from xieshou.platform.accounts.personal import masked as masked_text
from xieshou.platform.accounts.personal_services import may_reveal

register = template.Library()
MISSING = "—"


@register.simple_tag
def masked(value: Personal | str | None, kind: str = "") -> str:
    """`{% masked person.mobile %}`, or with its kind for plain text: `{% masked row.phone "phone" %}`."""
    if isinstance(value, Personal):
        return str(value) or MISSING
    return masked_text(value, PersonalKind(kind)) if value else MISSING


@register.simple_tag(takes_context=True)
def personal(context: Any, record: Any, field: str) -> SafeString:
    """`{% personal record "mobile" %}`: the masked value, and a link to the page that reveals it, if allowed."""
    value = getattr(record, field)
    user = getattr(context.get("request"), "user", None)
    if not value or user is None or not may_reveal(user, record):
        return format_html("<span>{}</span>", masked(value))
    url = reverse("accounts:reveal", args=[record._meta.label_lower, record.pk, field])
    return format_html('<span>{}</span> <a href="{}">{}</a>', masked(value), url, _("查看"))
