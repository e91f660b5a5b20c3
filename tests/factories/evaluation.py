"""Goals of a project, filled in so that the indicator check finds nothing to block."""

from typing import Any

from tests.factories.world import World
from xieshou.business.evaluation.entries import Row
from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.evaluation.services.checking import check_stored, waiver_set
from xieshou.business.evaluation.services.goals import goals_create, goals_save
from xieshou.business.evaluation.services.reviewing import goals_pass, goals_submit
from xieshou.business.projects.api import Category, Nature, Project, Stage
from xieshou.kernel.goals import Severity
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import Organisation
from xieshou.platform.workflow.api import load_builtin_flows

SCHEME = "national-2020-project-self"
EXPECTED = "培训受援地教师 100 人次以上，参训教师满意。"
OWN = {"data_owner": "塔什库尔干塔吉克自治县受援办", "data_source": "培训签到册"}
ROWS = (
    Row(level1="产出指标", level2="数量指标", name="培训受援地教师人次", target="≥100", unit="人次", points="20",
        definition="全年参加培训的受援地教师人次，按签到册计", **OWN),
    Row(level1="产出指标", level2="质量指标", name="参训教师考核合格率", target="≥90%", unit="%", points="20",
        definition="考核合格人数 ÷ 参训人数", **OWN),
    Row(level1="产出指标", level2="成本指标", name="人均培训成本", target="≤1000", unit="元/人次", points="10",
        definition="培训支出 ÷ 参训人次", **OWN),
    Row(level1="效益指标", level2="社会效益指标", name="受训教师返岗开设公开课节数", target="≥50", unit="节", points="30",
        definition="返岗后三个月内开设的公开课", **OWN),
    Row(level1="满意度指标", level2="服务对象满意度指标", name="参训教师满意度", target="≥95%", unit="%", points="10",
        definition="问卷中选满意和很满意的比例", data_owner=OWN["data_owner"], data_source="培训结束时的问卷调查"),
)  # fmt: skip


def make_project(world: World, **rest: Any) -> Project:
    """A running project of county A."""
    number = Project.objects.count() + 1
    facts: dict[str, Any] = {
        "code": f"P-{number:04d}",
        "name": f"教师培训项目（演示 {number}）",
        "category": Category.EDUCATION,
        "nature": Nature.SERVICE,
        "stage": Stage.RUNNING,
        "owner": world.county_a,
        "place": world.county_a_region,
        "department": world.office,
        "implementer": world.county_a,
        "estimate_fen": 10_000_000,
        "is_demo": True,
    }
    return Project.objects.create(**{**facts, **rest})


def make_goals(
    world: World,
    *,
    project: Project | None = None,
    owner: Organisation | None = None,
    year: int = 2021,
    scheme: str = SCHEME,
    rows: tuple[Row, ...] = ROWS,
    expected: str = EXPECTED,
    actor: User | None = None,
    state: str = FormState.DRAFT,
) -> GoalSet:
    """Goals of a project of county A (or of a department: `owner`), as far as `state`: draft, submitted or approved.

    Submitting and approving go through the same services as a person's; warnings are waived on the way.
    """
    actor = actor or world.clerk_a
    subject = {"owner": owner} if owner is not None else {"project": project or make_project(world)}
    goals = goals_create(actor=actor, year=year, scheme=scheme, **subject)
    goals = goals_save(actor=actor, goals=goals, opened_version=goals.version, expected=expected, rows=rows)
    if state in {FormState.SUBMITTED, FormState.APPROVED}:
        submit(goals, actor)
    if state == FormState.APPROVED:
        goals_pass(actor=world.approver_a, goals=goals)
    return goals


def submit(goals: GoalSet, actor: User) -> GoalSet:
    """Sends the goals to their reviewers, every warning waived."""

    load_builtin_flows()
    for one in check_stored(goals, actor).stopping:
        if one.severity is Severity.WARN:
            waiver_set(actor=actor, goals=goals, finding=one.code, indicator_code=one.indicator, reason="演示")
    return goals_submit(actor=actor, goals=goals, opened_version=goals.version)
