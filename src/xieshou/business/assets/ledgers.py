"""The ledgers of assets, households and benefits, declared."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from xieshou.business.assets import rules
from xieshou.business.assets.models import (
    CODE_LENGTH,
    Asset,
    AssetKind,
    Benefit,
    BenefitKind,
    Household,
    HouseholdKind,
    TitleState,
    Use,
)
from xieshou.business.assets.sums import WithinSpent
from xieshou.platform.ledger.api import Column, Kind, Ledger, name_of


def _texts(choices: type[AssetKind | BenefitKind | HouseholdKind | TitleState | Use]) -> tuple[tuple[str, str], ...]:
    return tuple((code, str(label)) for code, label in choices.choices)


@dataclass(frozen=True)
class Coded(Ledger):
    """A ledger whose records have codes. `title` and `day`: what the first columns mean here.

    `is_title_known`: the title follows from codes, nobody types it.
    """

    title: str = ""
    day: str = ""
    is_title_known: bool = False

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """As declared, with what the first columns mean here."""
        told: dict[str, dict[str, Any]] = {
            "title": {"help": self.title, "is_required": not self.is_title_known, "example": ""},
            "place": {"help": "不填的按责任单位带出"},
            "occurred_on": {"help": self.day, "is_listed": False},
            "period": {"help": "不知道日期的填年、季或月", "is_listed": False},
        }
        return tuple(replace(one, **told.get(one.name, {})) for one in super().columns)


ASSETS = Coded(
    title="资产叫什么，例如果品冷库",
    day="形成的日期：验收、购置或登记的那天",
    slug="assets",
    label="帮扶资产",
    model=Asset,
    own_columns=(
        Column(
            "code",
            "资产编号",
            Kind.CODE,
            max_length=CODE_LENGTH,
            is_required=True,
            help="一处资产一个编号，不重复、不改变",
            example="540425-2024-01",
        ),
        Column(
            "project_code",
            "项目编号",
            Kind.CODE,
            max_length=40,
            help="由哪个项目形成：项目页上的编号；平台启用前的资产留空，写来源",
        ),
        Column("contract_number", "合同编号", Kind.CODE, max_length=80, help="由哪份合同形成", is_listed=False),
        Column("kind", "资产类别", Kind.CHOICE, choices=_texts(AssetKind), help="确权前可以留空"),
        Column(
            "amount_fen", "原值", Kind.MONEY, unit="元", help="一个项目的资产合计不超过已支付的钱", example="120000"
        ),
        Column("address", "坐落", help="村、组、地名", is_listed=False),
        Column("holder", "产权单位", Kind.ORGANISATION, help="已登记的机构", is_listed=False),
        Column("holder_name", "产权单位名称", max_length=120, help="没有登记的写这里，例如村集体", is_listed=False),
        Column("operator_name", "经营（管护）单位", max_length=120, is_listed=False),
        Column("certificate", "权证号", max_length=120, is_listed=False),
        Column("handed_over_on", "移交日期", Kind.DATE, is_listed=False),
        Column("use", "使用状态", Kind.CHOICE, choices=_texts(Use), help="不填算“在用”"),
        Column("title_state", "确权状态", Kind.CHOICE, choices=_texts(TitleState), is_entered=False),
    ),
    unique_key=("code",),
    sums=("amount_fen",),
    sorts=("amount_fen",),
    known={"holder_name": name_of("holder")},
    rules=(rules.code_kept(Asset, "资产编号"), rules.asset_belongs, rules.asset_within_spent),
    together=(WithinSpent,),
    map_column="amount_fen",
    icon="building-community",
    description="项目形成的资产：类别、原值、产权、移交、使用；由哪个项目、哪份合同形成",
    order=60,
)

HOUSEHOLDS = Coded(
    is_title_known=True,
    title="留空：由户编号带出，不要写姓名",
    day="建档的日期；日期和时期至少填一个",
    slug="households",
    label="受益户",
    model=Household,
    own_columns=(
        Column(
            "code",
            "户编号",
            Kind.CODE,
            max_length=CODE_LENGTH,
            is_required=True,
            help="一户一个编号，不重复、不改变；名称由它带出，不要写姓名",
            example="540425-0001",
            is_listed=False,
        ),
        Column("village", "村（社区）", max_length=80),
        Column("kind", "户类型", Kind.CHOICE, choices=_texts(HouseholdKind)),
        Column("persons", "家庭人口", Kind.WHOLE, unit="人", least=1, most=60, help="人数；户数按记录数，不看这一列"),
        Column("head_masked", "户主（打码）", is_entered=False),
    ),
    unique_key=("code",),
    sums=("persons",),
    known={"title": rules.household_title},
    rules=(rules.code_kept(Household, "户编号"),),
    icon="users",
    description="受益的户：一条一户；户主姓名和证件加密，在户的页面登记",
    order=61,
)

BENEFITS = Coded(
    is_title_known=True,
    title="留空：由户编号和受益方式带出",
    day="留空即按应发日期所在的年",
    slug="benefits",
    label="受益到户",
    model=Benefit,
    own_columns=(
        Column(
            "household_code",
            "户编号",
            Kind.CODE,
            max_length=CODE_LENGTH,
            is_required=True,
            help="受益户台账中的编号",
            is_listed=False,
        ),
        Column(
            "asset_code",
            "资产编号",
            Kind.CODE,
            max_length=CODE_LENGTH,
            help="由哪处资产受益；直接到户的留空，填项目编号",
        ),
        Column("project_code", "项目编号", Kind.CODE, max_length=40, help="填了资产编号的由资产带出", is_listed=False),
        Column("kind", "受益方式", Kind.CHOICE, choices=_texts(BenefitKind), is_required=True, example="分红"),
        Column("amount_fen", "应发金额", Kind.MONEY, unit="元", is_required=True, help="实物折价", example="800"),
        Column("due_on", "应发日期", Kind.DATE, is_required=True, example="2025-12-20"),
        Column("paid_fen", "实发金额", Kind.MONEY, unit="元", help="没有发的留空，不填 0"),
        Column("paid_on", "实发日期", Kind.DATE),
    ),
    unique_key=("household_code", "asset_code", "project_code", "kind", "due_on"),
    sums=("amount_fen", "paid_fen"),
    known={
        "title": rules.benefit_title,
        "place": rules.benefit_place,
        "project_code": rules.benefit_project,
        "period": rules.benefit_period,
    },
    rules=(rules.benefit_belongs, rules.benefit_paid),
    map_column="paid_fen",
    icon="coin",
    description="哪一户从哪处资产（或项目）应得多少、什么时候、发了没有",
    order=62,
)
LEDGERS = (ASSETS, HOUSEHOLDS, BENEFITS)
