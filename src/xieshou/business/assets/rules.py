"""What is judged of a whole row, and what follows from codes: the rules of the three ledgers."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from xieshou.business.assets.models import Asset, Benefit, BenefitKind, Household, TitleState, code_stays
from xieshou.business.assets.money import worth_of
from xieshou.business.projects.api import Contract, Project
from xieshou.lib import paths
from xieshou.lib.problems import Problem
from xieshou.platform.exchange.api import cells
from xieshou.platform.ledger.api import Known, Values
from xieshou.platform.registry.api import Organisation

Rule = Callable[[Values], Iterable[Problem]]


def yuan(fen: int) -> str:
    """分 as exact yuan with the unit."""
    return f"{cells.money(fen, '元')} 元"


# --- what codes name ---


def project_coded(code: Any) -> Project | None:
    """The project with a code."""
    return Project.objects.filter(code=code).first() if code else None


def asset_coded(code: Any) -> Asset | None:
    """The asset with a code."""
    return Asset.objects.filter(code=code).first() if code else None


def household_coded(code: Any) -> Household | None:
    """The household with a code."""
    return Household.objects.filter(code=code).first() if code else None


def code_kept(model: type[Asset | Household], label: str) -> Rule:
    """A rule: whoever names a record by its external number does not give it another code."""

    def rule(values: Values) -> Iterable[Problem]:
        if not values["external_key"]:
            return
        known = model.objects.filter(owner=values["owner"], external_key=values["external_key"]).first()
        if known is not None and known.code != values["code"]:
            yield code_stays(label, known.code)

    return rule


# --- assets ---


def asset_belongs(values: Values) -> Iterable[Problem]:
    """The project and the contract are there, the asset lies where the project is; without a project, a source is named."""
    code, number = values["project_code"], values["contract_number"]
    if not code:
        yield from _without_project(values)
        return
    project = project_coded(code)
    if project is None:
        yield Problem(
            f"没有编号为“{code}”的项目", "项目编号", "项目页上的编号", "请核对；平台启用前的资产留空，写明来源"
        )
        return
    if number and not Contract.objects.filter(project=project, number=number).exists():
        yield Problem(f"项目“{project}”没有合同“{number}”", "合同编号", "本项目合同台账中的编号，或留空")
    yield from _outside(project, values)


def _without_project(values: Values) -> Iterable[Problem]:
    if values["contract_number"]:
        yield Problem("填了合同编号，没有填项目编号", "项目编号", remedy="合同属于项目，请填项目编号")
    if not values["source"]:
        yield Problem(
            "没有项目编号，也没有来源",
            "项目编号",
            "项目编号；平台启用前形成的资产填来源（文号、清查表）",
            "两者至少填一个，才说得清由什么钱形成",
        )


def _outside(project: Project, values: Values) -> Iterable[Problem]:
    from_registry = values["place"]
    if from_registry is None or project.place is None:
        return
    place = type(project.place).objects.get(pk=from_registry)
    if not paths.is_within(place.path, project.place.path) and not paths.is_within(project.place.path, place.path):
        yield Problem(f"“{place}”不在项目地区“{project.place}”内", "地区", f"{project.place} 或其下级")


def asset_within_spent(values: Values) -> Iterable[Problem]:
    """All assets of a project together are worth no more than was paid for it."""
    project = project_coded(values["project_code"])
    if project is None or values["amount_fen"] is None or values["is_counted"] is False:  # not said: it counts
        return
    worth = worth_of(project, without=values["code"])
    if values["amount_fen"] > worth.left:
        yield over(worth.paid, worth.assets, values["amount_fen"])


def over(paid: int, others: int, amount: int) -> Problem:
    """More is claimed than was spent, with the arithmetic."""
    return Problem(
        f"资产合计超过已支付：已支付 {yuan(paid)}，已登记其他资产 {yuan(others)}，本资产 {yuan(amount)}，"
        f"超出 {yuan(amount + others - paid)}",
        "原值",
        f"不超过 {yuan(max(paid - others, 0))}",
        "核对原值；钱已付而没有登记的，先登记支付",
    )


# --- households ---


def household_title(values: Values, registers: Any) -> Known | None:
    """A household is called by its code: no name of a person gets into a list's title."""
    return Known(values["code"], "户编号（户的名称就是编号，不写姓名）") if values.get("code") else None


# --- benefits ---


def benefit_title(values: Values, registers: Any) -> Known | None:
    """The household's code and the kind."""
    code, kind = values.get("household_code"), values.get("kind")
    if not code or kind not in BenefitKind.values:
        return None
    return Known(f"{code} {BenefitKind(kind).label}", "户编号和受益方式")


def benefit_place(values: Values, registers: Any) -> Known | None:
    """A benefit lies where its household is."""
    household = household_coded(values.get("household_code"))
    if household is None or household.place_id is None:
        return None
    return Known(household.place_id, f"受益户 {household.code} 的地区", household)


def benefit_project(values: Values, registers: Any) -> Known | None:
    """The project is the asset's, where the asset has one."""
    asset = asset_coded(values.get("asset_code"))
    return Known(asset.project_code, f"资产 {asset.code} 的项目", asset) if asset and asset.project_code else None


def benefit_period(values: Values, registers: Any) -> Known | None:
    """Without a day or a period, the year in which it is due."""
    if values.get("occurred_on") or values.get("period") or values.get("due_on") is None:
        return None
    return Known(str(values["due_on"].year), "应发日期所在的年")


def benefit_belongs(values: Values) -> Iterable[Problem]:
    """Household, asset and project are there, and the household is one of the unit's own."""
    household = household_coded(values["household_code"])
    if household is None:
        yield Problem(f"没有编号为“{values['household_code']}”的户", "户编号", "受益户台账中的编号", "先登记这户")
    elif not _is_own(household, values["owner"]):
        yield Problem(f"户“{household.code}”不归本单位登记", "户编号", "责任单位及其下级登记的户")
    if values["asset_code"]:
        yield from _asset_gives(values["asset_code"])
    elif values["project_code"] and project_coded(values["project_code"]) is None:
        yield Problem(f"没有编号为“{values['project_code']}”的项目", "项目编号", "项目页上的编号")


def _is_own(household: Household, owner: int) -> bool:
    unit = Organisation.objects.filter(pk=owner).first()
    return unit is not None and paths.is_within(household.owner_path, unit.path)


def _asset_gives(code: str) -> Iterable[Problem]:
    asset = asset_coded(code)
    if asset is None:
        yield Problem(
            f"没有编号为“{code}”的资产",
            "资产编号",
            "帮扶资产台账中的编号",
            "先登记资产；到户补助不经资产的留空，填项目编号",
        )
    elif asset.title_state == TitleState.NONE:
        yield Problem(f"“{asset}”已核定未形成资产", "资产编号", "已形成的资产", "直接到户的留空，填项目编号")


def benefit_paid(values: Values) -> Iterable[Problem]:
    """Paid means a day and an amount, and the day has come."""
    day, amount = values["paid_on"], values["paid_fen"]
    if (day is None) != (amount is None):
        where = "实发日期" if day is None else "实发金额"
        yield Problem("实发日期和实发金额只填了一个", where, "两个都填，或都留空", "没有发的都留空，不要填 0")
    if day is not None and day > timezone.localdate():
        yield Problem(f"{day} 还没有到", "实发日期", "今天或以前", "计划什么时候发，填应发日期")


def of_asset(code: str) -> Any:
    """The benefits that an asset gives."""
    return Benefit.objects.filter(asset_code=code)
