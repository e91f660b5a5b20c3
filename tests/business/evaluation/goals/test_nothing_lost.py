"""Goals lose nothing that somebody typed, and nobody agrees to what they have not seen."""

from dataclasses import replace

import pytest
from django.http import QueryDict

from tests.business.evaluation.goals.test_goals import posted
from tests.business.evaluation.goals.test_library import make_indicator
from tests.factories.evaluation import make_goals, make_project, submit
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import rows_of
from xieshou.business.evaluation.forms_choices import MOST_OFFERED
from xieshou.business.evaluation.forms_goals import rows_typed
from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.evaluation.services.goals import goals_save
from xieshou.business.evaluation.services.reviewing import goals_return
from xieshou.lib.problems import Invalid
from xieshou.platform.audit.api import history_of

pytestmark = pytest.mark.function("JX02")


@pytest.mark.parametrize("name", ["data_source", "data_owner", "target_basis", "unit", "metric"])
def test_a_row_is_kept_whatever_was_typed_first(name: str) -> None:
    data = QueryDict(mutable=True)
    data.update({"r-1-level1": "产出指标", f"r-1-{name}": "先填的"})
    (row,) = rows_typed(data)
    assert getattr(row, name) == "先填的"
    blank = QueryDict(mutable=True)
    blank.update({"r-1-level1": "产出指标", "r-1-level2": "数量指标"})
    assert rows_typed(blank) == []


def test_copying_from_a_year_without_goals_is_told_and_begins_nothing(world: World) -> None:
    project = make_project(world)
    data = {"project": project.pk, "year": 2021, "scheme": "national-2020-project-self", "copy": "on"}
    answer = signed_in(world.clerk_a).post("/performance/goals/new/", data)
    assert answer.status_code == 422
    assert "没有 2020 年已批准的目标可以复制" in answer.content.decode()
    assert not GoalSet.objects.exists()


def test_an_indicator_is_taken_by_its_own_code_among_many_alike(world: World) -> None:
    for number in range(60):
        make_indicator(world, f"a.zz{number:02d}", f"含 zz 的指标 {number}")
    make_indicator(world, "zz", "就要这个")
    goals = make_goals(world, rows=())
    address = f"{goals.get_absolute_url()}library/"
    browser = signed_in(world.clerk_a)
    assert "只列出前 50 个" in browser.get(address).content.decode()
    assert browser.post(address, {"code": "zz", "opened_version": goals.version}).status_code == 302
    assert [row.name for row in rows_of(goals)] == ["就要这个"]


def test_an_indicator_that_is_not_in_force_any_more_is_told(world: World) -> None:
    make_indicator(world)
    goals = make_goals(world, rows=())
    data = {"code": ["train.teachers", "gone"], "opened_version": goals.version}
    answer = signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}library/", data)
    assert answer.status_code == 422
    assert "gone" in answer.content.decode()
    assert rows_of(goals) == ()


@pytest.mark.function("JX04")
def test_a_reason_holds_for_the_target_it_was_given_for(world: World) -> None:
    goals = make_goals(world)
    for code in ("1", "2"):
        goals.waivers.create(finding="P-TEST", indicator_code=code, reason=f"{code} 的理由", said_by=world.clerk_a)
    rows = [replace(row, target="≥1") if row.code == "1" else replace(row, points="20") for row in rows_of(goals)]
    goals_save(actor=world.clerk_a, goals=goals, opened_version=goals.version, expected=goals.expected, rows=rows)
    assert list(goals.waivers.filter(finding="P-TEST").values_list("indicator_code", flat=True)) == ["2"]
    assert ("1 的理由", None) in [(before, after) for _field, before, after in history_of(goals)[0].changes]


@pytest.mark.function("JX06")
def test_an_opinion_that_is_refused_stays_in_its_box(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    browser, address = signed_in(world.approver_a), f"{goals.get_absolute_url()}opinions/"
    answer = browser.post(address, {"indicator": "1", "words": "太长" * 251})
    assert answer.status_code == 422
    assert "太长" * 251 in answer.content.decode()
    goals_return(actor=world.approver_a, goals=goals, reason="改目标值")
    answer = browser.post(address, {"indicator": "1", "words": "再提一条"})
    assert answer.status_code == 422
    assert "再提一条" in answer.content.decode()


@pytest.mark.function("JX06")
def test_a_reviewer_agrees_to_the_version_they_have_read(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    seen = goals.version
    goals_return(actor=world.approver_a, goals=goals, reason="改目标值")
    goals = GoalSet.objects.get(pk=goals.pk)
    rows = [replace(row, target="≥50") if row.code == "1" else row for row in rows_of(goals)]
    goals_save(actor=world.clerk_a, goals=goals, opened_version=goals.version, expected=goals.expected, rows=rows)
    goals = submit(goals, world.clerk_a)
    browser, address = signed_in(world.approver_a), f"{goals.get_absolute_url()}pass/"
    assert browser.post(address, {"opened_version": seen}).status_code == 409
    assert browser.post(address, {"opened_version": goals.version}).status_code == 302
    assert GoalSet.objects.get(pk=goals.pk).state == FormState.APPROVED


def test_a_check_without_script_leaves_the_form_marked_as_unsaved(world: World) -> None:
    goals = make_goals(world)
    answer = signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}check/", posted(goals, {}))
    assert 'data-guard="dirty"' in answer.content.decode()


def test_only_the_newest_of_many_projects_are_sent_with_the_page(world: World) -> None:
    projects = [make_project(world) for _ in range(MOST_OFFERED + 5)]
    browser = signed_in(world.clerk_a)
    page = browser.get("/performance/goals/new/").content.decode()
    assert page.count("教师培训项目") == MOST_OFFERED
    assert 'data-select-url="/performance/options/projects/"' in page
    page = browser.get(f"/performance/goals/new/?project={projects[0].pk}").content.decode()
    assert f'<option value="{projects[0].pk}" selected>' in page
    data = {"project": projects[0].pk, "year": 2021, "scheme": "national-2020-project-self"}
    assert browser.post("/performance/goals/new/", data).status_code == 302


def test_long_selections_offer_what_the_person_may_fill_in(world: World) -> None:
    goals = make_goals(world, state=FormState.APPROVED)
    for path in ("projects", "goals", "goals-to-evaluate"):
        address = f"/performance/options/{path}/?q=教师"
        (found,) = signed_in(world.clerk_a).get(address).json()
        assert "教师培训项目" in found["text"]
        assert signed_in(world.clerk_a).get(f"/performance/options/{path}/?q=没有").json() == []
        assert signed_in(world.clerk_b).get(address).json() == []
        assert signed_in(world.clerk_a).post(address).status_code == 405
    assert found["value"] == goals.pk


@pytest.mark.parametrize("code", ["甲", "A.1", "9" * 21])
def test_a_code_that_no_later_form_could_name_is_told(world: World, code: str) -> None:
    goals = make_goals(world)
    rows = [replace(rows_of(goals)[0], code=code)]
    with pytest.raises(Invalid, match=r"不是代码.*新行的代码留空"):
        goals_save(actor=world.clerk_a, goals=goals, opened_version=goals.version, expected="", rows=rows)
