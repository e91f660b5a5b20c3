"""What an office lays down about its money: how far payments may run ahead of progress, and by which flows it approves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from xieshou.business.rules.api import OWN_VALUES, Entry, InForce, RuleKind, Shape, Values, add, in_force
from xieshou.lib.problems import Problem
from xieshou.platform.exchange.api import Column, Kind
from xieshou.platform.registry.api import Organisation
from xieshou.platform.workflow.api import FlowDefinition

FUNDS = "funds"
MOST = 100
FLOWS = {"payment_flow": "拨付审批流程", "change_flow": "预算调整审批流程", "allocation_flow": "分配方案审批流程"}
_BUILT_IN = {
    "margin_percent": 10,
    "prepayment_percent": 30,
    "payment_flow": "county-to-office",
    "change_flow": "county-to-office",
    "allocation_flow": "countersign",
}


@dataclass(frozen=True)
class FundRule:
    """What holds for a unit. `margin_percent`: percentage points by which the paid share may run ahead of progress;
    `prepayment_percent`: the share that may be paid whatever the progress. `rule`: the version it is taken from.
    """

    margin_percent: int
    prepayment_percent: int
    payment_flow: str
    change_flow: str
    allocation_flow: str
    rule: InForce


def rule_of(organisation: Organisation) -> FundRule:
    """What holds for an organisation today."""
    found = in_force(FUNDS, organisation.path)
    return FundRule(**{name: found.values[name] for name in _BUILT_IN}, rule=found)


def _shape() -> Shape:
    flows = tuple((flow.code, str(flow)) for flow in FlowDefinition.objects.order_by("code"))
    percents = (
        ("margin_percent", "支付可超前进度", "百分点", "支付比例最多比形象进度快多少"),
        ("prepayment_percent", "预付款比例", "%", "没有进度也可以付到的比例"),
    )
    numbers = (
        Entry(Column(name, label, Kind.WHOLE, unit=unit, is_required=True, most=MOST, help=help))
        for name, label, unit, help in percents
    )
    chosen = (Entry(Column(n, label, Kind.CHOICE, choices=flows, is_required=True)) for n, label in FLOWS.items())
    return Shape((*numbers, *chosen))


def _problems(values: Values) -> Iterable[Problem]:
    known = set(FlowDefinition.objects.values_list("code", flat=True))
    for name, label in FLOWS.items():
        if values[name] not in known:
            yield Problem(f"没有流程“{values[name]}”", label)
    for name, label in (("margin_percent", "支付可超前进度"), ("prepayment_percent", "预付款比例")):
        if not 0 <= values[name] <= MOST:
            yield Problem("超出范围", label, f"0–{MOST}")


def add_kinds() -> None:
    """Declares them; called once when the app is loaded."""
    add(
        RuleKind(
            FUNDS,
            _("资金拨付"),
            _("资金"),
            _shape,
            lambda: _BUILT_IN,
            _problems,
            _("本系统的起始值"),
            OWN_VALUES,
            _("拨付的超进度拦截；拨付、预算调整、分配方案走哪个审批流程"),
            _("已经提交的拨付保留提交时的核对和流程；草稿和以后的按新版"),
            order=20,
        )
    )
