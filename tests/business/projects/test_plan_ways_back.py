"""The yearly plan when two work on it at once, when it was begun by mistake, and when work has begun on its strength."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.business.projects.test_plan import submitted, waiting
from tests.factories.projects import WAN, make_plan
from tests.factories.world import World
from xieshou.business.projects import money_known, plan_print, selectors
from xieshou.business.projects.models import Contract, PlanItem, PlanState, Project, Stage, YearPlan
from xieshou.business.projects.services import planning
from xieshou.lib.problems import Invalid, Stale
from xieshou.platform.accounts.api import User
from xieshou.platform.workflow import api as workflow

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM03")]
SignIn = Callable[[User], Client]


def test_an_item_that_somebody_took_out_meanwhile_is_told_not_lost(world: World) -> None:
    item = make_plan(world, waiting(world)).items.get()
    old_page = PlanItem.objects.select_related("plan", "project").get()
    planning.plan_item_remove(actor=world.hq_approver, item=item, reason="先不安排")
    with pytest.raises(Invalid, match="已被移出计划"):
        planning.plan_item_set(actor=world.hq_approver, item=old_page, amount_fen=WAN)
    with pytest.raises(Invalid, match="已被移出计划"):
        planning.plan_item_remove(actor=world.hq_approver, item=old_page, reason="又移一次")


def _issued(world: World) -> tuple[PlanItem, Project]:
    project = waiting(world)
    plan = make_plan(world, project, state=PlanState.ISSUED)
    Project.objects.filter(pk=project.pk).update(stage=Stage.PLANNED)
    return plan.items.get(), project


def test_a_project_with_money_or_contracts_is_not_taken_out_of_an_issued_plan(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, project = _issued(world)
    monkeypatch.setattr(money_known, "_FUNCTION", [lambda pk: money_known.Money(None, 100 * WAN)])
    Contract.objects.create(
        project=project, owner=project.owner, place=project.place, number="HT-1", name="施工", method="open",
        signed_fen=WAN, amount_fen=WAN,
    )  # fmt: skip
    with pytest.raises(Invalid) as told:
        planning.plan_item_remove(actor=world.hq_approver, item=item, reason="不做了")
    assert [one.what for one in told.value.problems] == ["已有预算或拨付 100.00 万元", "有 1 份履行中的合同"]
    project.refresh_from_db()
    assert project.stage == Stage.PLANNED


def test_a_plan_begun_by_mistake_is_deleted_and_its_projects_stay(world: World, sign_in: SignIn) -> None:
    project = waiting(world)
    plan = make_plan(world, project, owner=world.county_a, place=world.county_a_region)
    url = reverse("projects:plan_discard", args=[plan.pk])
    assert Client().get(url).status_code == 302
    assert sign_in(world.clerk_b).get(url).status_code == 404
    assert sign_in(world.auditor_outside).get(url).status_code == 403
    browser = sign_in(world.clerk_a)
    assert url in browser.get(plan.get_absolute_url()).content.decode()
    assert browser.post(url, {"reason": "年度选错", "opened_version": "7"}).status_code == 409
    assert browser.post(url, {"reason": "年度选错", "opened_version": "1"})["Location"] == reverse("projects:plans")
    assert not YearPlan.objects.exists()
    assert Project.objects.get().stage == Stage.IN_LIBRARY


def test_a_plan_that_was_judged_is_kept(world: World) -> None:
    plan, matter = submitted(world)
    workflow.matter_withdraw(actor=world.clerk_a, matter=matter, reason="改金额")
    plan.refresh_from_db()
    with pytest.raises(Invalid, match="审批记录要留痕"):
        planning.plan_discard(actor=world.clerk_a, plan=plan, opened_version=plan.version, reason="不要了")
    with pytest.raises(Stale):
        planning.plan_update(actor=world.clerk_a, plan=plan, opened_version=1, title="新名")


def test_the_printed_plan_rounds_no_amount(world: World) -> None:
    plan = make_plan(world, waiting(world))
    plan.items.update(amount_fen=1_234_567)
    printed = repr(plan_print.plan_document(plan, selectors.plan_totals(plan)))
    assert "1.234567" in printed
    assert "'1.23'" not in printed
