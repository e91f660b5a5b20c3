"""Goals that were approved before the system kept them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from tests.factories.evaluation import SCHEME, make_goals, make_project
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import Row
from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.evaluation.printing import goals_file
from xieshou.business.evaluation.services import checking
from xieshou.business.evaluation.services.past import goals_register_past, past_withdraw
from xieshou.business.evaluation.services.self_evaluation import self_evaluation_create
from xieshou.business.evaluation.sheet_goals import workbook_of
from xieshou.lib.problems import Invalid, Refused
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence.api import citations_of

pytestmark = [pytest.mark.function("JX03"), pytest.mark.function("JX07")]
WRONG = Row(level1="产出指标", level2="数量指标", name="招收学生", target="2019/10/1", points="50")


@pytest.fixture
def keeper(world: World) -> Any:
    """Somebody who fills in and reviews for county A."""
    return world.approver_a


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def register(keeper: Any, **changed: Any) -> GoalSet:
    known: dict[str, Any] = {
        "year": 2020, "scheme": SCHEME, "expected": "完成年度任务", "rows": [WRONG], "reason": "系统启用前已批准",
        "basis": "2020 年部门决算第 1 行", "is_demo": True,
    }  # fmt: skip
    return goals_register_past(actor=keeper, **{**known, **changed})


def test_they_are_in_force_as_they_were_approved_with_what_the_check_finds(world: World, keeper: Any) -> None:
    goals = register(keeper, project=make_project(world))
    assert goals.state == FormState.APPROVED
    assert goals.change_reason == "补录：系统启用前已批准"
    assert checking.check_stored(goals, keeper).stopping
    (entry,) = [one for one in audit.history_of(goals) if one.action == "goals.register_past"]
    assert any("指标检查" in str(change) for change in entry.changes)


def test_the_page_says_that_they_were_entered_later_and_what_is_wrong(world: World, keeper: Any) -> None:
    goals = register(keeper, project=make_project(world))
    page = signed_in(keeper).get(goals.get_absolute_url()).content.decode()
    assert "补录：系统启用前已批准" in page
    assert "拦截" in page


def test_a_department_may_have_had_a_table_over_facts(keeper: Any, world: World) -> None:
    goals = register(keeper, owner=world.county_a, scheme="shenzhen-2020-department")
    assert goals.state == FormState.APPROVED


def test_everything_wrong_is_told_at_once(world: World, keeper: Any) -> None:
    with pytest.raises(Invalid) as told:
        register(keeper, project=make_project(world), year=2099, scheme="no-such", reason=" ", basis="")
    assert {one.where for one in told.value.problems} == {"年度", "评价方案", "补录理由", "补录依据"}


def test_a_year_has_its_goals_once(world: World, keeper: Any) -> None:
    project = make_project(world)
    register(keeper, project=project)
    with pytest.raises(Invalid, match="已经建立"):
        register(keeper, project=project)


def test_who_only_fills_in_may_not(world: World) -> None:
    with pytest.raises(Refused, match="审核"):
        register(world.clerk_a, project=make_project(world))
    assert not GoalSet.objects.exists()


def test_nothing_is_kept_when_a_cell_is_wrong(world: World, keeper: Any) -> None:
    with pytest.raises(Invalid):
        register(keeper, project=make_project(world), rows=[Row(name="招收学生", metric="no-such")])
    assert not GoalSet.objects.exists()


# --- in the browser ---


def typed(file: bytes, name: str, **changed: Any) -> dict[str, Any]:
    known = {"year": "2020", "scheme": SCHEME, "reason": "系统启用前已批准", "basis": "2020 年部门决算第 1 行"}
    return {**known, "file": SimpleUploadedFile(name, file), **changed}


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_they_are_taken_from_the_official_form(world: World, keeper: Any, kind: str) -> None:
    asked = make_goals(world, year=2020)
    project = make_project(world)
    file = typed(goals_file(asked, kind), f"申报表.{kind}", project=project.pk)
    answer = signed_in(keeper).post("/performance/goals/past/", file)
    goals = GoalSet.objects.exclude(pk=asked.pk).get()
    assert answer["Location"] == goals.get_absolute_url()
    assert (goals.state, goals.year, goals.expected) == (FormState.APPROVED, 2020, asked.expected)
    targets = [one.target.replace(" ", "") for one in goals.indicators.order_by("order")]
    assert targets == ["≥100人次", "≥90%", "≤1000元/人次", "≥50节", "≥95%"]


def test_a_form_of_another_year_is_refused(world: World, keeper: Any) -> None:
    asked = make_goals(world, year=2020)
    file = typed(goals_file(asked, "docx"), "申报表.docx", project=make_project(world).pk, year="2019")
    answer = signed_in(keeper).post("/performance/goals/past/", file)
    assert answer.status_code == 422
    assert "表是 2020 年的" in answer.content.decode()
    assert not GoalSet.objects.exclude(pk=asked.pk).exists()


def test_they_are_taken_from_the_workbook_of_the_page(world: World, keeper: Any) -> None:
    asked, client = make_goals(world, year=2021), signed_in(keeper)
    assert client.get(f"/performance/goals/past/{SCHEME}.xlsx").status_code == 200
    client.post("/performance/goals/past/", typed(workbook_of(asked), "模板.xlsx", project=make_project(world).pk))
    assert GoalSet.objects.exclude(pk=asked.pk).get().indicators.count() == 5


def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(world: World, keeper: Any) -> None:
    asked = make_goals(world, year=2021)
    wrong = typed(workbook_of(asked), "模板.xlsx", project=make_project(world).pk, year="2099", basis=" ")
    answer = signed_in(keeper).post("/performance/goals/past/", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "系统启用前已批准" in page
    assert not GoalSet.objects.exclude(pk=asked.pk).exists()


def test_only_who_fills_in_and_reviews_is_offered_it(world: World, keeper: Any) -> None:
    assert "补录往年目标" in signed_in(keeper).get("/performance/").content.decode()
    assert "补录往年目标" not in signed_in(world.clerk_a).get("/performance/").content.decode()
    assert signed_in(world.clerk_a).get("/performance/goals/past/").status_code == 403


def uploaded(world: World, keeper: Any, data: bytes, name: str, **changed: Any) -> Any:
    """What the page answers to a file."""
    file = SimpleUploadedFile(name, data)
    posted = {
        "project": make_project(world).pk,
        "year": "2020",
        "scheme": SCHEME,
        "reason": "系统启用前已批准",
        "basis": "1 号",
    }
    return signed_in(keeper).post("/performance/goals/past/", {**posted, "file": file, **changed})


def test_figures_typed_in_full_width_are_figures(world: World, keeper: Any) -> None:
    table = make_goals(world, rows=(replace(WRONG, points="５０分"),))
    answer = uploaded(world, keeper, workbook_of(table), "表.xlsx", year="２０２０")
    goals = GoalSet.objects.get(year=2020)
    assert (answer.status_code, goals.indicators.get().points) == (302, "50")


def test_the_uploaded_table_stands_behind_the_goals(world: World, keeper: Any) -> None:
    uploaded(world, keeper, workbook_of(make_goals(world)), "批复的表.xlsx")
    goals = GoalSet.objects.get(year=2020)
    assert [one.evidence.name for one in citations_of(goals)] == ["批复的表.xlsx"]


def test_a_broken_word_file_is_told_as_such(world: World, keeper: Any) -> None:
    page = uploaded(world, keeper, b"not a package", "表.docx").content.decode()
    assert "不是 .docx 文件，打不开" in page


def test_a_registration_by_mistake_is_taken_back_and_stays_in_the_log(world: World, keeper: Any) -> None:
    goals = register(keeper, project=make_project(world))
    address = f"{goals.get_absolute_url()}withdraw-past/"
    asked = {"reason": "传错了文件", "opened_version": goals.version}
    assert signed_in(world.clerk_a).post(address, asked).status_code == 403
    assert "撤销补录" in signed_in(keeper).get(goals.get_absolute_url()).content.decode()
    assert signed_in(keeper).post(address, asked).status_code == 302
    assert not GoalSet.objects.exists()
    (entry,) = [one for one in audit.history_of(goals) if one.action == "goals.withdraw_past"]
    assert (entry.reason, "招收学生" in str(entry.changes)) == ("传错了文件", True)
    assert register(keeper, project=goals.project).pk != goals.pk


def test_what_something_stands_on_is_not_taken_back(world: World, keeper: Any) -> None:
    goals = register(keeper, project=make_project(world), year=2021)
    self_evaluation_create(actor=world.clerk_a, goals=goals)
    with pytest.raises(Invalid, match="年中调整"):
        past_withdraw(actor=keeper, goals=goals, opened_version=goals.version, reason="传错了")
