"""Assets, households and benefits of county A. Everything is invented; a household is a code, nobody is named."""

from typing import Any

from tests.business.evaluation.self.builders import make_evidence
from tests.factories.world import World
from xieshou.business.assets.api import ASSETS, BENEFITS, HOUSEHOLDS, Asset, Benefit, Household, title_confirm
from xieshou.business.projects.api import Project
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import cite
from xieshou.platform.ledger.api import record_create

UNIT = "塔什库尔干塔吉克自治县受援办"


def asset_cells(**changed: object) -> dict[str, object]:
    """What a person in county A writes of an asset that is older than the platform."""
    written = {
        "title": "演示冷库",
        "owner": UNIT,
        "occurred_on": "2025-06-30",
        "code": "ZC-01",
        "kind": "经营性",
        "amount_fen": "5万元",
        "holder_name": "演示村集体",
        "handed_over_on": "2025-07-10",
        "source": "演示数据",
    }
    return {**written, **changed}


def make_asset(world: World, project: Project | None = None, *, by: User | None = None, **changed: object) -> Asset:
    """Entered through the ledger; with a project it names that."""
    named = {"project_code": project.code} if project is not None else {}
    values = asset_cells(**{**named, **changed})
    record: Any = record_create(actor=by or world.clerk_a, ledger=ASSETS, values=values, is_demo=True)
    return record  # type: ignore[no-any-return]


def confirm(world: World, asset: Asset) -> Asset:
    """With its evidence, by the approver of county A."""
    cite(actor=world.clerk_a, evidence=make_evidence(world), record=asset, proves="移交清单")
    fresh = Asset.objects.get(pk=asset.pk)
    return title_confirm(actor=world.approver_a, asset=fresh, opened_version=fresh.version, reason="演示纪要 1 号")


def make_household(world: World, code: str = "演示户001", *, by: User | None = None, **changed: object) -> Household:
    """A household of county A."""
    values = {"code": code, "owner": UNIT, "occurred_on": "2025-01-01", "village": "演示村", "persons": "4", **changed}
    record: Any = record_create(actor=by or world.clerk_a, ledger=HOUSEHOLDS, values=values, is_demo=True)
    return record  # type: ignore[no-any-return]


def benefit_cells(**changed: object) -> dict[str, object]:
    """What a person in county A writes of a dividend that was paid in time."""
    written = {
        "owner": UNIT,
        "household_code": "演示户001",
        "asset_code": "ZC-01",
        "kind": "分红",
        "amount_fen": "800",
        "due_on": "2025-12-20",
        "paid_fen": "800",
        "paid_on": "2025-12-18",
    }
    return {**written, **changed}


def make_benefit(world: World, *, by: User | None = None, **changed: object) -> Benefit:
    """Entered through the ledger."""
    values = benefit_cells(**changed)
    record: Any = record_create(actor=by or world.clerk_a, ledger=BENEFITS, values=values, is_demo=True)
    return record  # type: ignore[no-any-return]
