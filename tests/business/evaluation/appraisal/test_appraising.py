"""Beginning an evaluation, its facts, awarded scores, exchange of opinions."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.business.evaluation.appraisal.factory import (
    SCHEME,
    award_as_published,
    facts_of,
    make_appraisal,
    make_exchanged,
    make_scored,
    published,
)
from tests.factories.evaluation import make_project
from tests.factories.world import World
from xieshou.business.evaluation.models import AppraisalKind, AppraisalState
from xieshou.business.evaluation.services import appraisal_card
from xieshou.business.evaluation.services.appraising import (
    appraisal_award,
    appraisal_create,
    appraisal_delete,
    appraisal_facts_refill,
    appraisal_facts_save,
    exchange_answer,
    exchange_open,
    exchange_reply,
    has_exchanged,
    is_open,
)
from xieshou.business.evaluation.services.expert_scoring import drafting_begin
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox.api import Item

pytestmark = pytest.mark.function("JX11")


def test_counts_of_the_self_evaluation_are_filled_in(world: World) -> None:
    appraisal = make_appraisal(world)
    assert appraisal.facts["quantity_total"]["value"] == "3 条"
    assert appraisal.facts["quantity_met"]["from"] == "self"
    assert "完成 3 条" in appraisal.facts["quantity_met"]["note"]


def test_only_who_organises_evaluations_begins_one(world: World) -> None:
    with pytest.raises(Refused):
        appraisal_create(
            actor=world.clerk_a, kind=AppraisalKind.DEPARTMENT, scheme=SCHEME, year=2020, project=make_project(world)
        )


def test_a_scheme_of_another_year_is_refused_with_those_allowed(world: World) -> None:
    with pytest.raises(Invalid, match=r"不能用于 2021 年.*决策、过程、产出、效益框架"):
        make_appraisal(world, has_self=False, year=2021)


def test_a_year_for_which_there_is_no_scheme_is_told(world: World) -> None:
    with pytest.raises(Invalid, match="没有适用的评价方案"):
        make_appraisal(world, has_self=False, year=2019)


def test_a_third_party_is_named(world: World) -> None:
    with pytest.raises(Invalid, match="哪家机构"):
        make_appraisal(world, kind=AppraisalKind.THIRD_PARTY)


def test_the_same_evaluation_is_not_begun_twice(world: World) -> None:
    appraisal = make_appraisal(world)
    with pytest.raises(Invalid, match="已经建立"):
        make_appraisal(world, project=appraisal.project)


def test_every_wrong_fact_is_told_and_nothing_is_kept(world: World) -> None:
    appraisal = make_appraisal(world)
    typed = {"received": {"value": "很多"}, "a1_1": {"value": "3"}}
    with pytest.raises(Invalid) as told:
        appraisal_facts_save(
            actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version, facts=typed
        )
    assert len(told.value.problems) == 2
    appraisal.refresh_from_db()
    assert "a1_1" not in appraisal.facts


def test_a_judged_fact_is_not_entered_by_hand(world: World) -> None:
    appraisal = make_appraisal(world)
    with pytest.raises(Invalid, match="由专家评分得出"):
        appraisal_facts_save(
            actor=world.division_manager,
            appraisal=appraisal,
            opened_version=appraisal.version,
            facts={"benefit_deducted": {"value": "0"}},
        )


def test_a_stale_save_tells_what_differs(world: World) -> None:
    appraisal = make_appraisal(world)
    opened = appraisal.version
    facts = {"a1_1": {"value": "1"}}
    appraisal_facts_save(actor=world.division_manager, appraisal=appraisal, opened_version=opened, facts=facts)
    with pytest.raises(Stale) as told:
        appraisal_facts_save(
            actor=world.leader, appraisal=appraisal, opened_version=opened, facts={"a1_1": {"value": "0"}}
        )
    assert (told.value.by, told.value.differences[0].entered) == ("专项资金处业务管理", "0")


def test_entered_facts_stay_when_known_ones_are_taken_again(world: World) -> None:
    appraisal = make_appraisal(world)
    manager = world.division_manager
    facts = {"quantity_met": {"value": "2 条", "note": "一条证据不足"}}
    appraisal_facts_save(actor=manager, appraisal=appraisal, opened_version=appraisal.version, facts=facts)
    appraisal_facts_refill(actor=manager, appraisal=appraisal, opened_version=appraisal.version)
    assert appraisal.facts["quantity_met"]["value"] == "2 条"
    assert appraisal.facts["quantity_total"]["from"] == "self"


def test_a_missing_fact_earns_nothing(world: World) -> None:
    appraisal = make_appraisal(world, has_self=False)
    card = appraisal_card.card_of(appraisal)
    assert card.computed.text() == "0"
    assert appraisal.facts.get("received") is None


def test_the_published_evaluation_is_scored_as_published(world: World) -> None:
    appraisal = award_as_published(world, make_scored(world))
    card = appraisal_card.card_of(appraisal)
    assert (card.computed.text(), card.by_rule.text()) == ("97.2", "92.22")
    assert card.grade is not None
    assert card.grade.zh == "优"


def test_an_awarded_score_needs_its_reason(world: World) -> None:
    appraisal = make_scored(world)
    with pytest.raises(Invalid, match="理由"):
        appraisal_award(
            actor=world.division_manager, appraisal=appraisal, item="B2", awarded="5", reason="",
            opened_version=appraisal.version,
        )  # fmt: skip


def test_an_awarded_score_stays_within_the_points(world: World) -> None:
    appraisal = make_scored(world)
    with pytest.raises(Invalid, match="0–5 分"):
        appraisal_award(
            actor=world.division_manager, appraisal=appraisal, item="B2", awarded="5.5", reason="多给",
            opened_version=appraisal.version,
        )  # fmt: skip


def test_taking_an_awarded_score_back_gives_the_rule_again(world: World) -> None:
    appraisal = award_as_published(world, make_scored(world))
    appraisal_award(
        actor=world.division_manager, appraisal=appraisal, item="B2", awarded="", reason="",
        opened_version=appraisal.version,
    )  # fmt: skip
    item = appraisal_card.card_of(appraisal).item("B2")
    assert item is not None
    assert item.awarded.text() == "3.22"


def test_nothing_is_awarded_before_the_experts_are_done(world: World) -> None:
    appraisal = make_appraisal(world)
    with pytest.raises(Invalid, match="还没有评完"):
        appraisal_award(
            actor=world.division_manager, appraisal=appraisal, item="B2", awarded="5", reason="x",
            opened_version=appraisal.version,
        )  # fmt: skip


def test_judged_items_are_awarded_where_nobody_was_asked(world: World) -> None:
    appraisal = make_appraisal(world)
    manager = world.division_manager
    drafting_begin(actor=manager, appraisal=appraisal, opened_version=appraisal.version)
    appraisal_award(
        actor=manager, appraisal=appraisal, item="D1", awarded="17.5", reason="部分佐证不充分，扣 4.5 分",
        opened_version=appraisal.version,
    )  # fmt: skip
    item = appraisal_card.card_of(appraisal).item("D1")
    assert item is not None
    assert (item.awarded.text(), item.differs) == ("17.5", False)


def test_the_evaluated_unit_answers_within_its_deadline(world: World) -> None:
    appraisal = make_scored(world)
    due = timezone.localdate() + timedelta(days=5)
    exchange_open(actor=world.division_manager, appraisal=appraisal, due_on=due, opened_version=appraisal.version)
    assert not has_exchanged(appraisal)
    assert not is_open(appraisal)
    assert Item.objects.filter(user=world.clerk_a, done_at=None, title__contains="答复评价意见").exists()
    exchange_answer(actor=world.clerk_a, appraisal=appraisal, answer="B2 应得 5 分", opened_version=appraisal.version)
    assert has_exchanged(appraisal)
    assert not Item.objects.filter(user=world.clerk_a, done_at=None, title__contains="答复评价意见").exists()


def test_another_unit_does_not_answer(world: World) -> None:
    appraisal = make_exchanged(world)
    with pytest.raises(Refused):
        exchange_answer(actor=world.clerk_b, appraisal=appraisal, answer="x", opened_version=appraisal.version)


def test_how_an_answer_was_taken_up_is_in_the_history(world: World) -> None:
    appraisal = make_exchanged(world)
    exchange_reply(actor=world.division_manager, appraisal=appraisal, reply="已核对", opened_version=appraisal.version)
    assert audit.history_of(appraisal)[0].action == "appraisal.reply"


def test_only_what_is_being_prepared_is_thrown_away(world: World) -> None:
    appraisal = make_scored(world)
    assert appraisal.stage == AppraisalState.DRAFTING
    with pytest.raises(Invalid, match="准备"):
        appraisal_delete(actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version)


def test_facts_of_the_data_set_are_all_known_to_the_scheme(world: World) -> None:
    appraisal = make_appraisal(world)
    facts = facts_of(published("fund-evaluation"))
    appraisal_facts_save(
        actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version, facts=facts
    )
    assert appraisal.facts["received"]["value"] == "360,162.07万元"


def test_full_width_digits_are_kept_as_figures(world: World) -> None:
    appraisal = make_appraisal(world)
    facts = {"a1_1": {"value": " １ ", "note": ""}, "received": {"value": "１９３．９９ 万元", "note": ""}}
    appraisal_facts_save(
        actor=world.division_manager, appraisal=appraisal, opened_version=appraisal.version, facts=facts
    )
    assert (appraisal.facts["a1_1"]["value"], appraisal.facts["received"]["value"]) == ("1", "193.99 万元")
