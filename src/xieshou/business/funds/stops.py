"""What stops a payment: over the budget, over the contract, ahead of progress, outside what the money is for.

Every stop is judged, each with its arithmetic, and all are told at once. Only the one on progress can be waived.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet, Sum

from xieshou.business.funds.amounts import percent, yuan
from xieshou.business.funds.balances import PENDING, account_of
from xieshou.business.funds.models import Payment, PaymentState
from xieshou.business.funds.rule_kinds import FundRule, rule_of
from xieshou.business.projects import api as projects
from xieshou.lib.problems import Problem

PAYABLE = frozenset(projects.PLANNED_ON) - {projects.Stage.SUSPENDED, projects.Stage.TERMINATED}


_PLAN_FIRST = "项目须已列入年度计划，且未暂停、终止"
_REMEDIES: dict[str, str] = {
    projects.Stage.SUSPENDED: "已暂停：恢复以后再支付",
    projects.Stage.TERMINATED: "已终止：应付未付的先办结算，结算办结后支付；不再付的作废",
}


@dataclass(frozen=True)
class Stop:
    """One judgement. `is_open`: the payment may pass. `lines`: the arithmetic. `can_be_waived`: by a decider, with a reason.

    `rule_url`: where the rule it was judged by is read; empty: no rule of the office's."""

    code: str
    title: str
    is_open: bool
    lines: tuple[str, ...]
    remedy: str = ""
    can_be_waived: bool = False
    is_waived: bool = False
    rule_url: str = ""

    @property
    def refuses(self) -> bool:
        return not self.is_open and not self.is_waived

    def packed(self) -> dict[str, Any]:
        """As plain data, kept with the payment."""
        return asdict(self)

    def problem(self) -> Problem:
        return Problem("；".join(self.lines), self.title, remedy=self.remedy)


def stops_of(payment: Payment) -> list[Stop]:
    """Every stop, judged on the payment as it is now; it need not be saved yet."""
    return [_stage(payment), _budget(payment), _contract(payment), _progress(payment), _use(payment)]


def refusals_when_paid(payment: Payment) -> list[Problem]:
    """What has come about since the approval: the project stopped, the budget or the contract was cut."""
    return refusals([_stage(payment), _budget(payment), _contract_room(payment)])


def refusals(stops: Sequence[Stop]) -> list[Problem]:
    """What refuses."""
    return [stop.problem() for stop in stops if stop.refuses]


def _stage(payment: Payment) -> Stop:
    project = payment.project
    is_open = project.stage in PAYABLE and payment.budget.project_id == project.pk
    line = f"项目阶段：{project.get_stage_display()}"
    if payment.budget.project_id != project.pk:
        line = "选的预算不是这个项目的"
    elif project.stage == projects.Stage.SETTLED and (audited := _audited_fen(project)) is not None:
        return _audited(payment, audited, line)
    return Stop("stage", "项目状态", is_open, (line,), _REMEDIES.get(project.stage, _PLAN_FIRST))


def _audited_fen(project: projects.Project) -> int | None:
    """What the audit of the settlement let stand, 分; missing: none was registered."""
    rows = projects.Settlement.objects.filter(project=project)
    return rows.values_list("audited_fen", flat=True).first()


def _audited(payment: Payment, audited: int, line: str) -> Stop:
    """A settled project is paid what the audit let stand, and no more."""
    rows = Payment.objects.filter(project=payment.project).exclude(pk=payment.pk)
    paid, pending = _total(rows.filter(state=PaymentState.PAID)), _total(rows.filter(state__in=PENDING))
    after = audited - paid - pending - payment.amount_fen
    lines = (
        line,
        f"结算审定金额 {yuan(audited)}",
        f"减：已支付 {yuan(paid)}，在途 {yuan(pending)}，本次 {yuan(payment.amount_fen)}",
        f"审定未付 = {yuan(after)}",
    )
    return Stop("stage", "项目状态", after >= 0, lines, "结算后按审定金额支付，请减少金额")


def _budget(payment: Payment) -> Stop:
    account = account_of(payment.budget, leaving_out=payment)
    after = account.available - payment.amount_fen
    lines = (*account.lines(), f"本次 {yuan(payment.amount_fen)}，支付后可用 {yuan(after)}")
    return Stop("budget", "超计划（预算）", after >= 0, lines, "请减少金额，或先办预算追加、调剂")


def _contract(payment: Payment) -> Stop:
    contract = payment.contract
    if contract is None:
        return Stop("contract", "超合同", True, ("没有挂合同，按预算核",))
    if contract.project_id != payment.project_id:
        return Stop("contract", "超合同", False, ("选的合同不是这个项目的",), "请改选合同")
    is_settled = payment.project.stage == projects.Stage.SETTLED  # what an ended contract still owes is paid then
    if contract.state != "signed" and not is_settled:
        told = f"合同现为“{contract.get_state_display()}”"
        return Stop("contract", "超合同", False, (told,), "只能按履行中的合同支付；已解除、履行完毕的，项目结算后支付")
    return _contract_room(payment)


def _contract_room(payment: Payment) -> Stop:
    """What a contract leaves to be paid, whatever its state."""
    contract = payment.contract
    if contract is None:
        return Stop("contract", "超合同", True, ())
    rows = Payment.objects.filter(contract=contract).exclude(pk=payment.pk)
    paid, pending = _total(rows.filter(state=PaymentState.PAID)), _total(rows.filter(state__in=PENDING))
    after = contract.amount_fen - paid - pending - payment.amount_fen
    lines = (
        f"合同 {contract.number} 现金额 {yuan(contract.amount_fen)}",
        f"减：已支付 {yuan(paid)}，在途 {yuan(pending)}，本次 {yuan(payment.amount_fen)}",
        f"合同未付 = {yuan(after)}",
    )
    return Stop("contract", "超合同", after >= 0, lines, "请减少金额，或先办合同变更")


def _progress(payment: Payment) -> Stop:
    """The shares paid after this one against progress: of the project, and of the milestone it is for."""
    rule = rule_of(payment.budget.owner)
    compared = [_of_project(payment)]
    if payment.milestone is not None:
        compared.append(_of_milestone(payment, payment.milestone, compared[0].whole))
    judged = [one.judged(rule) for one in compared]
    lines = [*(line for _, told in judged for line in told), f"按{rule.rule.named}"]
    if payment.override_because:
        lines.append(f"放行：{payment.override_by}，{payment.override_because}")
    is_open = all(passes for passes, _ in judged)
    remedy = "请先报进度，或由有“审核拨付”权限的人写明理由放行"
    return Stop(
        "progress", "超进度", is_open, tuple(lines), remedy, True, bool(payment.override_because), rule.rule.url
    )


@dataclass(frozen=True)
class _Compared:
    """What is paid of a whole (分) against how far it has come; missing progress: nothing was reported."""

    name: str
    words: str
    part: int
    whole: Fraction
    progress: Fraction | None

    def judged(self, rule: FundRule) -> tuple[bool, list[str]]:
        share = self.part / self.whole if self.whole else None
        ceiling = Fraction(rule.prepayment_percent, 100)
        lines = [f"{self.words}，支付比例 {percent(share)}"]
        if self.progress is None:
            lines.append(f"{self.name}没有进度报告（缺照片的不计入），只能付到预付款比例 {percent(ceiling)}")
        else:
            ceiling = max(ceiling, self.progress + Fraction(rule.margin_percent, 100))
            lines.append(
                f"{self.name}进度 {percent(self.progress)}，允许超前 {rule.margin_percent} 个百分点，"
                f"预付款比例 {rule.prepayment_percent}%：可付到 {percent(ceiling)}"
            )
        return share is not None and share <= ceiling, lines


def _of_project(payment: Payment) -> _Compared:
    """Of the contract where there is one, else of the budget."""
    rows = Payment.objects.filter(state__in=[PaymentState.PAID, *PENDING]).exclude(pk=payment.pk)
    if payment.contract is not None:
        before, whole, name = _total(rows.filter(contract=payment.contract)), payment.contract.amount_fen, "合同金额"
    else:
        before, whole = _total(rows.filter(budget=payment.budget)), account_of(payment.budget).in_force
        name = "全年预算数"
    words = f"（已付和在途 {yuan(before)} + 本次 {yuan(payment.amount_fen)}）÷ {name} {yuan(whole)}"
    done = projects.overall(list(payment.project.milestones.all())).value
    progress = None if done is None else Fraction(done.num, 100 * done.den)
    return _Compared("项目", words, before + payment.amount_fen, Fraction(whole), progress)


def _of_milestone(payment: Payment, milestone: projects.Milestone, whole: Fraction) -> _Compared:
    """A milestone's part of the whole is its weight."""
    rows = Payment.objects.filter(state__in=[PaymentState.PAID, *PENDING], milestone=milestone).exclude(pk=payment.pk)
    before = _total(rows)
    mine = whole * Fraction(milestone.weight, 100)
    progress = None if milestone.percent is None else Fraction(milestone.percent, 100)
    words = (
        f"节点“{milestone}”（已付和在途 {yuan(before)} + 本次 {yuan(payment.amount_fen)}）"
        f"÷ 权重 {milestone.weight}% 的金额 {yuan(int(mine))}"
    )
    return _Compared(f"节点“{milestone}”", words, before + payment.amount_fen, mine, progress)


def _total(rows: QuerySet[Payment]) -> int:
    return rows.aggregate(total=Sum("amount_fen"))["total"] or 0


def _use(payment: Payment) -> Stop:
    """Whether the source may pay for this kind of project."""
    source = payment.budget.source
    if source is None:
        return Stop("use", "改变用途", True, ("预算没有挂资金来源",))
    names = dict(projects.Category.choices)
    allowed = "、".join(str(names.get(code, code)) for code in source.categories) or "不限"
    lines = (f"资金“{source.name}”可用于：{allowed}", f"用途限制：{source.permitted_use}")
    mine = payment.project.category
    is_open = not source.categories or mine in source.categories
    return Stop("use", "改变用途", is_open, (*lines, f"项目类别：{names.get(mine, mine)}"), "请换用可用于该类别的资金")


def year_problem(payment: Payment, day: date) -> Problem | None:
    """A payment is paid in its budget's year; what is left goes over by a carry-over."""
    if day.year == payment.budget.year:
        return None
    allowed = f"{payment.budget.year} 年内的日期"
    return Problem(f"{day} 不在预算年度 {payment.budget.year}", "支付日期", allowed, "跨年的请先办结转，用下年预算支付")
