"""The yearly plan: chosen from the library only, added up, submitted, issued, items taken out."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.business.projects.test_proposing import at_once
from tests.factories.projects import WAN, make_plan, make_project
from tests.factories.world import World, make_world
from xieshou.business.projects import plan_print, selectors
from xieshou.business.projects.models import Category, PlanItem, PlanState, Project, Stage, YearPlan
from xieshou.business.projects.services import planning
from xieshou.documents.sources import with_sources
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.workflow import api as workflow

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM03")]
SignIn = Callable[[User], Client]


def waiting(world: World, name: str = "甲项", **changed: object) -> Project:
    return make_project(world, stage=Stage.IN_LIBRARY, name=name, **changed)  # type: ignore[arg-type]


def submitted(world: World) -> tuple[YearPlan, workflow.Matter]:
    workflow.load_builtin_flows()
    plan = make_plan(world, waiting(world), owner=world.county_a, place=world.county_a_region)
    return plan, planning.plan_submit(actor=world.clerk_a, plan=plan)


def approve(matter: workflow.Matter) -> None:
    """Everyone whose turn it is agrees, until the matter has ended."""
    for _turn in range(5):
        task = workflow.Task.objects.filter(matter=matter, state="open").select_related("user").first()
        if task is None:
            break
        workflow.task_approve(actor=task.user, task=task, comment="同意")


class TestChoosing:
    @pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.IN_LIBRARY])
    def test_nothing_but_the_library_may_be_chosen(self, world: World, stage: Stage) -> None:
        project = make_project(world, stage=stage)
        with pytest.raises(Invalid, match="不在项目库里"):
            planning.plan_item_add(actor=world.hq_approver, plan=make_plan(world), project=project, amount_fen=WAN)

    def test_a_project_is_in_one_plan_being_made_at_a_time(self, world: World) -> None:
        project = waiting(world)
        make_plan(world, project)
        other = make_plan(world, title="另一计划")
        with pytest.raises(Invalid, match="已在另一个编制中的计划"):
            planning.plan_item_add(actor=world.hq_approver, plan=other, project=project, amount_fen=WAN)

    @pytest.mark.parametrize(("amount", "told"), [(0, "大于零"), (601 * WAN, "超过估算总投资")])
    def test_the_amount_is_within_the_estimate(self, world: World, amount: int, told: str) -> None:
        with pytest.raises(Invalid, match=told):
            planning.plan_item_add(
                actor=world.hq_approver, plan=make_plan(world), project=waiting(world), amount_fen=amount
            )

    def test_a_hit_of_the_negative_list_is_refused(self, world: World) -> None:
        project = waiting(world, "某局办公楼")
        with pytest.raises(Invalid, match="负面清单"):
            planning.plan_item_add(actor=world.hq_approver, plan=make_plan(world), project=project, amount_fen=WAN)

    def test_it_is_refused_to_another_unit(self, world: World) -> None:
        with pytest.raises(Refused):
            planning.plan_item_add(actor=world.clerk_a, plan=make_plan(world), project=waiting(world), amount_fen=WAN)

    def test_a_submitted_plan_stands_still(self, world: World) -> None:
        plan = make_plan(world, state=PlanState.SUBMITTED)
        with pytest.raises(Invalid, match="不能增加项目"):
            planning.plan_item_add(actor=world.hq_approver, plan=plan, project=waiting(world), amount_fen=WAN)


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_that_choose_a_project_at_once_one_is_refused() -> None:
    world = make_world()
    project = waiting(world)
    plans = [make_plan(world, title=title) for title in ("甲计划", "乙计划")]

    def choose(plan: YearPlan) -> Callable[[], object]:
        return lambda: planning.plan_item_add(actor=world.hq_approver, plan=plan, project=project, amount_fen=WAN)

    results = at_once([choose(plan) for plan in plans])
    assert sorted(type(result).__name__ for result in results) == ["Invalid", "PlanItem"]


class TestTotals:
    def test_shares_are_of_the_whole_and_exact(self, world: World) -> None:
        plan = make_plan(
            world,
            waiting(world, "学校", estimate_fen=200 * WAN),
            waiting(world, "园区", estimate_fen=100 * WAN, category=Category.INDUSTRY),
        )
        totals = selectors.plan_totals(plan)
        assert (totals.whole.count, totals.whole.fen) == (2, 300 * WAN)
        assert (totals.industry.share_text, totals.livelihood.share_text) == ("33.33%", "66.67%")
        assert [(line.label, line.fen) for line in totals.categories] == [("产业合作", 100 * WAN), ("教育", 200 * WAN)]

    def test_an_empty_plan_has_no_shares(self, world: World) -> None:
        assert selectors.plan_totals(make_plan(world)).industry.share_text == "—"

    def test_what_one_may_not_see_counts_but_is_not_named(self, world: World) -> None:
        plan = make_plan(
            world, waiting(world), waiting(world, "外县", owner=world.county_b, place=world.county_b_region)
        )
        totals = selectors.plan_totals(plan, world.clerk_a)
        assert (len(totals.items), totals.unseen, totals.whole.count) == (1, 1, 2)


class TestIssuing:
    def test_an_approved_plan_is_issued_and_its_projects_are_planned(self, world: World) -> None:
        plan, matter = submitted(world)
        approve(matter)
        plan.refresh_from_db()
        assert plan.state == PlanState.ISSUED
        assert plan.issued_on is not None
        assert Project.objects.get().stage == Stage.PLANNED

    def test_a_withdrawn_one_is_a_draft_again(self, world: World) -> None:
        plan, matter = submitted(world)
        workflow.matter_withdraw(actor=world.clerk_a, matter=matter, reason="金额要改")
        plan.refresh_from_db()
        assert plan.state == PlanState.DRAFT
        assert Project.objects.get().stage == Stage.IN_LIBRARY

    def test_an_empty_plan_is_not_submitted(self, world: World) -> None:
        workflow.load_builtin_flows()
        with pytest.raises(Invalid, match="还没有项目"):
            planning.plan_submit(actor=world.hq_approver, plan=make_plan(world))

    def test_a_project_that_left_the_library_meanwhile_takes_the_decision_back(self, world: World) -> None:
        plan, matter = submitted(world)
        Project.objects.update(stage=Stage.REFUSED)
        with pytest.raises(Invalid, match="不在项目库里"):
            approve(matter)
        plan.refresh_from_db()
        assert plan.state == PlanState.SUBMITTED


class TestTakingOut:
    def test_who_made_the_plan_may_not_change_it_once_issued(self, world: World) -> None:
        planned = make_project(world, stage=Stage.PLANNED)
        plan = make_plan(world, planned, state=PlanState.ISSUED, owner=world.county_a, place=world.county_a_region)
        with pytest.raises(Refused):
            planning.plan_item_remove(actor=world.clerk_a, item=plan.items.get(), reason="x")

    def test_out_of_an_issued_plan_it_goes_back_into_the_library_with_a_trace(self, world: World) -> None:
        project = make_project(world, stage=Stage.PLANNED)
        plan = make_plan(world, project, state=PlanState.ISSUED)
        planning.plan_item_remove(actor=world.hq_approver, item=plan.items.get(), reason="用地未落实")
        project.refresh_from_db()
        totals = selectors.plan_totals(plan)
        assert project.stage == Stage.IN_LIBRARY
        assert (totals.whole.fen, totals.taken_out[0].taken_out_because) == (0, "用地未落实")
        assert "用地未落实" in audit.history_of(project)[0].reason

    def test_it_needs_a_reason(self, world: World) -> None:
        plan = make_plan(world, waiting(world))
        with pytest.raises(Invalid, match="理由"):
            planning.plan_item_remove(actor=world.hq_approver, item=plan.items.get(), reason="")

    def test_a_project_under_way_stays(self, world: World) -> None:
        plan = make_plan(world, make_project(world, stage=Stage.RUNNING), state=PlanState.ISSUED)
        with pytest.raises(Invalid, match="不能变为"):
            planning.plan_item_remove(actor=world.hq_approver, item=plan.items.get(), reason="x")


class TestEditing:
    def test_a_stale_edit_is_refused(self, world: World) -> None:
        plan = make_plan(world)
        planning.plan_update(actor=world.hq_approver, plan=plan, opened_version=1, title="甲")
        with pytest.raises(Stale):
            planning.plan_update(actor=world.hq_approver, plan=plan, opened_version=1, title="乙")

    def test_the_document_number_is_entered_after_issuing(self, world: World) -> None:
        plan = make_plan(world, state=PlanState.ISSUED)
        saved = planning.plan_update(
            actor=world.hq_approver, plan=plan, opened_version=1, title=plan.title, document_number="某字〔2026〕1号"
        )
        assert saved.document_number == "某字〔2026〕1号"


class TestPrinting:
    @pytest.mark.parametrize("form", sorted(plan_print.TYPES))
    def test_every_form_is_made(self, world: World, sign_in: SignIn, form: str) -> None:
        plan = make_plan(world, waiting(world))
        answer = sign_in(world.hq_approver).get(reverse("projects:plan_print", args=[plan.pk, form]))
        assert answer.status_code == 200
        assert answer["Content-Type"] == plan_print.TYPES[form]

    def test_the_sheet_holds_amounts_as_numbers(self, world: World) -> None:
        plan = make_plan(world, waiting(world))
        data = plan_print.plan_bytes(plan, selectors.plan_totals(plan), "xlsx")
        cells = [
            cell
            for row in CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("年度计划").to_python()
            for cell in row
        ]
        assert 600.0 in cells
        assert "甲项" in cells

    def test_each_amount_opens_its_project_and_the_sum_the_plan(self, world: World) -> None:
        plan = make_plan(world, waiting(world))
        totals = selectors.plan_totals(plan)
        origins = plan_print.plan_origins(plan, totals)
        document = with_sources(
            plan_print.plan_document(plan, totals), origins, "https://platform.example", annex=False
        )
        links = {cell.link for table in document.tables() for cell in table.cells if cell.link}
        opened = {totals.items[0].project.get_absolute_url(), plan.get_absolute_url()}
        assert links == {f"https://platform.example{page}" for page in opened}

    def test_an_unknown_form_is_not_found(self, world: World, sign_in: SignIn) -> None:
        address = reverse("projects:plan_print", args=[make_plan(world).pk, "exe"])
        assert sign_in(world.clerk_a).get(address).status_code == 404


class TestPages:
    def test_several_are_chosen_at_once_or_none(self, world: World, sign_in: SignIn) -> None:
        plan, one, two = make_plan(world), waiting(world), waiting(world, "乙项")
        client, address = sign_in(world.hq_approver), reverse("projects:plan_choose", args=[plan.pk])
        wrong = {"chosen": [one.pk, two.pk], f"amount_{one.pk}": "500 万元", f"amount_{two.pk}": "很多"}
        answer = client.post(address, wrong)
        assert answer.status_code == 422
        assert not PlanItem.objects.exists()
        assert "乙项" in answer.content.decode()
        client.post(address, {**wrong, f"amount_{two.pk}": "0.06亿元"})
        assert sorted(PlanItem.objects.values_list("amount_fen", flat=True)) == [500 * WAN, 600 * WAN]

    def test_a_plan_is_made_with_the_next_year_and_its_unit_known(self, world: World, sign_in: SignIn) -> None:
        client = sign_in(world.hq_approver)
        owner = f"编号 {world.hq.pk}"
        client.post(reverse("projects:plan_new"), {"year": "2027", "owner": owner, "place": "", "title": ""})
        assert YearPlan.objects.get().title == "喀什前方指挥部 2027 年项目计划"

    def test_submitting_shows_the_matter_on_the_page(self, world: World, sign_in: SignIn) -> None:
        workflow.load_builtin_flows()
        plan = make_plan(world, waiting(world), owner=world.county_a, place=world.county_a_region)
        client = sign_in(world.clerk_a)
        client.post(reverse("projects:plan_submit", args=[plan.pk]), {"summary": ""})
        assert "正在报批" in client.get(plan.get_absolute_url()).content.decode()

    def test_the_steps_of_a_plan_ask_for_the_right(self, world: World, sign_in: SignIn) -> None:
        plan = make_plan(world, waiting(world), place=world.kashgar)
        item = plan.items.get()
        names = [("plan_edit", ()), ("plan_choose", ()), ("plan_submit", ()), ("plan_item_remove", (item.pk,))]
        for name, more in names:
            address = reverse(f"projects:{name}", args=[plan.pk, *more])
            assert Client().get(address).status_code == 302
            assert sign_in(world.auditor_outside).get(address).status_code == 403
            assert sign_in(world.clerk_b).get(address).status_code in {403, 404}
            assert sign_in(world.hq_approver).get(address).status_code == 200
            assert sign_in(world.hq_approver).put(address).status_code == 405

    def test_a_stranger_finds_no_plan(self, world: World, sign_in: SignIn) -> None:
        plan = make_plan(world, owner=world.county_a, place=world.county_a_region)
        assert sign_in(world.clerk_b).get(plan.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("count", [1, 30])
    def test_its_page_asks_no_more_for_more_items(
        self, world: World, sign_in: SignIn, count: int, django_assert_max_num_queries: Callable[[int], object]
    ) -> None:
        plan = make_plan(world, *(waiting(world, f"第{n}项") for n in range(count)))
        client = sign_in(world.hq_approver)
        client.get(plan.get_absolute_url())
        with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
            client.get(plan.get_absolute_url())
