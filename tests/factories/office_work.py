"""Projects, money, problems and surveys of county A, one of every kind and in the states that have pages of their own."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.business.projects.test_review import given
from tests.business.projects.work.conftest import days, node, paper, photograph, signed
from tests.factories.funds import make_budget, make_source
from tests.factories.projects import WAN, make_plan, make_project
from tests.factories.world import World
from xieshou.business.funds import api as funds
from xieshou.business.funds.services.rules import rule_set
from xieshou.business.funds.services.sources import receipt_add
from xieshou.business.projects.models import NegativeExemption, Project, ProjectWarning, Stage
from xieshou.business.projects.services import accepting, changing, contracts, milestones, reviewing, settling
from xieshou.business.rectification.api import NewFinding, finding_create
from xieshou.business.surveys import people, services
from xieshou.business.surveys.answering import answer_take
from xieshou.business.surveys.api import survey_create
from xieshou.business.surveys.models import Invitation, PaperBatch, PopulationUpload
from xieshou.platform.evidence.models import Evidence

PEOPLE = [*("群众",) * 12, *("干部",) * 6, *("企业",) * 2]


def furnish(world: World) -> None:
    """All of it."""
    _proposals(world)
    running = make_project(world, stage=Stage.RUNNING, name="运行中的项目", estimate_fen=400 * WAN)
    _contracts(world, running)
    _work(world, running)
    _ends(world)
    _money(world, running)
    _finding(world, running)
    _survey(world)


def _proposals(world: World) -> None:
    draft = make_project(world, name="申报草稿")
    NegativeExemption.objects.create(project=draft, clause="x", reason="批准", exempted_by=world.leader)
    for state in (Stage.PROPOSED, Stage.IN_LIBRARY):
        make_project(world, stage=state, name=f"项目 {state.value}")
    reviewed = make_project(world, stage=Stage.PROPOSED, name="评审中的项目")
    review = reviewing.review_open(
        actor=world.hq_approver, project=reviewed, experts=(world.leader, world.division_manager)
    )
    reviewing.review_score(actor=world.leader, review=review, given=given(), words="同意")
    planned = make_project(world, stage=Stage.IN_LIBRARY, name="列入计划的项目")
    make_plan(world, planned)
    make_plan(world, owner=world.county_a, place=world.county_a_region, year=2027, title="2027 年项目计划")


def _contracts(world: World, project: Project) -> None:
    asked: dict[str, Any] = {"name": "教学设备", "method": "open", "planned_fen": 50 * WAN, "planned_on": days(10)}
    contracts.procurement_plan(actor=world.clerk_a, project=project, **asked)
    contract = signed(world, project)
    contracts.contract_change(
        actor=world.clerk_a,
        contract=contract,
        opened_version=contract.version,
        agreed_on=days(-1),
        difference_fen=WAN,
        reason="增加工程量",
    )


def _work(world: World, project: Project) -> None:
    project.refresh_from_db()
    made = milestones.schedule_set(actor=world.clerk_a, project=project, nodes=[node()], opened_version=project.version)
    milestones.progress_report(
        actor=world.clerk_a,
        milestone=made[0],
        reported_on=days(0),
        percent=30,
        photographs=[photograph()],
        words="按计划施工",
    )
    ProjectWarning.objects.create(
        project=project,
        owner=project.owner,
        place=project.place,
        milestone=made[0],
        rule="late",
        rule_words="节点逾期",
        arithmetic="30% < 50%",
        lines=[{"label": "进度", "value": "30%"}],
        raised_on=days(-5),
    )
    values: dict[str, Any] = {"ends_on": days(120).isoformat()}
    project.refresh_from_db()
    changing.change_draft(actor=world.clerk_a, project=project, kind="period", reason="疫情防控", values=values)


def _ends(world: World) -> None:
    finished = make_project(world, stage=Stage.COMPLETED, name="已完工的项目")
    acceptance = accepting.acceptance_prepare(actor=world.clerk_a, project=finished, due_on=days(30))
    item = acceptance.items.filter(is_required=True).first()
    assert item is not None
    accepting.item_file(actor=world.clerk_a, item=item, upload=paper())
    accepted = make_project(world, stage=Stage.ACCEPTED, name="已验收的项目")
    settling.settlement_register(actor=world.clerk_a, project=accepted, submitted_fen=600 * WAN)


def _money(world: World, running: Project) -> None:
    source = make_source(world)
    receipt_add(actor=None, source=source, received_on=date(2025, 2, 1), amount_fen=500 * WAN, voucher="收-1")
    own = make_source(world, owner=world.county_a, name="县级配套")
    receipt_add(actor=None, source=own, received_on=date(2025, 2, 1), amount_fen=5 * WAN, voucher="收-2")
    rule_set(actor=None, owner=world.county_a, reason="本县规定", margin_percent=50, prepayment_percent=50)
    factors = (funds.FactorEntry("脱贫人口", "人", "60"), funds.FactorEntry("面积", "平方公里", "40"))
    plan = funds.allocation_create(
        actor=world.division_manager, source=source, title="切块", amount_fen=100 * WAN, factors=factors
    )
    rows = [
        funds.ValueRow(world.county_a, {"f1": "1000", "f2": "25000"}),
        funds.ValueRow(world.county_b, {"f1": "2000", "f2": "3000"}),
    ]
    funds.allocation_values(actor=world.division_manager, allocation=plan, opened_version=plan.version, rows=rows)
    plan.refresh_from_db()
    funds.allocation_compute(actor=world.division_manager, allocation=plan, opened_version=plan.version)
    budget = make_budget(world, project=running, source=source)
    funds.payment_draft(actor=world.clerk_a, budget=budget, amount_fen=2 * WAN, purpose="进度款草稿")
    funds.payment_ask(actor=world.clerk_a, budget=budget, amount_fen=3 * WAN, purpose="进度款")
    funds.change_ask(
        actor=world.clerk_a,
        budget=budget,
        kind="increase",
        amount_fen=WAN,
        changed_on=date(2025, 9, 1),
        reason="按实际需要",
        basis="深援〔2025〕3号",
    )


def _finding(world: World, project: Project) -> None:
    finding_create(
        actor=world.hq_approver,
        finding=NewFinding(
            title="验收资料不全",
            owner=world.county_a,
            source="audit",
            found_on=date(2020, 9, 1),
            due_on=days(30),
            responsible=world.clerk_a,
            about=project,
        ),
    )


def _survey(world: World) -> None:
    """One in preparation, one that takes answers."""
    today = timezone.localdate()
    open_days: dict[str, Any] = {"opens_on": today, "closes_on": today + timedelta(days=10)}
    known: dict[str, Any] = {"owner": world.county_a, "least_answers": 1, **open_days}
    for title in ("准备中的调查", "深塔中学满意度调查"):
        survey = survey_create(actor=world.clerk_a, title=title, **known)
        for kind, text in (("level", "总体是否满意"), ("number", "打几分"), ("text", "意见")):
            services.question_add(actor=world.clerk_a, survey=survey, kind=kind, text=text)
    listed = [people.Named(category, f"演示{number}", "13800000000") for number, category in enumerate(PEOPLE, 1)]
    people.population_write(actor=world.clerk_a, survey=survey, people=listed)
    people.sample_draw(actor=world.clerk_a, survey=survey, wanted=len(PEOPLE), seed="2020")
    survey.refresh_from_db()
    survey = services.survey_open(actor=world.clerk_a, survey=survey, opened_version=survey.version)
    keys = [f"q{one.pk}" for one in survey.questions.all()]
    for invitation in Invitation.objects.filter(survey=survey)[:8]:
        answer_take(invitation=invitation, written=dict(zip(keys, ("1", "9", "很好"), strict=True)))
    PaperBatch.objects.create(
        survey=survey,
        category="群众",
        evidence=Evidence.objects.filter(owner=world.county_a)[0],
        sheet_count=2,
        entered_by=world.clerk_a,
    )
    PopulationUpload.objects.create(survey=survey, rows="[]")
