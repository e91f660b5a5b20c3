"""Reviewing: experts, blind scores, exact sums, the meeting, publicity, taking in, refusing, amending."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories.projects import make_project
from tests.factories.world import World
from xieshou.business.projects.models import Project, Review, Stage, Verdict
from xieshou.business.projects.services import proposing, reviewing, scoring
from xieshou.business.projects.services.scoring import Given
from xieshou.business.rules.api import kept
from xieshou.kernel.exact import Exact
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM02")]
FULL = {"necessity": "20", "feasibility": "20", "soundness": "15", "completeness": "10", "money": "15", "effect": "20"}
RULES = scoring.rules_of(kept("review", None))


def given(**changed: str) -> dict[str, Given]:
    return {code: Given(score) for code, score in {**FULL, **changed}.items()}


def opened(world: World, *experts: User) -> Review:
    project = make_project(world, stage=Stage.PROPOSED)
    chosen = experts or (world.leader, world.division_manager)
    return reviewing.review_open(actor=world.hq_approver, project=project, experts=chosen)


def scored(world: World) -> Review:
    review = opened(world)
    reviewing.review_score(actor=world.leader, review=review, given=given(necessity="17.5"))
    reviewing.review_score(actor=world.division_manager, review=review, given=given(effect="12"))
    return review


def decided(world: World, verdict: Verdict = Verdict.AGREE, reason: str = "") -> Review:
    review = scored(world)
    return reviewing.review_close(
        actor=world.hq_approver, review=review, verdict=verdict, minutes="会议同意专家意见", reason=reason
    )


def published(world: World, days_ago: int) -> Review:
    review = decided(world)
    Review.objects.filter(pk=review.pk).update(held_on=timezone.localdate() - timedelta(days=60))
    review.refresh_from_db()
    since = timezone.localdate() - timedelta(days=days_ago)
    return reviewing.review_publish(actor=world.hq_approver, review=review, published_on=since, days=7)


def notices(user: User) -> list[str]:
    return [item.title for item in inbox.notices(user)]


class TestOpening:
    def test_it_moves_the_project_and_asks_the_experts(self, world: World) -> None:
        review = opened(world)
        assert Project.objects.get().stage == Stage.REVIEWING
        assert [todo.url for todo in inbox.todos(world.leader)] == [review.get_absolute_url()]

    def test_an_expert_may_read_the_project_until_the_round_ends(self, world: World) -> None:
        project = make_project(world, stage=Stage.PROPOSED, owner=world.county_b, place=world.county_b_region)
        assert not world.approver_a.may(project.read_permission, project)
        review = reviewing.review_open(actor=world.hq_approver, project=project, experts=[world.approver_a])
        assert User.objects.get(pk=world.approver_a.pk).may(project.read_permission, project)
        reviewing.review_score(actor=world.approver_a, review=review, given=given())
        reviewing.project_refuse(actor=world.hq_approver, project=project, reason="与规划不符")
        assert not User.objects.get(pk=world.approver_a.pk).may(project.read_permission, project)

    def test_it_refuses_people_of_the_proposing_unit_and_people_without_the_right(self, world: World) -> None:
        with pytest.raises(Invalid) as told:
            opened(world, world.approver_a, world.clerk_b)
        assert ["回避" in p.what or "没有" in p.what for p in told.value.problems] == [True, True]

    def test_it_needs_an_expert(self, world: World) -> None:
        project = make_project(world, stage=Stage.PROPOSED)
        with pytest.raises(Invalid, match="至少 1 位"):
            reviewing.review_open(actor=world.hq_approver, project=project, experts=[])

    def test_it_is_refused_to_who_may_not_decide(self, world: World) -> None:
        project = make_project(world, stage=Stage.PROPOSED)
        with pytest.raises(Refused):
            reviewing.review_open(actor=world.clerk_a, project=project, experts=[world.leader])

    def test_a_draft_is_not_reviewed(self, world: World) -> None:
        with pytest.raises(Invalid, match="不能开始评审"):
            reviewing.review_open(actor=world.hq_approver, project=make_project(world), experts=[world.leader])


class TestScoring:
    def test_every_mistake_is_told_at_once(self, world: World) -> None:
        wrong = given(necessity="20.5", feasibility="", money="很好", effect="1.25")
        with pytest.raises(Invalid) as told:
            reviewing.review_score(actor=world.leader, review=opened(world), given=wrong)
        assert [problem.where for problem in told.value.problems] == ["必要性", "可行性", "资金", "效益"]

    def test_full_width_figures_are_read_and_zero_is_a_score(self, world: World) -> None:
        review = opened(world)
        reviewing.review_score(actor=world.leader, review=review, given=given(necessity="１８．５分", money="0"))
        kept = dict(review.scores.values_list("criterion", "score"))
        assert (kept["necessity"], kept["money"]) == ("18.5", "0")

    def test_it_is_final(self, world: World) -> None:
        review = opened(world)
        reviewing.review_score(actor=world.leader, review=review, given=given())
        with pytest.raises(Invalid, match="已经提交过"):
            reviewing.review_score(actor=world.leader, review=review, given=given())

    def test_it_is_refused_to_others(self, world: World) -> None:
        with pytest.raises(Refused, match="不是本轮的评审专家"):
            reviewing.review_score(actor=world.hq_approver, review=opened(world), given=given())

    def test_the_to_do_ends_with_it(self, world: World) -> None:
        review = opened(world)
        reviewing.review_score(actor=world.leader, review=review, given=given())
        assert not list(inbox.todos(world.leader))
        assert list(inbox.todos(world.division_manager))

    def test_the_sums_are_exact(self, world: World) -> None:
        result = scoring.result_of(scored(world).scores.all(), RULES)
        assert (result.total.mean_text, result.total.spread_text) == ("94.75", "5.5")
        assert (result.lines[0].figure.mean_text, result.lines[0].figure.spread_text) == ("18.75", "2.5")

    def test_a_mean_without_an_end_is_rounded_half_up_only_when_shown(self, world: World) -> None:
        scores = [Exact(1), Exact(1), Exact(0)]
        figure = scoring.figure_of(scores)
        assert figure.mean == Exact(2, 3)
        assert figure.mean_text == "0.67"

    def test_nobody_s_score_is_missing_not_zero(self) -> None:
        assert scoring.result_of([], RULES).total.mean_text == "—"


class TestBlindness:
    def seen(self, user: User, review: Review) -> bool:
        return reviewing.may_see_scores(user, Review.objects.prefetch_related("experts").get(pk=review.pk))

    def test_an_expert_sees_others_only_after_submitting(self, world: World) -> None:
        review = opened(world)
        reviewing.review_score(actor=world.leader, review=review, given=given())
        assert self.seen(world.leader, review)
        assert not self.seen(world.division_manager, review)

    def test_the_proposer_sees_them_after_the_verdict(self, world: World) -> None:
        review = scored(world)
        assert not self.seen(world.clerk_a, review)
        reviewing.review_close(actor=world.hq_approver, review=review, verdict=Verdict.AGREE, minutes="同意")
        assert self.seen(world.clerk_a, review)

    def test_the_history_does_not_tell_them(self, world: World) -> None:
        review = opened(world)
        reviewing.review_score(actor=world.leader, review=review, given=given(necessity="17.5"))
        told = audit.history_of(review.project).get(action="project.review_score")
        assert told.changes == [["提交评分", None, "第 1 轮"]]

    def test_the_page_hides_them_too(self, world: World, sign_in: Callable[[User], Client]) -> None:
        review = opened(world)
        reviewing.review_score(actor=world.leader, review=review, given=given(), words="冬季无法施工")
        assert "冬季无法施工" not in sign_in(world.division_manager).get(review.get_absolute_url()).content.decode()
        assert "冬季无法施工" in sign_in(world.leader).get(review.get_absolute_url()).content.decode()


class TestMeeting:
    def test_refusing_and_sending_back_need_a_reason_and_minutes(self, world: World) -> None:
        review = scored(world)
        with pytest.raises(Invalid) as told:
            reviewing.review_close(actor=world.hq_approver, review=review, verdict=Verdict.REFUSE, minutes="")
        assert {problem.where for problem in told.value.problems} == {"会审意见", "理由"}

    def test_agreeing_needs_scores(self, world: World) -> None:
        review = opened(world)
        with pytest.raises(Invalid, match="还没有专家提交评分"):
            reviewing.review_close(actor=world.hq_approver, review=review, verdict=Verdict.AGREE, minutes="同意")

    def test_it_decides_once(self, world: World) -> None:
        review = decided(world)
        with pytest.raises(Invalid, match="已有结论"):
            reviewing.review_close(actor=world.hq_approver, review=review, verdict=Verdict.AGREE, minutes="同意")

    def test_a_refusal_is_told_to_the_proposer_with_its_reason(self, world: World) -> None:
        decided(world, Verdict.REFUSE, "与县城规划不符")
        assert Project.objects.get().stage == Stage.REFUSED
        item = inbox.notices(world.clerk_a)[0]
        assert item.title.startswith("不予入库")
        assert item.because == "与县城规划不符"


class TestAmending:
    def test_it_goes_back_with_comments_and_straight_to_the_same_experts(self, world: World) -> None:
        decided(world, Verdict.AMEND, "补充概算依据")
        project = Project.objects.get()
        assert project.stage == Stage.RETURNED
        assert notices(world.clerk_a)[0].startswith("退回修改")
        proposing.project_update(
            actor=world.clerk_a, project=project, opened_version=project.version, basis="概算审查意见"
        )
        project = proposing.project_propose(actor=world.clerk_a, project=project)
        again = project.reviews.get(round=2)
        assert project.stage == Stage.REVIEWING
        assert {one.expert for one in again.experts.all()} == {world.leader, world.division_manager}
        assert list(inbox.todos(world.leader))
        assert notices(world.hq_approver)

    def test_the_first_round_stays_as_it_was(self, world: World) -> None:
        decided(world, Verdict.AMEND, "补充概算依据")
        project = Project.objects.get()
        proposing.project_propose(actor=world.clerk_a, project=project)
        first = project.reviews.get(round=1)
        assert (first.reason, first.scores.count()) == ("补充概算依据", 12)


class TestTakingIn:
    def test_it_waits_for_the_publicity(self, world: World) -> None:
        review = published(world, days_ago=6)
        with pytest.raises(Invalid, match="还没有结束"):
            reviewing.project_accept(actor=world.hq_approver, project=review.project)

    def test_it_is_in_the_library_on_the_day_after(self, world: World) -> None:
        review = published(world, days_ago=7)
        project = reviewing.project_accept(actor=world.hq_approver, project=review.project, objections="无")
        assert project.stage == Stage.IN_LIBRARY
        assert notices(world.clerk_a)[0].startswith("已入库")
        assert Review.objects.get().closed_at is not None

    def test_it_needs_a_publicity(self, world: World) -> None:
        with pytest.raises(Invalid, match="还没有公示"):
            reviewing.project_accept(actor=world.hq_approver, project=decided(world).project)

    def test_a_publicity_is_long_enough_and_after_the_meeting(self, world: World) -> None:
        review = decided(world)
        before = timezone.localdate() - timedelta(days=1)
        with pytest.raises(Invalid) as told:
            reviewing.review_publish(actor=world.hq_approver, review=review, published_on=before, days=1)
        assert {problem.where for problem in told.value.problems} == {"公示开始", "公示天数"}

    def test_a_new_hit_of_the_negative_list_blocks_it(self, world: World) -> None:
        review = published(world, days_ago=8)
        Project.objects.update(content="含办公楼一栋")
        with pytest.raises(Invalid, match="负面清单"):
            reviewing.project_accept(actor=world.hq_approver, project=review.project)

    def test_a_refusal_without_a_reason_is_refused(self, world: World) -> None:
        project = make_project(world, stage=Stage.PROPOSED)
        with pytest.raises(Invalid, match="理由"):
            reviewing.project_refuse(actor=world.hq_approver, project=project, reason=" ")

    def test_every_step_is_in_the_history(self, world: World) -> None:
        review = published(world, days_ago=8)
        reviewing.project_accept(actor=world.hq_approver, project=review.project)
        actions = {entry.action for entry in audit.history_of(review.project)}
        assert actions >= {f"project.{verb}" for verb in ("review_open", "review_score", "review_close", "publish")}
        assert "project.accept" in actions


class TestPages:
    def test_a_person_goes_the_whole_way(self, world: World, sign_in: Callable[[User], Client]) -> None:
        project = make_project(world, stage=Stage.PROPOSED)
        decider, expert = sign_in(world.hq_approver), sign_in(world.leader)
        decider.post(reverse("projects:review_open", args=[project.pk]), {"experts": [world.leader.pk]})
        at = [project.pk, 1]
        scores = {f"score_{code}": score for code, score in FULL.items()}
        assert expert.post(reverse("projects:score", args=at), {**scores, "words": "同意"}).status_code == 302
        verdict = {"held_on": "2026-01-05", "verdict": "agree", "minutes": "同意入库"}
        assert decider.post(reverse("projects:verdict", args=at), verdict).status_code == 302
        decider.post(reverse("projects:publicity", args=at), {"published_on": "2026年1月6日", "days": "7"})
        decider.post(reverse("projects:accept", args=[project.pk]), {"objections": "无"})
        project.refresh_from_db()
        assert project.stage == Stage.IN_LIBRARY

    def test_scoring_is_refused_to_a_reader_and_unknown_to_a_stranger(
        self, world: World, sign_in: Callable[[User], Client]
    ) -> None:
        review = opened(world)
        address = reverse("projects:score", args=[review.project_id, 1])
        assert sign_in(world.clerk_a).get(address).status_code == 403
        assert sign_in(world.clerk_b).get(address).status_code == 404

    def test_a_wrong_score_stands_at_its_field(self, world: World, sign_in: Callable[[User], Client]) -> None:
        review = opened(world)
        answer = sign_in(world.leader).post(reverse("projects:score", args=[review.project_id, 1]), {})
        assert answer.status_code == 422
        assert "没有打分" in answer.content.decode()
