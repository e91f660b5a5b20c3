"""How pages name a rule with its version, so that it opens."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from xieshou.business.rules.choosing import InForce, in_force, kept
from xieshou.platform.shell.sentences import told

register = template.Library()


@register.simple_tag
def rule_named(rule: InForce) -> SafeString:
    """`规则“项目预警”第 2 版`, which opens the version."""
    return format_html('<a href="{}">{}</a>', rule.url, told(rule.named))


@register.simple_tag
def rule_of(code: str, owner_path: str) -> SafeString:
    """The rule that holds for a unit today, named and linked."""
    return rule_named(in_force(code, owner_path))


@register.simple_tag
def rule_kept(code: str, version: Any) -> SafeString:
    """The version a record was judged by, named and linked; None: the built-in one."""
    return rule_named(kept(code, version))
