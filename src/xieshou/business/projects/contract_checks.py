"""What does not fit in a contract: award against signature, changes, payments, deadlines, bond; and in all of a project's.

The so-called 阴阳合同 is found by putting three figures side by side: what was awarded, what was signed, what was paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xieshou.business.projects.amounts import percent, share, wan
from xieshou.business.projects.contract_totals import Total
from xieshou.business.projects.models import Contract, ContractState, Procurement, ProcurementMethod
from xieshou.kernel.exact import Exact

MOST_ADDED = Exact(10)  # 政府采购法 第四十九条: a supplementary contract adds at most ten per cent
BOND_DAYS = 30


@dataclass(frozen=True)
class Concern:
    """One thing to look at: what, the arithmetic, what to do. `tone` as of a state: red yellow."""

    what: str
    arithmetic: str
    remedy: str = ""
    tone: str = "yellow"


def concerns_of(contract: Contract, totals: Sequence[Total], added_fen: int, today: date) -> list[Concern]:
    """Everything about one contract. `added_fen`: the sum of the changes that add."""
    found = [_signature(contract), _added(contract, added_fen), _term(contract, today), _bond(contract, today)]
    found += [_payment(contract, total) for total in totals if total.is_paid]
    if contract.attention:
        found.append(Concern(contract.attention, "", "处理后在合同页办结", "red"))
    return [one for one in found if one is not None]


def _signature(contract: Contract) -> Concern | None:
    awarded, signed = contract.awarded_fen, contract.signed_fen
    if awarded is None or awarded == signed:
        return None
    return Concern(
        "签订金额与中标（成交）金额不一致",
        f"中标 {wan(awarded)}，签订 {wan(signed)}，相差 {wan(signed - awarded)}",
        "核对中标通知书和合同原件；有依据的在证据中附上，没有依据的按采购文件改签",
        "red",
    )


def _added(contract: Contract, added_fen: int) -> Concern | None:
    rate = share(added_fen, contract.signed_fen)
    if contract.method == ProcurementMethod.NONE or rate is None or rate <= MOST_ADDED:
        return None
    return Concern(
        "追加金额超过原合同的 10%",
        f"追加 {wan(added_fen)} ÷ 签订 {wan(contract.signed_fen)} = {percent(rate)}",
        "《政府采购法》第四十九条：补充合同的采购金额不得超过原合同采购金额的 10%；超过的另行采购",
        "red",
    )


def _payment(contract: Contract, total: Total) -> Concern | None:
    if total.fen is None or total.fen <= contract.amount_fen:
        return None
    return Concern(
        f"{total.label}超过现合同金额",
        f"{total.label} {wan(total.fen)}，现合同金额 {wan(contract.amount_fen)}，超出 {wan(total.fen - contract.amount_fen)}",
        "停止支付，核对是否有未登记的补充合同",
        "red",
    )


def _term(contract: Contract, today: date) -> Concern | None:
    if contract.state != ContractState.SIGNED or contract.ends_on is None or contract.ends_on >= today:
        return None
    days = (today - contract.ends_on).days
    return Concern("履行期限已过", f"期限 {contract.ends_on}，今天 {today}，超过 {days} 天", "办理验收或签补充合同")


def _bond(contract: Contract, today: date) -> Concern | None:
    ends = contract.bond_expires_on
    if contract.state != ContractState.SIGNED or ends is None or (ends - today).days > BOND_DAYS:
        return None
    left = (ends - today).days
    words = f"还有 {left} 天" if left >= 0 else f"已过 {-left} 天"
    return Concern("履约保证（保函）到期", f"到期 {ends}，今天 {today}，{words}", "续保、退还或索赔", _tone(left))


def _tone(days_left: int) -> str:
    return "red" if days_left <= 7 else "yellow"


@dataclass(frozen=True)
class Execution:
    """How much of what was to be bought was bought. Cancelled purchases stay in the plan; what needs no procurement is out."""

    planned_fen: int
    awarded_fen: int
    count: int
    awarded_count: int

    @property
    def rate(self) -> Exact | None:
        """In per cent, exact; nothing planned: None."""
        return share(self.awarded_fen, self.planned_fen)

    @property
    def arithmetic(self) -> str:
        """As a person checks it by hand."""
        if self.rate is None:
            return "没有采购计划，无法计算"
        return f"{wan(self.awarded_fen)} ÷ {wan(self.planned_fen)} = {percent(self.rate)}"


def execution_of(procurements: Sequence[Procurement]) -> Execution:
    """The procurement execution rate (采购执行率) of some purchases."""
    counted = [one for one in procurements if one.method != ProcurementMethod.NONE]
    awarded = [one for one in counted if one.awarded_fen is not None]
    return Execution(
        sum(one.planned_fen for one in counted),
        sum(one.awarded_fen or 0 for one in awarded),
        len(counted),
        len(awarded),
    )


def bound_of(total_fen: int, bounds: Sequence[tuple[str, int | None]]) -> list[Concern]:
    """Where all contracts of a project together go beyond a bound (its plan, its estimate); an unknown bound says nothing."""
    return [
        Concern(
            f"合同合计超过{label}",
            f"合同合计 {wan(total_fen)}，{label} {wan(bound)}，超出 {wan(total_fen - bound)}",
            "先办理投资变更或调整计划，再签合同",
            "red",
        )
        for label, bound in bounds
        if bound is not None and total_fen > bound
    ]
