"""Projects of the world's counties, complete unless a test says otherwise. Figures are invented."""

from datetime import date
from typing import Any

from tests.factories.world import World
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
from xieshou.platform.accounts.api import User

WAN = 1_000_000  # 分 in 万元


def facts(**changed: Any) -> dict[str, Any]:
    """Everything a complete proposal says, but for whose it is and where."""
    known: dict[str, Any] = {
        "name": "塔县第一小学教学楼",
        "category": Category.EDUCATION,
        "nature": Nature.NEW,
        "starts_on": date(2026, 3, 1),
        "ends_on": date(2026, 11, 30),
        "content": "新建教学楼一栋三层，建筑面积两千四百平方米，配套供暖和室外管网",
        "estimate_fen": 600 * WAN,
        "beneficiaries": "小学在校学生",
        "beneficiary_count": 820,
        "benefit_link": "学生就近入学，当地务工优先",
        "goal": "当年九月投入使用，新增学位四百个",
        "maturity": Maturity.FEASIBLE,
    }
    return {**known, **changed}


def make_project(
    world: World,
    *,
    stage: Stage = Stage.DRAFT,
    owner: Any = None,
    place: Any = None,
    by: User | None = None,
    needs: dict[str, int] | None = None,
    **changed: Any,
) -> Project:
    """A project written straight into a stage, of county A unless told otherwise; its money as one level's."""
    known = facts(**changed)
    known.setdefault("code", f"2020-653131-{Project.objects.count() + 1:04d}")
    project = Project(
        stage=stage,
        owner=owner or world.county_a,
        place=place or world.county_a_region,
        created_by=by or world.clerk_a,
        is_demo=True,
        **known,
    )
    project.save()
    split = needs if needs is not None else {SourceLevel.CITY: known["estimate_fen"]}
    for level, amount in split.items():
        FundingNeed.objects.create(project=project, level=level, amount_fen=amount)
    return project


def make_plan(world: World, *projects: Project, state: PlanState = PlanState.DRAFT, **changed: Any) -> YearPlan:
    """A yearly plan of the forward headquarters with the given projects, each at its estimate."""
    known: dict[str, Any] = {"year": 2026, "title": "2026 年项目计划", "owner": world.hq, "place": world.kashgar}
    plan = YearPlan(state=state, is_demo=True, **{**known, **changed})
    plan.save()
    for order, project in enumerate(projects, 1):
        PlanItem.objects.create(plan=plan, project=project, amount_fen=project.estimate_fen or 0, order=order)
    return plan
