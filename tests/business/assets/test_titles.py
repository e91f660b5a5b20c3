"""From an accepted project to a confirmed asset: drafted by itself, asked for completeness, approved or decided."""

from datetime import date

import pytest

from tests.business.evaluation.self.builders import make_evidence
from tests.factories.assets import confirm, make_asset
from tests.factories.funds import decide, flows, make_contract, make_paid, reject
from tests.factories.projects import WAN
from tests.factories.world import World, signed_in
from tests.insight.chain.builders import make_budget
from xieshou.business.assets.api import (
    Asset,
    TitleState,
    missing_for_title,
    title_confirm,
    title_none,
    title_reopen,
    title_submit,
    worth_of,
)
from xieshou.business.assets.services.titles import changed_since
from xieshou.business.projects.api import Acceptance, AcceptanceState, Category, Nature, Project, Stage
from xieshou.business.projects.services.accepting import acceptance_decide
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence.api import cite
from xieshou.platform.inbox.api import Item
from xieshou.platform.ledger.api import record_update

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM18")]


def accept(world: World, project: Project) -> None:
    """The acceptance of a finished project is decided: passed."""
    Project.objects.filter(pk=project.pk).update(stage=Stage.COMPLETED)
    acceptance = Acceptance.objects.create(
        project=project, owner=project.owner, place=project.place, state=AcceptanceState.SUBMITTED
    )
    acceptance_decide(
        actor=world.approver_a,
        acceptance=acceptance,
        opened_version=acceptance.version,
        is_passed=True,
        held_on=date(2025, 12, 1),
        conclusion="合格",
    )


def built(world: World) -> Project:
    """A project that builds something, under two contracts, with a rest paid without any."""
    budget = make_budget(world, 100 * WAN)
    project = budget.project
    Project.objects.filter(pk=project.pk).update(nature=Nature.NEW, category=Category.INDUSTRY)
    project.refresh_from_db()
    first = make_contract(project, 50 * WAN, number="HT-1", name="冷库工程")
    make_contract(project, 20 * WAN, number="HT-2", name="冷库设备")
    make_paid(budget, 40 * WAN, date(2025, 3, 1), contract=first)
    make_paid(budget, 1 * WAN, date(2025, 4, 1))
    return project


# --- drafted by itself ---


def test_an_accepted_project_leaves_drafts_by_contract_as_far_as_paid(world: World) -> None:
    project = built(world)
    accept(world, project)
    drafts = Asset.objects.order_by("code")
    assert [(one.title, one.contract_number, one.amount_fen, one.title_state, one.kind) for one in drafts] == [
        ("冷库工程", "HT-1", 40 * WAN, "pending", "operating"),
        ("冷库设备", "HT-2", None, "pending", "operating"),
        (project.name, "", 1 * WAN, "pending", "operating"),
    ]
    assert {(one.owner, one.place, one.is_demo) for one in drafts} == {(project.owner, project.place, True)}
    assert worth_of(project).left == 0
    assert audit.history_of(drafts[0])[0].action == "asset.draft"


def test_the_county_is_told_of_its_drafts_and_once_for_several_projects(world: World) -> None:
    first, second = built(world), make_budget(world, 10 * WAN).project
    Project.objects.filter(pk=second.pk).update(nature=Nature.NEW)
    accept(world, first)
    notice = Item.objects.get(source=f"assets.drafted:{first.owner_id}", user=world.clerk_a)
    assert notice.title == f"验收生成 3 处待确权资产：{first}"
    assert signed_in(world.clerk_a).get(notice.url).content.decode().count("冷库") >= 2
    accept(world, Project.objects.get(pk=second.pk))
    (notice,) = Item.objects.filter(source=notice.source, user=world.clerk_a)
    assert (notice.merged_count, notice.title) == (2, f"验收生成 1 处待确权资产：{second}")
    told = set(Item.objects.filter(source=notice.source).values_list("user", flat=True))
    assert not told & {world.clerk_b.pk, world.approver_a.pk}, "neither a stranger, nor who has just accepted"


def test_an_accepted_service_leaves_nothing(world: World) -> None:
    accept(world, make_budget(world).project)
    assert not Asset.objects.exists()
    assert not Item.objects.filter(source__startswith="assets.drafted").exists()


def test_nothing_is_drafted_where_people_have_entered_assets(world: World) -> None:
    project = built(world)
    make_asset(world, project)
    accept(world, project)
    assert Asset.objects.count() == 1


# --- what title lacks ---


def test_everything_missing_is_told_at_once(world: World) -> None:
    asset = make_asset(world, kind="", amount_fen="", holder_name="", handed_over_on="")
    lacking = {one.where for one in missing_for_title(asset)}
    assert lacking == {"资产类别", "原值", "产权单位", "移交日期", "证据"}
    with pytest.raises(Invalid) as told:
        title_submit(actor=world.clerk_a, asset=asset, opened_version=asset.version)
    assert len(told.value.problems) == 5
    assert Asset.objects.get().title_state == TitleState.PENDING


def test_title_is_not_confirmed_beyond_what_was_spent(world: World) -> None:
    project = built(world)
    asset = make_asset(world, project, amount_fen="41万元")
    Asset.objects.filter(pk=asset.pk).update(amount_fen=42 * WAN)
    with pytest.raises(Invalid, match="资产合计超过已支付"):
        confirm(world, Asset.objects.get())


# --- by approval ---


def put_forward(world: World) -> Asset:
    flows()
    asset = make_asset(world)
    cite(actor=world.clerk_a, evidence=make_evidence(world), record=asset, proves="移交清单")
    return title_submit(actor=world.clerk_a, asset=asset, opened_version=asset.version)


def test_an_approval_confirms(world: World) -> None:
    asset = put_forward(world)
    assert asset.title_state == TitleState.SUBMITTED
    decide(asset, world.approver_a)
    asset.refresh_from_db()
    assert (asset.title_state, asset.decided_by) == (TitleState.CONFIRMED, world.approver_a)


def test_a_refused_approval_lets_it_be_put_forward_again(world: World) -> None:
    asset = put_forward(world)
    reject(asset, world.approver_a)
    asset.refresh_from_db()
    assert asset.title_state == TitleState.PENDING
    title_submit(actor=world.clerk_a, asset=asset, opened_version=asset.version)


# --- by an authorised role ---


def test_an_authorised_role_confirms_with_its_basis(world: World) -> None:
    asset = confirm(world, make_asset(world))
    assert (asset.title_state, asset.decided_because) == (TitleState.CONFIRMED, "演示纪要 1 号")


def test_who_enters_does_not_decide(world: World) -> None:
    asset = make_asset(world)
    for decision in (title_confirm, title_none, title_reopen):
        with pytest.raises(Refused):
            decision(actor=world.clerk_a, asset=asset, opened_version=asset.version, reason="自己定")


def test_a_stale_decision_is_refused(world: World) -> None:
    asset = make_asset(world)
    with pytest.raises(Stale):
        title_none(actor=world.approver_a, asset=asset, opened_version=asset.version + 1, reason="没有")


def test_nothing_left_behind_is_said_with_the_reason_and_counts_nowhere(world: World) -> None:
    project = built(world)
    asset = make_asset(world, project)
    with pytest.raises(Invalid, match="理由"):
        title_none(actor=world.approver_a, asset=asset, opened_version=asset.version, reason=" ")
    asset.refresh_from_db()
    asset = title_none(actor=world.approver_a, asset=asset, opened_version=asset.version, reason="全部是培训支出")
    assert worth_of(project).assets == 0
    back = title_reopen(actor=world.approver_a, asset=asset, opened_version=asset.version, reason="核对有误")
    assert (back.title_state, back.is_counted) == (TitleState.PENDING, True)


def test_a_change_after_the_confirmation_shows_as_a_difference(world: World) -> None:
    asset = confirm(world, make_asset(world))
    assert changed_since(asset) == []
    record_update(actor=world.clerk_a, record=asset, opened_version=asset.version, values={"amount_fen": "4万元"})
    assert changed_since(Asset.objects.get()) == [("原值", "50,000.00", "40,000.00")]
