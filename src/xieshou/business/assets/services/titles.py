"""Confirming who owns an asset: put forward for approval, or decided by an authorised role; all that is missing at once."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from xieshou.business.assets.ledgers import ASSETS
from xieshou.business.assets.models import Asset, TitleState
from xieshou.business.assets.money import worth_of
from xieshou.business.assets.rules import over
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Invalid, Problem, Refused
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence.api import citations_of
from xieshou.platform.ledger.api import shown_values
from xieshou.platform.workflow.api import FlowDefinition, Matter, MatterState, matter_start

MATTER = "assets.title"
FLOW = "two-step"
# what is confirmed; changed later, it shows as a difference
CONFIRMED = (
    "code",
    "title",
    "project_code",
    "contract_number",
    "kind",
    "amount_fen",
    "holder",
    "holder_name",
    "handed_over_on",
)


def missing_for_title(asset: Asset) -> list[Problem]:
    """Everything that stands against the confirmation, all at once."""
    told = []
    if not asset.kind:
        told.append(Problem("没有填", "资产类别", "经营性、公益性、到户类"))
    if asset.amount_fen is None:
        told.append(Problem("没有填", "原值", "支付凭证、决算或评估的数"))
    if not asset.holder_text:
        told.append(Problem("没有填", "产权单位", "登记的机构，或写明名称（例如村集体）"))
    if asset.handed_over_on is None:
        told.append(Problem("没有填", "移交日期", "移交清单上的日期"))
    elif asset.handed_over_on > timezone.localdate():
        told.append(Problem(f"{asset.handed_over_on} 还没有到", "移交日期", "今天或以前"))
    if not citations_of(asset).exists():
        told.append(Problem("没有证据", "证据", "移交清单、权证或产权界定文件，一份以上", "在资产页引用证据"))
    return told + _over(asset)


def _over(asset: Asset) -> list[Problem]:
    if asset.project is None or asset.amount_fen is None:
        return []
    worth = worth_of(asset.project, without=asset.code)
    return [over(worth.paid, worth.assets, asset.amount_fen)] if asset.amount_fen > worth.left else []


def facts_of(asset: Asset) -> dict[str, str]:
    """What is confirmed of an asset, as text."""
    shown = shown_values(ASSETS, asset)
    return {name: shown[name] for name in CONFIRMED}


def changed_since(asset: Asset) -> list[tuple[str, str, str]]:
    """What was changed after it was put forward: label, then, now."""
    if asset.title_state not in {TitleState.SUBMITTED, TitleState.CONFIRMED}:
        return []
    before: Mapping[str, str] = asset.put_forward
    now = facts_of(asset)
    return [
        (ASSETS.by_name[name].label, before.get(name, ""), now[name])
        for name in CONFIRMED
        if name in before and before[name] != now[name]
    ]


@transaction.atomic
def title_submit(*, actor: User, asset: Asset, opened_version: int) -> Asset:
    """Puts an asset forward for approval; refused with everything that is missing."""
    asset = _held(actor, asset, Permission.RECORD_EDIT, opened_version, TitleState.PENDING, doing="报批")
    if problems := missing_for_title(asset):
        raise Invalid(*problems)
    flow = FlowDefinition.objects.filter(code=FLOW).first()
    if flow is None:
        raise Invalid(Problem(f"没有代码为“{FLOW}”的流程", "审批流程", remedy="请管理员装入流程"))
    asset.put_forward = facts_of(asset)
    _move(actor, asset, TitleState.SUBMITTED, "asset.submit")
    matter_start(
        actor=actor,
        flow=flow,
        title=f"资产确权：{asset}"[:200],
        owner=asset.owner,
        place=asset.place,
        target=asset,
        variables={"amount_fen": asset.amount_fen or 0},
        summary="\n".join(f"{ASSETS.by_name[name].label}：{text}" for name, text in asset.put_forward.items() if text),
        kind=MATTER,
    )
    return asset


def ended(matter: Matter, actor: User | None) -> None:
    """What the end of the approval does to the asset; called in the same transaction."""
    asset = Asset.objects.select_related("owner", "place").filter(pk=matter.object_id).first()
    if asset is None or asset.title_state != TitleState.SUBMITTED:
        return
    is_approved = MatterState(matter.state) is MatterState.APPROVED
    asset.version += 1
    _move(actor, asset, TitleState.CONFIRMED if is_approved else TitleState.PENDING, "asset.end")


@transaction.atomic
def title_confirm(*, actor: User, asset: Asset, opened_version: int, reason: str) -> Asset:
    """An authorised role confirms at once, with the basis."""
    asset = _held(actor, asset, Permission.ASSET_CONFIRM, opened_version, TitleState.PENDING, doing="确权")
    problems = missing_for_title(asset) + _reasonless(reason, "确权依据")
    if problems:
        raise Invalid(*problems)
    asset.put_forward = facts_of(asset)
    return _move(actor, asset, TitleState.CONFIRMED, "asset.confirm", reason)


@transaction.atomic
def title_none(*, actor: User, asset: Asset, opened_version: int, reason: str) -> Asset:
    """Nothing lasting was left behind: the record stays, counts in no sum, and says why."""
    asset = _held(actor, asset, Permission.ASSET_CONFIRM, opened_version, TitleState.PENDING, doing="核定未形成资产")
    if problems := _reasonless(reason, "理由"):
        raise Invalid(*problems)
    asset.is_counted = False
    return _move(actor, asset, TitleState.NONE, "asset.none", reason)


@transaction.atomic
def title_reopen(*, actor: User, asset: Asset, opened_version: int, reason: str) -> Asset:
    """Takes a decision back, with the reason: the asset waits for title again."""
    states = (TitleState.CONFIRMED, TitleState.NONE)
    asset = _held(actor, asset, Permission.ASSET_CONFIRM, opened_version, *states, doing="撤销确权")
    if problems := _reasonless(reason, "理由"):
        raise Invalid(*problems)
    asset.is_counted = True
    return _move(actor, asset, TitleState.PENDING, "asset.reopen", reason)


def _reasonless(reason: str, label: str) -> list[Problem]:
    return [] if reason.strip() else [Problem("没有填", label, "不超过 500 字")]


def _held(actor: User, asset: Asset, right: Permission, opened_version: int, *states: TitleState, doing: str) -> Asset:
    """The asset as it is stored now, held until the end of the transaction, in one of the states."""
    rows: Any = Asset.objects.select_for_update(of=("self",)).select_related("owner", "place", "holder")
    found: Asset = rows.get(pk=asset.pk)
    if not actor.may(right, found):
        raise Refused(f"您可以查看，但没有在此“{right.label}”的权限")
    bump(found, opened_version)
    if found.title_state not in states:
        allowed = "、".join(str(one.label) for one in states)
        raise Invalid(Problem(f"资产现在“{found.get_title_state_display()}”，不能{doing}", str(found), allowed))
    return found


def _move(actor: User | None, asset: Asset, state: TitleState, action: str, reason: str = "") -> Asset:
    change = audit.Change("确权状态", str(asset.get_title_state_display()), str(state.label))
    asset.title_state, asset.decided_because = state, reason.strip()[:500]
    asset.decided_by, asset.decided_at = actor, timezone.now()
    asset.save()
    audit.record(actor=actor, action=action, target=asset, changes=[change], reason=reason.strip())
    return asset
