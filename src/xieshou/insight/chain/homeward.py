"""From a household back to the money: what it received, from which assets and projects, paid by whom out of what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshou.business.assets.api import Asset, Benefit, Household, benefits_of_household
from xieshou.business.evaluation.api import FormState, GoalIndicator
from xieshou.business.funds.api import Payment, PaymentState, ProjectBudget
from xieshou.business.projects.api import Contract, Project
from xieshou.insight.chain import assets, money, work
from xieshou.insight.chain.nodes import HIDDEN, Fact, Step, missing, node_of, with_files
from xieshou.insight.chain.walk import MOST_CHAINS, Branch
from xieshou.platform.accounts.api import User

MOST_BENEFITS = 50
MOST_INDICATORS = 20
_ASSET_LINKS = ("owner", "place", "holder", "project__owner", "project__place")


@dataclass(frozen=True)
class Origin:
    """What a benefit comes from: an asset, with its project where it has one, or a project directly."""

    asset: Asset | None
    project: Project | None


def from_household(user: User, household: Household) -> tuple[list[Step], list[Branch], int]:
    """The household with what it received, one chain for each thing that gave, and how many more there are."""
    rows = benefits_of_household(user, household.code).select_related("owner", "place", "project")
    found = list(rows.order_by("-due_on", "-pk")[: MOST_BENEFITS + 1])
    shown = found[:MOST_BENEFITS]
    steps = [assets.household_step(user, household), assets.received_step(user, shown, len(found) > MOST_BENEFITS)]
    if any(one.asset_code is None and one.project_code is None for one in shown):
        broken = missing(_("受益没有挂资产，也没有挂项目"), _("打开受益，补资产编号；直接到户的补项目编号"))
        steps.append(Step("asset", _("形成的资产"), (broken,)))
    origins = _origins(shown)
    if gone := _gone(shown, origins):
        title = gettext("受益挂的资产不在台账：%(codes)s") % {"codes": "、".join(gone)}
        broken = missing(title, _("核对资产编号；误删的资产在台账“已删除的”中恢复"))
        steps.append(Step("asset-gone", _("形成的资产"), (broken,)))
    branches = [_branch(user, one) for one in origins[:MOST_CHAINS]]
    return with_files(user, steps), branches, len(origins) - len(branches)


def _origins(benefits: Iterable[Benefit]) -> list[Origin]:
    """Each asset and each project once, those of the newest benefits first."""
    codes = list(dict.fromkeys(one.asset_code for one in benefits if one.asset_code))
    known = {one.code: one for one in Asset.objects.filter(code__in=codes).select_related(*_ASSET_LINKS)}
    direct = list(dict.fromkeys(one.project_code for one in benefits if not one.asset_code and one.project_code))
    projects = Project.objects.filter(code__in=direct).select_related("owner", "place")
    named = {one.code: one for one in projects}
    of_assets = [Origin(known[code], known[code].project) for code in codes if code in known]
    return of_assets + [Origin(None, named[code]) for code in direct if code in named]


def _gone(benefits: Iterable[Benefit], origins: Iterable[Origin]) -> list[str]:
    """The codes of assets that are in the ledger no more."""
    known = {one.asset.code for one in origins if one.asset is not None}
    return sorted({one.asset_code for one in benefits if one.asset_code} - known)


def _branch(user: User, origin: Origin) -> Branch:
    asset, project = origin.asset, origin.project
    steps = [assets.asset_step(user, project, [asset])] if asset is not None and project is not None else []
    if project is None:
        assert asset is not None
        steps = [_unfounded(user, asset)]
    else:
        steps += _to_money(user, project, asset)
    record = asset or project
    assert record is not None
    is_seen = user.may(record.read_permission, record)
    url = reverse("assets:asset", args=[asset.pk]) if asset is not None else reverse("chain:project", args=[record.pk])
    label = _("资产") if asset is not None else _("项目直接到户")
    title, address = (str(record), url) if is_seen else (str(HIDDEN), "")
    return Branch(label, title, address, "", with_files(user, steps))


def _unfounded(user: User, asset: Asset) -> Step:
    """An asset that no project of the platform formed: its source is all that is known."""
    facts = (Fact(_("来源"), asset.source or "—"),)
    node = node_of(user, asset, amount=asset.amount_fen, facts=facts, url=reverse("assets:asset", args=[asset.pk]))
    broken = missing(_("资产没有挂项目，查不到支付"), _("平台启用后形成的，在资产中补项目编号"))
    return Step("asset", _("形成的资产"), (node, broken))


def _to_money(user: User, project: Project, asset: Asset | None) -> list[Step]:
    contracts = _contracts(project, asset)
    payments = _payments(project, contracts if asset is not None and asset.contract_number else [])
    keys = {one.budget_id for one in payments[: money.MOST_PAYMENTS]}
    budgets = list(ProjectBudget.objects.filter(pk__in=keys).select_related(*money.BUDGET_LINKS).order_by("pk"))
    steps = [
        money.project_step(user, project),
        work.acceptance_step(user, project),
        work.contract_step(user, contracts),
        _payment_step(user, payments),
    ]
    if budgets:
        steps += [
            money.budget_step(user, budgets),
            money.allocation_step(user, budgets, project),
            money.source_step(user, budgets),
        ]
    return [*steps, _indicator_step(user, project)]


def _contracts(project: Project, asset: Asset | None) -> list[Contract]:
    found = work.contracts_of(project)
    number = asset.contract_number if asset is not None else ""
    return [one for one in found if one.number == number] or found


def _payments(project: Project, contracts: Sequence[Contract]) -> list[Payment]:
    """All years' payments, newest first, one more than is shown; with contracts only those under them."""
    rows = Payment.objects.filter(project=project, state=PaymentState.PAID)
    if contracts:
        rows = rows.filter(contract__in=contracts)
    return list(rows.select_related(*money.PAYMENT_LINKS).order_by("-paid_on", "-pk")[: money.MOST_PAYMENTS + 1])


def _payment_step(user: User, payments: Sequence[Payment]) -> Step:
    if payments:
        return money.payment_step(user, payments)
    broken = missing(_("没有已支付的钱"), _("由资金审核登记支付；钱在平台启用前支付的，补登记"))
    return Step("payment", _("支付"), (broken,))


def _indicator_step(user: User, project: Project) -> Step:
    """The indicators in force of the project, each leading to its value, score and report."""
    label = _("指标与结果")
    rows = GoalIndicator.objects.filter(goals__project=project, goals__state=FormState.APPROVED).visible_to(user)
    rows = rows.select_related("goals__owner", "goals__project", "owner", "place")
    found = list(rows.order_by("-goals__year", "order", "pk")[:MOST_INDICATORS])
    nodes = tuple(
        node_of(
            user,
            one,
            title=f"{one.goals.year} {one.name}",
            facts=(Fact(_("指标值"), f"{one.target or '—'} {one.unit}".strip()),),
            url=reverse("chain:indicator", args=[one.pk]),
        )
        for one in found
    )
    return Step("result", label, nodes, "" if nodes else _("没有您可见的生效指标。"))
