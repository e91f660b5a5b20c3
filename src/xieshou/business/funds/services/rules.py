"""The rules of an organisation's money: margins and flows."""

from django.db import transaction

from xieshou.business.funds.models import FundRule
from xieshou.business.funds.services.checks import allow
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.registry.api import Organisation
from xieshou.platform.workflow.api import FlowDefinition

FIELDS = {
    "margin_percent": "支付可超前进度（百分点）",
    "prepayment_percent": "预付款比例（%）",
    "payment_flow": "拨付审批流程",
    "change_flow": "预算调整审批流程",
    "allocation_flow": "分配方案审批流程",
}
MOST = 100


@transaction.atomic
def rule_set(*, actor: User | None, owner: Organisation, reason: str, **values: int | str) -> FundRule:
    """The rule of an organisation, for itself and those below it."""
    rule = FundRule.objects.select_for_update(of=("self",)).filter(owner=owner).first() or FundRule(owner=owner)
    rule.owner_path = owner.path
    allow(actor, Permission.FUND_EDIT, rule)
    before = {field: getattr(rule, field) for field in FIELDS}
    for field in FIELDS:
        setattr(rule, field, values.get(field, getattr(rule, field)))
    if found := _problems(rule, reason):
        raise Invalid(*found)
    rule.version += 1 if rule.pk else 0
    rule.save()
    changes = audit.changed_fields(before, {field: getattr(rule, field) for field in FIELDS}, FIELDS)
    audit.record(actor=actor, action="fund_rule.set", target=rule, changes=changes, reason=reason)
    return rule


def _problems(rule: FundRule, reason: str) -> list[Problem]:
    found = [
        Problem("超出范围", FIELDS[field], f"0–{MOST}")
        for field in ("margin_percent", "prepayment_percent")
        if not 0 <= getattr(rule, field) <= MOST
    ]
    flows = ("payment_flow", "change_flow", "allocation_flow")
    known = set(FlowDefinition.objects.values_list("code", flat=True))
    found += [Problem(f"没有流程“{getattr(rule, f)}”", FIELDS[f]) for f in flows if getattr(rule, f) not in known]
    return found if reason.strip() else [*found, Problem("不能为空", "理由")]
