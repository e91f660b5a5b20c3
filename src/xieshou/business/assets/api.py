"""The door of assets, households and benefits."""

from xieshou.business.assets.ledgers import ASSETS, BENEFITS, HOUSEHOLDS
from xieshou.business.assets.models import (
    Asset,
    AssetKind,
    Benefit,
    BenefitKind,
    Household,
    HouseholdKind,
    TitleState,
    Use,
)
from xieshou.business.assets.money import Worth, worth_of
from xieshou.business.assets.paying import LAPSES, Totals, benefits_of_asset, benefits_of_household, sum_of
from xieshou.business.assets.services.heads import head_set
from xieshou.business.assets.services.titles import (
    missing_for_title,
    title_confirm,
    title_none,
    title_reopen,
    title_submit,
)

__all__ = [
    "ASSETS",
    "BENEFITS",
    "HOUSEHOLDS",
    "LAPSES",
    "Asset",
    "AssetKind",
    "Benefit",
    "BenefitKind",
    "Household",
    "HouseholdKind",
    "TitleState",
    "Totals",
    "Use",
    "Worth",
    "benefits_of_asset",
    "benefits_of_household",
    "head_set",
    "missing_for_title",
    "sum_of",
    "title_confirm",
    "title_none",
    "title_reopen",
    "title_submit",
    "worth_of",
]
