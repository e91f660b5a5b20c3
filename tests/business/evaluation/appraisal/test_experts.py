"""Experts: each alone until all have submitted; how scores come together."""

from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.business.evaluation.appraisal.factory import give, invite, make_appraisal, make_expert
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.models import Aggregation, Appraisal, AppraisalScore, AppraisalState, ExpertScore
from xieshou.business.evaluation.services.expert_scoring import (
    Given,
    Invited,
    aggregated,
    expert_decline,
    expert_drop,
    expert_scores_save,
    expert_scores_submit,
    experts_invite,
    scores_seen_by,
)
from xieshou.kernel.exact import Exact
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User, post_appoint
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox.api import Item

pytestmark = pytest.mark.function("JX11")
TOLD = "17.31"  # a score that stands nowhere else on a page


def plain(*scores: str) -> list[tuple[Exact, Exact]]:
    return [(Exact(1), Exact.read(score)) for score in scores]


@pytest.fixture
def halfway(world: World) -> tuple[Appraisal, list[User]]:
    """Two experts, one of whom has submitted."""
    appraisal = make_appraisal(world)
    users = invite(world, appraisal)
    give(users[0], appraisal, TOLD)
    appraisal.refresh_from_db()
    return appraisal, users


def test_an_expert_reads_the_evaluation_while_the_task_is_in_hand(world: World) -> None:
    appraisal = make_appraisal(world)
    stranger = make_expert(world, 9)
    assert not Appraisal.objects.visible_to(stranger).exists()
    experts_invite(actor=world.division_manager, appraisal=appraisal, experts=[Invited(stranger)])
    fresh = User.objects.get(pk=stranger.pk)
    assert Appraisal.objects.visible_to(fresh).get() == appraisal
    assert signed_in(fresh).get(f"{appraisal.get_absolute_url()}score/").status_code == 200


def test_people_of_the_evaluated_unit_stand_aside(world: World) -> None:
    with pytest.raises(Invalid, match="回避"):
        experts_invite(
            actor=world.division_manager, appraisal=make_appraisal(world), experts=[Invited(world.approver_a)]
        )


def test_people_of_a_unit_below_the_evaluated_one_stand_aside(world: World) -> None:
    appraisal = make_appraisal(world)
    teacher = make_expert(world, 7)
    post_appoint(actor=None, user=teacher, role=world.roles["clerk"], organisation=world.school_a, title="教师")
    with pytest.raises(Invalid, match="下属单位"):
        experts_invite(actor=world.division_manager, appraisal=appraisal, experts=[Invited(teacher)])


def test_an_expert_who_declines_says_why_and_the_organiser_is_told(
    world: World, halfway: tuple[Appraisal, list[User]]
) -> None:
    appraisal, (_submitted, waiting) = halfway
    client, address = signed_in(waiting), f"{appraisal.get_absolute_url()}score/decline/"
    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "与被评价单位有合作"}).status_code == 302
    appraisal.refresh_from_db()
    assert (appraisal.stage, appraisal.experts.count()) == (AppraisalState.DRAFTING, 1)
    notice = Item.objects.get(user=world.division_manager, title__contains="谢绝")
    assert "与被评价单位有合作" in notice.because
    assert client.get(f"{appraisal.get_absolute_url()}score/").status_code in {403, 404}


def test_who_has_submitted_cannot_decline_any_more(halfway: tuple[Appraisal, list[User]]) -> None:
    appraisal, (submitted, _waiting) = halfway
    with pytest.raises(Invalid, match="已经提交"):
        expert_decline(actor=submitted, appraisal=appraisal, reason="没有时间")


def test_every_wrong_invitation_is_told(world: World) -> None:
    with pytest.raises(Invalid) as told:
        experts_invite(
            actor=world.division_manager,
            appraisal=make_appraisal(world),
            experts=[Invited(world.nobody), Invited(world.clerk_b, "0")],
        )
    assert len(told.value.problems) == 2


@pytest.mark.parametrize("path", ["", "score/", "facts/"])
def test_no_page_tells_another_experts_score(world: World, halfway: tuple[Appraisal, list[User]], path: str) -> None:
    appraisal, users = halfway
    for user in (users[1], world.division_manager, world.clerk_a, world.leader):
        page = signed_in(User.objects.get(pk=user.pk)).get(f"{appraisal.get_absolute_url()}{path}")
        assert TOLD not in page.content.decode()
        assert "佐证不充分" not in page.content.decode()


def test_no_list_notice_or_entry_tells_another_experts_score(
    world: World, halfway: tuple[Appraisal, list[User]]
) -> None:
    appraisal, users = halfway
    assert scores_seen_by(users[1], appraisal) == []
    assert scores_seen_by(world.division_manager, appraisal) == []
    assert all(TOLD not in str((one.changes, one.reason)) for one in audit.history_of(appraisal))
    assert all(TOLD not in f"{one.title}{one.because}" for one in Item.objects.all())
    assert not AppraisalScore.objects.filter(appraisal=appraisal).exists()
    listed = signed_in(world.division_manager).get("/performance/?tab=appraisal").content.decode()
    assert TOLD not in listed


def test_no_address_of_the_programs_interface_tells_a_score(
    world: World, halfway: tuple[Appraisal, list[User]]
) -> None:
    client = signed_in(world.division_manager)
    assert "ExpertScore" not in client.get("/api/openapi.json").content.decode()


def test_an_expert_sees_the_own_scores(halfway: tuple[Appraisal, list[User]]) -> None:
    appraisal, users = halfway
    assert [one.score for one in scores_seen_by(users[0], appraisal)] == [TOLD, "8"]


def test_all_scores_open_when_the_last_has_submitted(world: World, halfway: tuple[Appraisal, list[User]]) -> None:
    appraisal, users = halfway
    give(users[1], appraisal, "20")
    appraisal.refresh_from_db()
    assert appraisal.stage == AppraisalState.DRAFTING
    assert len(scores_seen_by(world.division_manager, appraisal)) == 4
    assert TOLD in signed_in(world.division_manager).get(appraisal.get_absolute_url()).content.decode()
    row = AppraisalScore.objects.get(appraisal=appraisal, item="D1")
    assert (row.aggregated, row.arithmetic) == ("18.66", "(17.31 + 20) ÷ 2 = 18.655 ≈ 18.66")


def test_the_evaluated_unit_never_sees_who_gave_what(world: World, halfway: tuple[Appraisal, list[User]]) -> None:
    appraisal, users = halfway
    give(users[1], appraisal, "20")
    appraisal.refresh_from_db()
    assert scores_seen_by(world.clerk_a, appraisal) == []


def test_an_open_evaluation_shows_what_was_submitted(world: World) -> None:
    appraisal = make_appraisal(world, is_blind=False)
    users = invite(world, appraisal)
    give(users[0], appraisal, TOLD)
    give(users[1], appraisal, "9", submit=False)
    seen = [one.score for one in scores_seen_by(users[1], appraisal)]
    assert seen == [TOLD, "8", "9", "8"]
    assert [one.score for one in scores_seen_by(users[0], appraisal)] == [TOLD, "8"]


def test_a_submitted_score_is_final(halfway: tuple[Appraisal, list[User]]) -> None:
    appraisal, users = halfway
    with pytest.raises(Invalid, match="不能再改"):
        expert_scores_save(actor=users[0], appraisal=appraisal, scores={"D1": Given("22")})


def test_points_taken_off_need_a_reason(world: World) -> None:
    appraisal = make_appraisal(world)
    user = invite(world, appraisal, 1)[0]
    expert_scores_save(actor=user, appraisal=appraisal, scores={"D1": Given("20")})
    with pytest.raises(Invalid) as told:
        expert_scores_submit(actor=user, appraisal=appraisal)
    assert [one.what for one in told.value.problems] == ["扣了分，没有写理由", "没有打分"]


def test_a_score_beyond_the_points_is_refused_and_full_width_digits_are_read(world: World) -> None:
    appraisal = make_appraisal(world)
    user = invite(world, appraisal, 1)[0]
    with pytest.raises(Invalid, match="0–22 分"):
        expert_scores_save(actor=user, appraisal=appraisal, scores={"D1": Given("23")})
    expert_scores_save(actor=user, appraisal=appraisal, scores={"D1": Given("２１．５ 分")})
    assert ExpertScore.objects.get(expert__user=user).score == "21.5"


def test_who_was_not_asked_does_not_score(world: World) -> None:
    appraisal = make_appraisal(world)
    invite(world, appraisal, 1)
    with pytest.raises(Refused):
        expert_scores_save(actor=world.clerk_b, appraisal=appraisal, scores={"D1": Given("22")})


def test_dropping_the_last_who_has_not_scored_brings_the_scores_together(
    world: World, halfway: tuple[Appraisal, list[User]]
) -> None:
    appraisal, users = halfway
    late = appraisal.experts.get(user=users[1])
    expert_drop(actor=world.division_manager, expert=late, reason="因病")
    appraisal.refresh_from_db()
    assert appraisal.stage == AppraisalState.DRAFTING
    assert not Appraisal.objects.visible_to(User.objects.get(pk=users[1].pk)).exists()


def test_weights_count_exactly() -> None:
    pairs = [(Exact.read("2"), Exact.read("20")), (Exact.read("1"), Exact.read("18"))]
    together = aggregated(pairs, Aggregation.MEAN, 2)
    assert (together.value.text(), together.arithmetic) == ("19.33", "(2 × 20 + 1 × 18) ÷ 3 = 19.333333… ≈ 19.33")


def test_highest_and_lowest_are_taken_out_from_four_on() -> None:
    together = aggregated(plain("10", "20", "21", "22"), Aggregation.TRIMMED, 2)
    assert together.value.text() == "20.5"
    assert "去掉最低 10 分、最高 22 分" in together.arithmetic


def test_fewer_than_four_are_averaged_and_that_is_said() -> None:
    together = aggregated(plain("10", "20", "21"), Aggregation.TRIMMED, 2)
    assert together.value.text() == "17"
    assert "专家不足 4 人" in together.arithmetic


# how long drawing takes tells of the machine, not of the rule
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 2200), min_size=1, max_size=6), st.sampled_from(Aggregation.values))
def test_the_order_of_experts_changes_nothing_and_the_score_stays_within_theirs(
    scores: list[int], aggregation: str
) -> None:
    pairs = [(Exact(1), Exact(score, 100)) for score in scores]
    values = {aggregated(list(one), aggregation, 2).value for one in list(permutations(pairs))[:24]}
    assert len(values) == 1
    assert Exact(min(scores), 100) <= values.pop() <= Exact(max(scores), 100)


def test_the_organiser_sees_each_experts_points_and_reasons_once_all_are_in(
    world: World, halfway: tuple[Appraisal, list[User]]
) -> None:
    appraisal, users = halfway
    url = appraisal.get_absolute_url()
    assert TOLD not in signed_in(world.division_manager).get(url).content.decode()
    give(users[1], appraisal, "20")
    page = signed_in(world.division_manager).get(url).content.decode()
    assert f'<td class="xs-number">{TOLD}</td>' in page
    assert str(users[0]) in page
    assert f'<td class="xs-number">{TOLD}</td>' not in signed_in(world.clerk_a).get(url).content.decode()
