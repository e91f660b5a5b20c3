"""Rules where they are applied: the new version judges from its day on, what was judged keeps the old one."""

from datetime import date

import pytest

from tests.business.projects.work.conftest import days
from tests.business.rules.conftest import issued
from tests.factories.evaluation import make_goals
from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.evaluation.api import may_ask_budget
from xieshou.business.evaluation.models import FormState, Monitoring
from xieshou.business.evaluation.rule_kinds import limits_of, lint_limits, margins_of, rule_of_goals, rule_of_monitoring
from xieshou.business.evaluation.services import ex_ante
from xieshou.business.projects.models import Nature, Project, ProjectWarning, Stage
from xieshou.business.projects.rule_kinds import ACCEPTANCE, NEGATIVE, REVIEW, SCHEDULES, TWINS, WARNINGS
from xieshou.business.projects.schedule_start import suggested
from xieshou.business.projects.services import accepting, negative, reviewing, scoring, similar
from xieshou.business.projects.services.warnings import warnings_refresh
from xieshou.business.rules.api import in_force
from xieshou.kernel.exact import Exact
from xieshou.lib.problems import Invalid

pytestmark = pytest.mark.django_db


def running(world: World, **changed: object) -> Project:
    """A project that should have been accepted ten days ago."""
    return make_project(world, stage=Stage.RUNNING, **changed)  # type: ignore[arg-type]


@pytest.mark.function("XM01")
def test_a_clause_of_ones_own_stops_a_project_and_names_rule_and_version(world: World) -> None:
    project = make_project(world, name="塔县温泉度假村")
    assert negative.blocking(project) == []
    clause = {"code": "resort", "title": "度假村", "says": "不建度假村", "words": ["度假村"], "unless": []}
    rest = {"categories": [], "source": "本办会议纪要", "is_text_at_hand": True}
    issued(NEGATIVE, world.office, clauses=[{**clause, **rest}])
    (problem,) = negative.blocking(project)
    assert "度假村" in problem.what
    assert problem.allowed == "符合规则“负面清单”第 1 版"
    made = negative.negative_exempt(actor=world.hq_approver, project=project, clause="resort", reason="批准在先")
    assert made.rule is not None
    assert made.rule.number == 1


@pytest.mark.function("XM01")
def test_twins_begin_where_the_office_says(world: World) -> None:
    project = make_project(world, name="塔县第一小学教学楼")
    Project.objects.filter(pk=project.pk).update(similar_key=similar.core(project.name))
    asked = similar.Described.typed("塔县第二小学教学楼", "", world.county_a_region, None)
    assert similar.findings(world.clerk_a, asked, world.county_a).is_any
    issued(TWINS, world.office, percent=100)
    found = similar.findings(world.clerk_a, asked, world.county_a)
    assert (found.is_any, found.rule.label) == (False, "第 1 版")


@pytest.mark.function("XM02")
def test_a_round_goes_on_by_the_rules_it_was_opened_with(world: World) -> None:
    project = make_project(world, stage=Stage.PROPOSED)
    review = reviewing.review_open(actor=world.hq_approver, project=project, experts=[world.leader])
    issued(REVIEW, world.office, least_publicity_days=20)
    assert scoring.rules_for(review).least_publicity_days == 5
    assert in_force(REVIEW, project.owner_path).values["least_publicity_days"] == 20


@pytest.mark.function("XM12")
def test_a_schedule_begins_with_the_offices_template(world: World) -> None:
    project = running(world)
    values = in_force(SCHEDULES, world.office.path).values
    step = {"template": "一步", "name": "全部完成", "order": 1, "line": "main", "weight": 100, "at": 100}
    chosen = [{**row, "template": "一步"} for row in values["chosen"]]
    issued(SCHEDULES, world.office, steps=[step], chosen=chosen)
    assert [line["name"] for line in suggested(project, date(2026, 1, 1))] == ["全部完成"]


@pytest.mark.function("XM13")
def test_a_warning_names_the_version_and_what_ended_keeps_it(world: World) -> None:
    project = running(world, starts_on=days(-400), ends_on=days(30))
    accepting.acceptance_prepare(actor=world.clerk_a, project=project, due_on=days(-10))
    warning = ProjectWarning.objects.get(project=project, rule="acceptance")
    assert (warning.rule_version, warning.ended_on) == (None, None)
    rows = in_force(WARNINGS, world.office.path).values["rules"]
    mild = [{**row, "limit": 5} if row["code"] == "acceptance" else row for row in rows]
    first = issued(WARNINGS, world.office, rules=mild)
    warnings_refresh(project_ids=[project.pk], today=days(0))
    warning.refresh_from_db()
    assert (warning.rule_version, warning.arithmetic.endswith("> 5 天")) == (first, True)
    issued(WARNINGS, world.office, rules=[{**row, "is_on": row["code"] != "acceptance"} for row in mild])
    warnings_refresh(project_ids=[project.pk], today=days(0))
    warning.refresh_from_db()
    assert (warning.rule_version, warning.ended_on) == (first, days(0))


@pytest.mark.function("XM16")
def test_an_acceptance_keeps_the_list_it_was_prepared_with(world: World) -> None:
    project = running(world)
    acceptance = accepting.acceptance_prepare(actor=world.clerk_a, project=project, due_on=None)
    before = acceptance.items.count()
    version = issued(ACCEPTANCE, world.office, items=[{"name": "验收表", "categories": [], "is_required": True}])
    assert acceptance.items.count() == before > 1
    again = accepting.acceptance_prepare(actor=world.clerk_a, project=running(world, name="另一项目"), due_on=None)
    assert [item.name for item in again.items.all()] == ["验收表"]
    assert (acceptance.rule, again.rule) == (None, version)


@pytest.mark.function("XM16")
def test_a_list_by_which_a_category_needs_nothing_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        issued(ACCEPTANCE, world.office, items=[{"name": "照片", "categories": ["industry"], "is_required": True}])
    assert len(refused.value.problems) == len(Project._meta.get_field("category").choices or ()) - 1


def test_natures_are_those_of_projects() -> None:
    assert set(in_force("ex-ante", "").values["natures"]) <= set(Nature.values)


@pytest.mark.function("JX01")
def test_the_gate_is_where_the_office_puts_it_and_an_assessment_goes_on_by_its_own_version(world: World) -> None:
    project = make_project(world, nature=Nature.NEW, estimate_fen=200 * 1_000_000)
    assert may_ask_budget(project, 2026) == []
    issued("ex-ante", world.office, threshold_fen=100 * 1_000_000)
    (problem,) = may_ask_budget(project, 2026)
    assert "达到 100 万元" in problem.what
    assert "规则“事前绩效评估”第 1 版" in problem.what
    form = ex_ante.ex_ante_create(actor=world.clerk_a, project=project, year=2026)
    issued("ex-ante", world.office, support_from=95)
    assert (ex_ante.rules_for(form).support_from, ex_ante.rules_now(form.owner_path).support_from) == (
        Exact(80),
        Exact(95),
    )


@pytest.mark.function("JX08")
def test_a_monitoring_warns_by_the_version_of_its_submission(world: World) -> None:
    monitoring = Monitoring(owner=world.county_a, owner_path=world.county_a.path, year=2026, month=6)
    first = issued("monitoring", world.office, gap=5)
    assert limits_of(rule_of_monitoring(monitoring)).gap == Exact(5, 100)
    monitoring.state, monitoring.rule = FormState.SUBMITTED, first
    issued("monitoring", world.office, gap=50)
    assert limits_of(rule_of_monitoring(monitoring)).gap == Exact(5, 100)
    monitoring.state = FormState.RETURNED
    assert limits_of(rule_of_monitoring(monitoring)).gap == Exact(50, 100)


@pytest.mark.function("JX04")
def test_goals_are_checked_by_the_version_of_their_submission(world: World) -> None:
    goals = make_goals(world)
    first = issued("goal-check", world.office, outputs=5, growth=150)
    assert dict(lint_limits(rule_of_goals(goals)).fewest)["产出"] == 5
    assert margins_of(rule_of_goals(goals)).growth == Exact(3, 2)
    goals.state, goals.rule = FormState.SUBMITTED, first
    issued("goal-check", world.office, outputs=1)
    assert dict(lint_limits(rule_of_goals(goals)).fewest)["产出"] == 5
