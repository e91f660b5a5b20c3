"""Goals are begun, copied, filled in by their office only; nothing typed is lost."""

from dataclasses import replace

import pytest

from tests.factories.evaluation import EXPECTED, ROWS, SCHEME, make_goals, make_project
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import Row, rows_of
from xieshou.business.evaluation.models import FormState, GoalSet
from xieshou.business.evaluation.selectors import goals_in_force
from xieshou.business.evaluation.services.checking import check_stored
from xieshou.business.evaluation.services.goals import goals_copy, goals_create, goals_delete, goals_save, schemes_for
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.audit import api as audit

pytestmark = pytest.mark.function("JX02")
DEPARTMENT_SCHEME = "anhui-department"


def save(world: World, goals: GoalSet, rows: list[Row], opened: int | None = None) -> GoalSet:
    opened = goals.version if opened is None else opened
    return goals_save(actor=world.clerk_a, goals=goals, opened_version=opened, expected=EXPECTED, rows=rows)


def test_rows_come_back_as_typed_and_in_order(world: World) -> None:
    goals = make_goals(world)
    assert [replace(row, code="") for row in rows_of(goals)] == list(ROWS)
    assert [row.code for row in rows_of(goals)] == ["1", "2", "3", "4", "5"]


def test_approved_goals_are_in_force(world: World) -> None:
    goals = make_goals(world, state=FormState.APPROVED)
    assert goals_in_force(project=goals.project, year=2021) == goals


def test_a_department_has_goals_of_its_own(world: World) -> None:
    goals = make_goals(world, owner=world.county_a, scheme=DEPARTMENT_SCHEME)
    assert (goals.subject_name, goals.project) == (str(world.county_a), None)
    assert check_stored(goals, world.clerk_a).sums[0].wanted.text() == "50"


def test_a_scheme_of_another_year_or_subject_is_refused(world: World) -> None:
    for scheme, year in (("shenzhen-2020-project-self", 2021), (DEPARTMENT_SCHEME, 2021)):
        with pytest.raises(Invalid, match="评价方案"):
            goals_create(actor=world.clerk_a, project=make_project(world), year=year, scheme=scheme)


def test_schemes_offered_fit_the_year(world: World) -> None:
    assert {one.id for one in schemes_for(2020, is_department=False)} >= {SCHEME, "shenzhen-2020-project-self"}
    assert "shenzhen-2020-project-self" not in {one.id for one in schemes_for(2022, is_department=False)}


def test_goals_of_a_year_are_begun_once(world: World) -> None:
    goals = make_goals(world)
    with pytest.raises(Invalid, match="已经建立"):
        goals_create(actor=world.clerk_a, project=goals.project, year=2021, scheme=SCHEME)


def test_another_office_cannot_begin_them(world: World) -> None:
    with pytest.raises(Refused):
        goals_create(actor=world.clerk_b, project=make_project(world), year=2021, scheme=SCHEME)


def test_every_wrong_cell_is_told_at_once_and_nothing_is_kept(world: World) -> None:
    goals = make_goals(world)
    wrong = [replace(ROWS[0], name="长" * 201, data_owner="没有这个单位"), replace(ROWS[1], library="没有")]
    with pytest.raises(Invalid) as error:
        save(world, goals, wrong)
    assert [one.where for one in error.value.problems] == [
        "第 1 行“三级指标”",
        "第 1 行“数据责任单位”",
        "第 2 行“指标库代码”",
    ]
    assert len(rows_of(goals)) == 5


def test_the_later_of_two_editors_is_told_both_versions(world: World) -> None:
    goals = make_goals(world)
    opened, rows = goals.version, list(rows_of(goals))
    save(world, goals, [replace(rows[0], target="≥120"), *rows[1:]])
    with pytest.raises(Stale) as error:
        save(world, GoalSet.objects.get(pk=goals.pk), [replace(rows[0], target="≥150"), *rows[1:]], opened)
    (one,) = error.value.differences
    assert (one.field, one.stored, one.entered) == ("培训受援地教师人次 · 年度指标值", "≥120", "≥150")
    assert error.value.by == str(world.clerk_a)


def test_a_conflict_keeps_what_was_typed_in_the_form(world: World) -> None:
    goals = make_goals(world)
    data = posted(goals, {"r-1-target": "≥150"})
    save(world, goals, [replace(rows_of(goals)[0], target="≥120"), *rows_of(goals)[1:]])
    answer = signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}edit/", data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "≥150" in page
    assert "≥120" in page
    goals.refresh_from_db()
    again = signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}edit/", {**data, "opened_version": goals.version})
    assert again.status_code == 302
    assert rows_of(goals)[0].target == "≥150"


def posted(goals: GoalSet, changed: dict[str, str]) -> dict[str, str]:
    """The form as a browser sends it."""
    data = {"opened_version": str(goals.version), "expected": goals.expected}
    for n, row in enumerate(rows_of(goals), 1):
        data |= {f"r-{n}-{name}": getattr(row, name) for name in Row.__dataclass_fields__}
        data[f"r-{n}-order"] = str(n)
    return {**data, **changed}


def test_rows_are_reordered_deleted_and_added_without_javascript(world: World) -> None:
    goals = make_goals(world)
    data = posted(goals, {"r-1-order": "9", "r-2-delete": "1", "r-6-name": "新指标", "r-6-points": "１０ 分"})
    signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}edit/", data)
    names = [row.name for row in rows_of(goals)]
    assert names == [ROWS[2].name, ROWS[3].name, ROWS[4].name, "新指标", ROWS[0].name]
    assert rows_of(goals)[3].points == "10"


def test_a_wrong_cell_leaves_the_typed_form_open(world: World) -> None:
    goals = make_goals(world)
    data = posted(goals, {"r-1-data_owner": "没有这个单位", "r-2-target": "≥93%"})
    answer = signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}edit/", data)
    assert answer.status_code == 422
    assert "≥93%" in answer.content.decode()


def test_last_years_goals_are_copied_and_the_check_asks_why_nothing_changed(world: World) -> None:
    last = make_goals(world, year=2021, state=FormState.APPROVED)
    goals = goals_create(actor=world.clerk_a, project=last.project, year=2022, scheme=SCHEME)
    goals_copy(actor=world.clerk_a, goals=goals, source=last, opened_version=goals.version)
    assert rows_of(goals) == rows_of(last)
    assert "G-COPIED" in {one.code for one in check_stored(goals, world.clerk_a).findings}


def test_a_copy_never_overwrites_rows(world: World) -> None:
    last = make_goals(world, year=2021, state=FormState.APPROVED)
    goals = make_goals(world, project=last.project, year=2022)
    with pytest.raises(Invalid, match="已有指标"):
        goals_copy(actor=world.clerk_a, goals=goals, source=last, opened_version=goals.version)


def test_every_change_is_in_the_log_with_both_values(world: World) -> None:
    goals = make_goals(world)
    rows = list(rows_of(goals))
    save(world, goals, [replace(rows[0], target="≥120"), *rows[1:]])
    entry = audit.history_of(goals).first()
    assert entry is not None
    assert entry.changes == [["培训受援地教师人次 · 年度指标值", "≥100", "≥120"]]


def test_submitted_goals_cannot_be_changed(world: World) -> None:
    goals = make_goals(world, state=FormState.SUBMITTED)
    with pytest.raises(Invalid, match="审核中"):
        save(world, goals, list(rows_of(goals)))


def test_a_draft_is_thrown_away_but_a_submitted_form_is_not(world: World) -> None:
    draft = make_goals(world)
    goals_delete(actor=world.clerk_a, goals=draft, opened_version=draft.version)
    assert not GoalSet.objects.filter(pk=draft.pk).exists()
    submitted = make_goals(world, state=FormState.SUBMITTED)
    with pytest.raises(Invalid):
        goals_delete(actor=world.clerk_a, goals=submitted, opened_version=submitted.version)


def test_autosave_keeps_the_draft_and_gives_new_rows_their_codes(world: World) -> None:
    goals = make_goals(world)
    data = posted(goals, {"r-6-name": "新指标"})
    answer = signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}autosave/", data, headers={"HX-Request": "true"})
    assert 'id="code-6" value="6"' in answer.content.decode()
    assert rows_of(goals)[5].name == "新指标"


def test_autosave_of_a_stale_form_tells_and_keeps_nothing(world: World) -> None:
    goals = make_goals(world)
    data = posted(goals, {"r-1-target": "≥150"})
    save(world, goals, [replace(rows_of(goals)[0], target="≥120"), *rows_of(goals)[1:]])
    answer = signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}autosave/", data, headers={"HX-Request": "true"})
    assert "没有自动保存" in answer.content.decode()
    assert rows_of(goals)[0].target == "≥120"
