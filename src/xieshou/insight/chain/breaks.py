"""Where the chain is broken: the rules, each as a query over the records it is about.

A break is never stored: what is listed is what is broken now, and it is gone when the missing link is made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xieshou.business.assets.api import Asset, AssetKind, Benefit, Household, TitleState, Use
from xieshou.business.evaluation.api import ActualValue, FormState, GoalSet, SelfEvaluation
from xieshou.business.funds.api import Payment, PaymentState, ProjectBudget
from xieshou.business.projects.api import (
    ChangeState,
    Contract,
    ContractState,
    Milestone,
    Nature,
    Project,
    ProjectChange,
    ProjectChangeKind,
    Settlement,
    Stage,
)
from xieshou.platform.accounts.api import Scoped, ScopedQuerySet
from xieshou.platform.evidence.api import Citation

# 国办发〔2019〕55号 三：除集中采购目录外，货物和服务 100 万元以上应按政府采购法采购
SMALL_PURCHASE_FEN = 100 * 1_000_000
LONG_UNPAID = timedelta(days=180)
_PRESENTED = (FormState.SUBMITTED, FormState.APPROVED)


@dataclass(frozen=True)
class Kind:
    """One rule. `rule`: when a link counts as broken; `remedy`: what to do; `keeper`: who does it.

    `broken` gives the rows on a day, narrowed to nobody; `in_year` narrows them to a budget year; `project` is the way
    from a row to its project; `amount` the field with its money in 分, empty where there is none. `coded`: the field
    with the project's code, where rows name it by that. `has_chain`: a row stands in a chain that can be opened.
    """

    code: str
    label: str | Promise
    rule: str | Promise
    remedy: str | Promise
    keeper: str | Promise
    model: type[Scoped]
    broken: Callable[[date], ScopedQuerySet]
    in_year: Callable[[int], Q]
    project: str = "project"
    amount: str = "amount_fen"
    links: tuple[str, ...] = ("project", "owner", "place")
    coded: str = ""
    has_chain: bool = True

    def of_project(self, project: Project, today: date) -> ScopedQuerySet:
        """The rows of one project."""
        named = {self.coded: project.code} if self.coded else {self.project: project.pk}
        return self.broken(today).filter(**named)

    def project_of(self, record: Any) -> Project | None:
        """The project of a row; None for a department's form."""
        if self.project == "pk":
            return record  # type: ignore[no-any-return]
        found = record
        for name in self.project.split("__"):
            found = getattr(found, name)
        return found  # type: ignore[no-any-return]


def _paid() -> Any:
    return Payment.objects.filter(state=PaymentState.PAID)


def _has(model: type[Any], **conditions: Any) -> Exists:
    return Exists(model.objects.order_by().filter(**conditions))


def _payment_without_contract(today: date) -> Any:
    there = _has(Contract, project=OuterRef("project"), state__in=(ContractState.SIGNED, ContractState.FULFILLED))
    return _paid().filter(contract=None).filter(Q(amount_fen__gte=SMALL_PURCHASE_FEN) | there)


def _payment_without_milestone(today: date) -> Any:
    return _paid().filter(_has(Milestone, project=OuterRef("project")), milestone=None)


def _uncited(model: type[Any]) -> Any:
    kind = ContentType.objects.get_for_model(model)
    return ~_has(Citation, content_type=kind, object_id=OuterRef("pk"))


def _payment_without_file(today: date) -> Any:
    return _paid().filter(_uncited(Payment))


def _payment_after_end(today: date) -> Any:
    """Against the day of the decision, which stays when the project is settled later."""
    ended = _has(
        ProjectChange,
        project=OuterRef("project"),
        kind=ProjectChangeKind.TERMINATE,
        state=ChangeState.APPROVED,
        decided_at__date__lt=OuterRef("paid_on"),
    )
    return _paid().filter(ended)


def _paid_without_goals(today: date) -> Any:
    """One row a project and year: its first budget that was paid from."""
    in_force = _has(GoalSet, project=OuterRef("project"), year=OuterRef("year"), state=FormState.APPROVED)
    spent = _has(Payment, budget=OuterRef("pk"), state=PaymentState.PAID)
    earlier = _has(
        Payment,
        budget__project=OuterRef("project"),
        budget__year=OuterRef("year"),
        budget__lt=OuterRef("pk"),
        state=PaymentState.PAID,
    )
    return ProjectBudget.objects.filter(spent, ~in_force).filter(~earlier)


def _contract_unpaid(today: date) -> Any:
    paid = _has(Payment, contract=OuterRef("pk"), state=PaymentState.PAID)
    return Contract.objects.filter(~paid, state=ContractState.SIGNED, signed_on__lte=today - LONG_UNPAID)


def _budget_without_source(today: date) -> Any:
    return ProjectBudget.objects.filter(source=None)


def _value_without_proof(today: date) -> Any:
    entered = Q(indicator__metric=None) | Q(is_entered=True)
    rows = ActualValue.objects.filter(entered, evaluation__state__in=_PRESENTED)
    return rows.exclude(actual="").filter(_uncited(ActualValue))


def _goals_without_result(today: date) -> Any:
    presented = _has(SelfEvaluation, goals=OuterRef("pk"), state__in=_PRESENTED)
    return GoalSet.objects.filter(~presented, state=FormState.APPROVED, year__lt=today.year)


def _accepted_unsettled(today: date) -> Any:
    settled = _has(Settlement, project=OuterRef("pk"), closed_on__isnull=False)
    return Project.objects.filter(~settled, stage=Stage.ACCEPTED)


def _accepted_without_asset(today: date) -> Any:
    """Services leave nothing that lasts."""
    stages = (Stage.ACCEPTED, Stage.SETTLED)
    left = _has(Asset, project_code=OuterRef("code"))
    return Project.objects.filter(~left, stage__in=stages).exclude(nature=Nature.SERVICE)


def _assets_over_spent(today: date) -> Any:
    """One row a project: its assets are worth more than was paid for it."""
    held = Asset.objects.filter(project_code=OuterRef("code"), is_counted=True).exclude(title_state=TitleState.NONE)
    worth = held.order_by().values("project_code").annotate(total=Sum("amount_fen")).values("total")
    spent = _paid().filter(project=OuterRef("pk")).order_by().values("project").annotate(total=Sum("amount_fen"))
    rows = Project.objects.filter(_has(Asset, project_code=OuterRef("code")))
    rows = rows.annotate(_worth=Subquery(worth), _spent=Subquery(spent.values("total")))
    return rows.filter(Q(_worth__gt=F("_spent")) | Q(_worth__gt=0, _spent=None))


def _asset_without_benefit(today: date) -> Any:
    gives = _has(Benefit, asset_code=OuterRef("code"))
    return Asset.objects.filter(~gives, kind=AssetKind.OPERATING, use=Use.IN_USE, title_state=TitleState.CONFIRMED)


def _benefit_overdue(today: date) -> Any:
    return Benefit.objects.filter(due_on__lt=today, paid_on=None)


def _benefit_without_origin(today: date) -> Any:
    """It names nothing, or an asset that is in the ledger no more."""
    gone = ~_has(Asset, code=OuterRef("asset_code"))
    return Benefit.objects.filter(Q(asset_code=None, project_code=None) | Q(gone, asset_code__isnull=False))


def _benefit_of_nobody(today: date) -> Any:
    return Benefit.objects.filter(~_has(Household, code=OuterRef("household_code")))


def _of_day(field: str) -> Callable[[int], Q]:
    return lambda year: Q(**{f"{field}__range": (date(year, 1, 1), date(year, 12, 31))})


def _of_year(field: str) -> Callable[[int], Q]:
    return lambda year: Q(**{field: year})


def _budgeted(year: int) -> Q:
    return Q(_has(ProjectBudget, project=OuterRef("pk"), year=year))


_UNIT = _("项目责任单位经办")
_FINANCE = _("资金审核（登记支付的人）")
_BUDGET = _("资金管理（登记预算的人）")

KINDS: tuple[Kind, ...] = (
    Kind(
        "payment-contract",
        _("支付没有合同"),
        _(
            "已支付，没有挂合同，而项目有履行中或已履行的合同，或单笔达到 100 万元（国办发〔2019〕55号 三；地方另有标准的按地方）"
        ),
        _("打开支付，核对属于哪份合同；确属补助、不需采购的，登记协议并注明采购方式“不需采购”"),
        _FINANCE,
        Payment,
        _payment_without_contract,
        _of_day("paid_on"),
    ),
    Kind(
        "payment-milestone",
        _("支付没有对应节点"),
        _("已支付，没有指明节点，而项目有节点计划"),
        _("付款前在申请中选节点；已付的在支付的佐证中补进度单"),
        _UNIT,
        Payment,
        _payment_without_milestone,
        _of_day("paid_on"),
    ),
    Kind(
        "payment-file",
        _("支付没有凭证文件"),
        _("已支付，没有引用任何佐证文件"),
        _("在支付页引用付款凭证、发票"),
        _FINANCE,
        Payment,
        _payment_without_file,
        _of_day("paid_on"),
    ),
    Kind(
        "payment-ended",
        _("终止后仍支付"),
        _("支付日期晚于项目终止批准的日期"),
        _("核对是否为应付的清算款；不是的办理退回，是的在佐证中附终止批复和清算单"),
        _FINANCE,
        Payment,
        _payment_after_end,
        _of_day("paid_on"),
    ),
    Kind(
        "budget-goals",
        _("有支付而没有生效的绩效目标"),
        _("项目在该预算年度已有支付，没有已批准的绩效目标（财预〔2015〕88号）"),
        _("在“绩效管理”填报该年度目标并报批"),
        _UNIT,
        ProjectBudget,
        _paid_without_goals,
        _of_year("year"),
        amount="initial_fen",
    ),
    Kind(
        "budget-source",
        _("预算没有资金来源"),
        _("项目预算没有挂资金来源文件"),
        _("先登记资金来源（文号、金额），再更正预算"),
        _BUDGET,
        ProjectBudget,
        _budget_without_source,
        _of_year("year"),
        amount="initial_fen",
    ),
    Kind(
        "contract-payment",
        _("合同长期没有支付"),
        _("合同签订满 180 天，仍在履行，没有一笔已支付"),
        _("按进度申请拨付；不再履行的办理解除；已付而挂错的改挂"),
        _UNIT,
        Contract,
        _contract_unpaid,
        _of_day("signed_on"),
    ),
    Kind(
        "project-settlement",
        _("已验收没有结算"),
        _("项目验收合格，没有办结的结算（决算）"),
        _("在项目页登记送审、审定金额并办结"),
        _UNIT,
        Project,
        _accepted_unsettled,
        _budgeted,
        project="pk",
        amount="estimate_fen",
        links=("owner", "place"),
    ),
    Kind(
        "project-asset",
        _("已验收没有资产"),
        _("项目已验收或已结算，不是服务与活动类，没有登记资产（国办函〔2021〕51号）"),
        _("登记资产；确实没有形成的，登记后核定“未形成资产”"),
        _UNIT,
        Project,
        _accepted_without_asset,
        _budgeted,
        project="pk",
        amount="estimate_fen",
        links=("owner", "place"),
    ),
    Kind(
        "asset-spent",
        _("资产合计超过已支付"),
        _("项目登记的资产原值合计，大于项目已支付合计"),
        _("核对原值和支付：多记的更正，钱已付没有登记的补登记"),
        _UNIT,
        Project,
        _assets_over_spent,
        _budgeted,
        project="pk",
        amount="estimate_fen",
        links=("owner", "place"),
    ),
    Kind(
        "asset-benefit",
        _("经营性资产没有受益"),
        _("已确权、在用的经营性资产，没有一笔受益到户登记"),
        _("登记分红、租金等受益；闲置的把使用状态改为闲置"),
        _UNIT,
        Asset,
        _asset_without_benefit,
        _of_day("listed_on"),
        coded="project_code",
    ),
    Kind(
        "benefit-overdue",
        _("受益到期未发"),
        _("应发日期已过，没有实发日期"),
        _("已发的登记实发日期、金额和凭证；没有发的尽快发放"),
        _UNIT,
        Benefit,
        _benefit_overdue,
        _of_day("due_on"),
        coded="project_code",
    ),
    Kind(
        "benefit-origin",
        _("受益没有来源"),
        _("到户的受益，没有挂资产，也没有挂项目；或挂的资产已删除"),
        _("补资产编号；直接到户的补项目编号"),
        _UNIT,
        Benefit,
        _benefit_without_origin,
        _of_day("due_on"),
        coded="project_code",
    ),
    Kind(
        "benefit-household",
        _("受益的户不在台账"),
        _("受益登记的户编号，受益户台账中没有（没有登记，或已删除）"),
        _("核对户编号；误删的户在台账“已删除的”中恢复"),
        _UNIT,
        Benefit,
        _benefit_of_nobody,
        _of_day("due_on"),
        coded="project_code",
        has_chain=False,
    ),
    Kind(
        "goals-result",
        _("有目标没有结果"),
        _("往年已批准的绩效目标，没有提交自评"),
        _("填报并提交该年度自评"),
        _UNIT,
        GoalSet,
        _goals_without_result,
        _of_year("year"),
        amount="",
    ),
    Kind(
        "indicator-proof",
        _("完成值没有取数也没有佐证"),
        _("已提交的自评中，完成值是填报的（没有取数指标），没有引用佐证"),
        _("在自评中引用佐证，或把指标绑定取数指标"),
        _UNIT,
        ActualValue,
        _value_without_proof,
        _of_year("evaluation__year"),
        project="evaluation__project",
        amount="",
        links=("evaluation__project", "indicator__goals", "owner", "place"),
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}
