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
from xieshou.business.projects.money import MoneyField
from xieshou.business.projects.panels import Panel
from xieshou.business.projects.panels import add as panel_add
from xieshou.business.projects.selectors import PlanTotals, plan_totals
from xieshou.business.projects.services.library import maturity_set, rank_set
from xieshou.business.projects.services.negative import Hit, hits, negative_exempt
from xieshou.business.projects.services.planning import (
    plan_create,
    plan_item_add,
    plan_item_remove,
    plan_submit,
    plan_update,
)
from xieshou.business.projects.services.proposing import (
    project_copy,
    project_create,
    project_propose,
    project_update,
    project_withdraw,
)
from xieshou.business.projects.services.reviewing import (
    project_accept,
    project_refuse,
    review_close,
    review_open,
    review_publish,
    review_score,
)
from xieshou.business.projects.services.scoring import Given
from xieshou.business.projects.stages import PLANNED_ON, move, refuse_unless

__all__ = [
    "PLANNED_ON",
    "Category",
    "FundingNeed",
    "Given",
    "Hit",
    "Maturity",
    "MoneyField",
    "Nature",
    "Panel",
    "PlanItem",
    "PlanState",
    "PlanTotals",
    "Project",
    "SourceLevel",
    "Stage",
    "YearPlan",
    "hits",
    "maturity_set",
    "move",
    "negative_exempt",
    "panel_add",
    "plan_create",
    "plan_item_add",
    "plan_item_remove",
    "plan_submit",
    "plan_totals",
    "plan_update",
    "project_accept",
    "project_copy",
    "project_create",
    "project_propose",
    "project_refuse",
    "project_update",
    "project_withdraw",
    "rank_set",
    "refuse_unless",
    "review_close",
    "review_open",
    "review_publish",
    "review_score",
]
