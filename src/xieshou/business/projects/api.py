"""The door of projects."""

from xieshou.business.projects.models import (
    Category,
    FundingNeed,
    Maturity,
    Nature,
    PlanItem,
    PlanState,
    Project,
    SourceLevel,
    Stage,
    YearPlan,
)
from xieshou.business.projects.panels import Panel
from xieshou.business.projects.panels import add as panel_add
from xieshou.business.projects.stages import PLANNED_ON, move, refuse_unless

__all__ = [
    "PLANNED_ON",
    "Category",
    "FundingNeed",
    "Maturity",
    "Nature",
    "Panel",
    "PlanItem",
    "PlanState",
    "Project",
    "SourceLevel",
    "Stage",
    "YearPlan",
    "move",
    "panel_add",
    "refuse_unless",
]
