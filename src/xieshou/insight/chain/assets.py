"""The stations of what a project left behind and for whom: assets, what they give, the households."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xieshou.business.assets.api import Asset, AssetKind, Benefit, Household, TitleState, Use
from xieshou.business.projects.api import Contract, Nature, Project, Stage
from xieshou.insight.chain.money import day, yuan
from xieshou.insight.chain.nodes import HIDDEN, Fact, Node, Step, missing, node_of
from xieshou.platform.accounts.api import User

MOST_ASSETS = 50
MOST_HOUSEHOLDS = 20
_LEAVE_ASSETS = (Stage.ACCEPTED, Stage.SETTLED)


def assets_of(project: Project, contracts: Sequence[Contract] = ()) -> list[Asset]:
    """The assets of a project; with contracts those that came of them, where any did."""
    rows = Asset.objects.filter(project_code=project.code).select_related("owner", "place", "holder")
    found = list(rows.order_by("code")[: MOST_ASSETS + 1])
    numbers = {one.number for one in contracts}
    return [one for one in found if one.contract_number in numbers] or found


def asset_step(user: User, project: Project, assets: Sequence[Asset]) -> Step:
    """What the project left behind; an accepted one without anything is broken."""
    label = _("形成的资产")
    nodes = [_asset(user, one) for one in assets[:MOST_ASSETS]]
    if not nodes and project.nature == Nature.SERVICE:
        return Step("asset", label, (), _("服务与活动类项目不形成资产。"))
    if not nodes and project.stage in _LEAVE_ASSETS:
        told = _("登记资产；确实没有形成的，登记后由有权限的人核定“未形成资产”")
        return Step("asset", label, (missing(_("已验收，没有登记资产"), told),))
    note = _("还没有登记资产；验收合格时自动生成待确权资产。") if not nodes else ""
    return Step("asset", label, tuple(nodes), note if len(assets) <= MOST_ASSETS else _("只列前 50 处。"))


def _asset(user: User, one: Asset) -> Node:
    facts = (
        Fact(_("编号"), one.code),
        Fact(_("类别"), str(one.get_kind_display() or "—")),
        Fact(_("确权"), str(one.get_title_state_display())),
        Fact(_("产权单位"), one.holder_text or "—"),
        Fact(_("移交日期"), day(one.handed_over_on)),
    )
    return node_of(user, one, amount=one.amount_fen, facts=facts, url=reverse("assets:asset", args=[one.pk]))


def given(project: Project, assets: Sequence[Asset]) -> Any:
    """The benefits that come of the assets, or of the project directly; narrowed to nobody."""
    direct = Q(project_code=project.code, asset_code=None)
    return Benefit.objects.filter(direct | Q(asset_code__in=[one.code for one in assets]))


@dataclass(frozen=True)
class _Sums:
    """What some benefits add up to: 分, and 户 each once."""

    due: int
    paid: int
    households: int


def benefit_steps(user: User, project: Project, assets: Sequence[Asset]) -> list[Step]:
    """What is given, by asset; and the households, each leading back to its money. Sums hold what the person may see."""
    rows = given(project, assets)
    seen = rows.visible_to(user)
    found = list(_sums(seen))
    hidden = [Node(HIDDEN, is_hidden=True)] if not found and rows.exists() else []
    names = {one.code: one for one in assets}
    nodes = [_given(user, names.get(code), sums) for code, sums in found] + hidden
    told = {code for code, _sum in found}
    if not hidden:
        nodes += [_gives_nothing(one) for one in assets if one.code not in told and _should_give(user, one)]
    note = "" if nodes else _("还没有登记受益。")
    return [Step("benefit", _("受益"), tuple(nodes), note), _household_step(user, seen, hidden=bool(hidden))]


def _sums(rows: Any) -> Any:
    grouped = rows.order_by("asset_code").values("asset_code")
    told = grouped.annotate(due=Sum("amount_fen"), paid=Sum("paid_fen"), homes=Count("household_code", distinct=True))
    return [(row["asset_code"], _Sums(row["due"], row["paid"] or 0, row["homes"])) for row in told]


def _given(user: User, asset: Asset | None, sums: _Sums) -> Node:
    facts = (
        Fact(_("应发"), yuan(sums.due)),
        Fact(_("受益户"), gettext("%(n)s 户") % {"n": sums.households}),
    )
    if asset is None:
        return Node(_("项目直接到户"), amount=sums.paid, facts=facts)
    if not user.may(asset.read_permission, asset):
        return Node(HIDDEN, amount=sums.paid, facts=facts, is_hidden=True)
    return Node(str(asset), f"{reverse('assets:asset', args=[asset.pk])}#benefits", sums.paid, facts)


def _should_give(user: User, asset: Asset) -> bool:
    is_let = asset.kind == AssetKind.OPERATING and asset.use == Use.IN_USE
    return is_let and asset.title_state == TitleState.CONFIRMED and user.may(asset.read_permission, asset)


def _gives_nothing(asset: Asset) -> Node:
    title = gettext("经营性资产“%(asset)s”没有受益登记") % {"asset": asset}
    return missing(title, _("登记分红、租金等受益到户；收益归集体使用的在备注写明"))


def _household_step(user: User, seen: Any, *, hidden: bool) -> Step:
    label = _("受益户")
    if hidden:
        return Step("household", label, (Node(HIDDEN, is_hidden=True),))
    rows = seen.order_by("household_code").values("household_code").annotate(paid=Sum("paid_fen"))
    paid = {row["household_code"]: row["paid"] for row in rows[: MOST_HOUSEHOLDS + 1]}
    homes = Household.objects.filter(code__in=list(paid)[:MOST_HOUSEHOLDS]).select_related("owner", "place")
    nodes = tuple(_home(user, one, paid[one.code]) for one in homes.order_by("code"))
    if len(paid) <= MOST_HOUSEHOLDS:
        return Step("household", label, nodes, "" if nodes else _("查不到户：没有登记受益。"))
    told = gettext("只列前 %(n)s 户，全部在资产页的受益到户。") % {"n": MOST_HOUSEHOLDS}
    return Step("household", label, nodes, told)


def _home(user: User, one: Household, paid: int | None) -> Node:
    facts = [Fact(_("村（社区）"), one.village or "—")]
    if user.may(one.read_permission, one):
        facts.append(Fact(_("反查到钱"), gettext("查看"), reverse("chain:household", args=[one.pk])))
    address = reverse("assets:household", args=[one.pk])
    return node_of(user, one, title=one.code, amount=paid, facts=tuple(facts), url=address)


def household_step(user: User, household: Household) -> Step:
    """The household that a chain begins at. Its head stays masked; the people in it are no figure of the chain."""
    facts = (
        Fact(_("地区"), str(household.place or "—")),
        Fact(_("村（社区）"), household.village or "—"),
        Fact(_("户主"), household.head_masked or "—"),
    )
    address = reverse("assets:household", args=[household.pk])
    node = node_of(user, household, title=household.code, facts=facts, is_here=True, url=address)
    return Step("household", _("受益户"), (node,))


def received_step(user: User, benefits: Sequence[Benefit], has_more: bool) -> Step:
    """What the household was to receive and received, newest first."""
    today = timezone.localdate()
    nodes = tuple(_received(user, one, today) for one in benefits)
    note = _("没有登记受益，查不到钱。") if not nodes else ""
    return Step("benefit", _("受益"), nodes, _("只列最近的 50 笔。") if has_more else note)


def _received(user: User, one: Benefit, today: date) -> Node:
    is_missing = one.paid_on is None and one.due_on < today
    paid = gettext("漏发") if is_missing else day(one.paid_on)
    facts = (
        Fact(_("资产"), one.asset_code or "—"),
        Fact(_("应发"), f"{day(one.due_on)} {yuan(one.amount_fen)}"),
        Fact(_("实发日期"), paid),
    )
    title = f"{one.get_kind_display()} {one.due_on.year}"
    return node_of(user, one, title=title, amount=one.paid_fen, facts=facts, is_broken=is_missing)
