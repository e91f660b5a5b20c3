"""Proposals: drafts, what is missing, codes, stale edits, withdrawing, copying, the negative list."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from tests.factories.projects import WAN, facts, make_project
from tests.factories.world import World, make_world
from xieshou.business.projects import stages
from xieshou.business.projects.models import Category, Project, SourceLevel, Stage
from xieshou.business.projects.rule_kinds import NEGATIVE
from xieshou.business.projects.services import negative, proposing, required
from xieshou.business.rules.api import kept
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit import api as audit
from xieshou.platform.inbox import api as inbox

pytestmark = [pytest.mark.django_db, pytest.mark.function("XM01")]


def where(error: Invalid) -> set[str]:
    return {problem.where for problem in error.problems}


def draft(world: World, **changed: object) -> Project:
    needs = {SourceLevel.CITY: 600 * WAN}
    known = {"owner": world.county_a, "place": world.county_a_region, "needs": needs, **facts(**changed)}
    return proposing.project_create(actor=world.clerk_a, **known)


class TestDraft:
    def test_it_may_lack_everything_but_name_and_owner(self, world: World) -> None:
        project = proposing.project_create(actor=world.clerk_a, owner=world.county_a, name="某村道路")
        assert (project.stage, project.estimate_fen, project.place) == (Stage.DRAFT, None, None)

    def test_it_needs_a_name(self, world: World) -> None:
        with pytest.raises(Invalid, match="项目名称"):
            proposing.project_create(actor=world.clerk_a, owner=world.county_a, name=" ")

    def test_it_is_refused_for_a_unit_one_does_not_work_for(self, world: World) -> None:
        with pytest.raises(Refused):
            proposing.project_create(actor=world.clerk_b, owner=world.county_a, name="某村道路")

    def test_it_refuses_an_end_before_the_beginning_and_an_unknown_category_at_once(self, world: World) -> None:
        with pytest.raises(Invalid) as told:
            draft(world, starts_on=date(2026, 5, 1), ends_on=date(2026, 4, 1), category="sport")
        assert where(told.value) == {"完成期限", "类别"}

    def test_it_keeps_missing_money_missing(self, world: World) -> None:
        project = draft(world, needs={})
        assert required.needs_of(project) == {}

    def test_its_code_is_year_division_and_serial(self, world: World) -> None:
        year = proposing.this_year()
        codes = [draft(world, name=name).code for name in ("甲", "乙")]
        assert codes == [f"{year}-653131-0001", f"{year}-653131-0002"]

    def test_its_code_is_its_owners_division_when_no_place_is_known(self, world: World) -> None:
        project = proposing.project_create(actor=world.clerk_b, owner=world.county_b, name="某村道路")
        assert "-653121-" in project.code


class TestUpdate:
    def test_it_tells_each_changed_field_in_the_log(self, world: World) -> None:
        project = draft(world)
        proposing.project_update(actor=world.clerk_a, project=project, opened_version=1, goal="新增学位五百个")
        entry = audit.history_of(project).first()
        assert entry is not None
        assert entry.changes == [["绩效目标", "当年九月投入使用，新增学位四百个", "新增学位五百个"]]

    def test_it_refuses_a_stale_edit_showing_both(self, world: World) -> None:
        project = draft(world)
        proposing.project_update(actor=world.clerk_a, project=project, opened_version=1, goal="新增学位五百个")
        with pytest.raises(Stale) as told:
            proposing.project_update(actor=world.clerk_a, project=project, opened_version=1, goal="新增学位三百个")
        only = told.value.differences[0]
        assert (only.field, only.stored, only.entered) == ("绩效目标", "新增学位五百个", "新增学位三百个")

    def test_it_changes_how_the_money_is_split(self, world: World) -> None:
        project = draft(world)
        split: dict[str, int] = {SourceLevel.CITY: 400 * WAN, SourceLevel.SOCIAL: 200 * WAN}
        proposing.project_update(actor=world.clerk_a, project=project, opened_version=1, needs=split)
        assert required.needs_of(project) == split

    def test_it_writes_nothing_when_nothing_changed(self, world: World) -> None:
        project = draft(world)
        saved = proposing.project_update(actor=world.clerk_a, project=project, opened_version=1, goal=project.goal)
        assert saved.version == 1

    def test_it_is_refused_to_a_reader(self, world: World) -> None:
        with pytest.raises(Refused):
            proposing.project_update(actor=world.auditor_outside, project=draft(world), opened_version=1, goal="x")

    def test_it_is_refused_once_proposed(self, world: World) -> None:
        project = make_project(world, stage=Stage.PROPOSED)
        with pytest.raises(Invalid, match="不能修改申报内容"):
            proposing.project_update(actor=world.clerk_a, project=project, opened_version=1, goal="x")


class TestPropose:
    def test_a_complete_one_goes_on(self, world: World) -> None:
        assert proposing.project_propose(actor=world.clerk_a, project=draft(world)).stage == Stage.PROPOSED

    def test_it_lists_all_eleven_points_at_once(self, world: World) -> None:
        project = proposing.project_create(actor=world.clerk_a, owner=world.county_a, name="某村道路")
        with pytest.raises(Invalid) as told:
            proposing.project_propose(actor=world.clerk_a, project=project)
        known = {
            "类别",
            "建设地点",
            "时间进度",
            "建设任务",
            "资金规模和筹资方式",
            "受益对象",
            "绩效目标",
            "利益联结机制",
        }
        assert where(told.value) == known
        assert [str(point.label) for point in required.POINTS][:2] == ["项目名称", "类别"]
        assert len(required.POINTS) == 11

    def test_it_refuses_parts_that_are_not_the_whole(self, world: World) -> None:
        project = draft(world, needs={SourceLevel.CITY: 500 * WAN})
        with pytest.raises(Invalid, match=r"合计 500\.00 万元，与估算总投资 600\.00 万元 不等"):
            proposing.project_propose(actor=world.clerk_a, project=project)

    def test_a_zero_estimate_is_not_missing(self, world: World) -> None:
        project = draft(world, estimate_fen=0, needs={SourceLevel.SOCIAL: 0})
        assert required.missing(project) == []

    def test_it_can_be_withdrawn_with_a_reason(self, world: World) -> None:
        project = proposing.project_propose(actor=world.clerk_a, project=draft(world))
        with pytest.raises(Invalid, match="理由"):
            proposing.project_withdraw(actor=world.clerk_a, project=project, reason=" ")
        assert proposing.project_withdraw(actor=world.clerk_a, project=project, reason="要改").stage == Stage.DRAFT


LISTED = negative.clauses(kept(NEGATIVE, None))


class TestNegativeList:
    def test_a_hit_names_its_clause_and_blocks(self, world: World) -> None:
        project = draft(world, name="塔县受援办办公楼装修")
        with pytest.raises(Invalid, match="命中负面清单“楼堂馆所”"):
            proposing.project_propose(actor=world.clerk_a, project=project)

    def test_what_a_clause_allows_does_not_excuse_what_stands_beside_it(self) -> None:
        assert negative.hits_in(LISTED, Category.EDUCATION, "教师周转宿舍") == []
        assert negative.hits_in(LISTED, Category.EDUCATION, "教师周转宿舍和办公楼")[0].words == ("办公楼",)

    def test_a_clause_holds_only_for_its_categories(self) -> None:
        assert negative.hits_in(LISTED, Category.SERVICE, "办公经费") == []
        assert negative.hits_in(LISTED, Category.INDUSTRY, "办公经费")[0].clause.code == "office-expense"

    def test_a_decider_may_exempt_it_with_a_reason(self, world: World) -> None:
        project = draft(world, name="塔县受援办办公楼装修")
        negative.negative_exempt(actor=world.hq_approver, project=project, clause="office-building", reason="危房加固")
        assert proposing.project_propose(actor=world.clerk_a, project=project).stage == Stage.PROPOSED

    def test_a_proposer_may_not_exempt(self, world: World) -> None:
        project = draft(world, name="塔县受援办办公楼装修")
        with pytest.raises(Refused):
            negative.negative_exempt(actor=world.clerk_a, project=project, clause="office-building", reason="x")

    def test_an_exemption_needs_a_reason_and_a_hit(self, world: World) -> None:
        with pytest.raises(Invalid) as told:
            negative.negative_exempt(actor=world.hq_approver, project=draft(world), clause="debt", reason="")
        assert where(told.value) == {"理由", "负面清单"}

    def test_every_clause_has_a_source(self) -> None:
        assert all(clause.source and clause.words for clause in LISTED)


class TestCopy:
    def test_it_takes_what_the_old_one_says_but_its_dates(self, world: World) -> None:
        old = make_project(world, stage=Stage.SETTLED, basis="某会议纪要")
        new = proposing.project_copy(actor=world.clerk_a, project=old, name="塔县第二小学教学楼")
        assert (new.content, new.starts_on, new.basis, new.stage) == (old.content, None, "", Stage.DRAFT)
        assert required.needs_of(new) == required.needs_of(old)
        assert new.copied_from == old

    def test_it_is_refused_for_a_project_one_cannot_see(self, world: World) -> None:
        with pytest.raises(Refused):
            proposing.project_copy(actor=world.clerk_b, project=make_project(world), owner=world.county_b)


class TestDiscard:
    def test_a_draft_goes_and_its_code_is_not_given_again(self, world: World) -> None:
        first = draft(world)
        code = first.code
        proposing.project_discard(actor=world.clerk_a, project=first, reason="重复录入")
        assert draft(world).code != code
        assert not Project.objects.filter(code=code).exists()

    def test_a_proposed_one_stays(self, world: World) -> None:
        project = make_project(world, stage=Stage.PROPOSED)
        with pytest.raises(Invalid, match="不能删除"):
            proposing.project_discard(actor=world.clerk_a, project=project, reason="x")


class TestStages:
    def test_every_stage_says_what_may_follow(self) -> None:
        assert set(stages.FOLLOWERS) == set(Stage)

    @pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.PROPOSED, Stage.REFUSED, Stage.REVIEWING])
    def test_nothing_is_planned_past_the_library(self, world: World, stage: Stage) -> None:
        with pytest.raises(Invalid, match="不能变为“已列入年度计划”"):
            stages.move(make_project(world, stage=stage), Stage.PLANNED)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Runs the acts in threads of their own, started together; gives results or errors."""
    start, results = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            results.append(act())
        except (Invalid, Stale) as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_codes_taken_at_once_differ() -> None:
    world = make_world()
    acts: list[Callable[[], object]] = [lambda: draft(world, name="某村道路").code for _ in range(6)]
    assert len(set(at_once(acts))) == 6


@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_is_stale() -> None:
    world = make_world()
    project = draft(world)

    def edit(goal: str) -> Callable[[], object]:
        return lambda: proposing.project_update(actor=world.clerk_a, project=project, opened_version=1, goal=goal)

    results = at_once([edit("甲"), edit("乙")])
    assert sorted(type(result).__name__ for result in results) == ["Project", "Stale"]


@pytest.mark.function("XM01")
def test_whoever_may_open_its_review_hears_of_a_new_proposal(world: World) -> None:
    project = proposing.project_propose(actor=world.clerk_a, project=draft(world))
    told = inbox.Item.objects.filter(category="projects.decision")
    assert [(one.user, one.url) for one in told] == [(world.approver_a, project.get_absolute_url())]
