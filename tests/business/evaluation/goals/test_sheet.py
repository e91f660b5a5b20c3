"""Goals as a workbook: out and in again without a loss, every wrong cell at once."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.evaluation import ROWS, make_goals
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import Row, rows_of
from xieshou.business.evaluation.figures_typed import clean_figures
from xieshou.business.evaluation.models import GoalIndicator, GoalSet
from xieshou.business.evaluation.official_goals import read_upload
from xieshou.business.evaluation.printing import goals_file
from xieshou.business.evaluation.sheet_goals import HEADS, SHEET, read, workbook_of
from xieshou.business.evaluation.telling import Telling
from xieshou.lib.problems import Invalid

pytestmark = pytest.mark.function("JX02")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20).filter(
    lambda text: not text.startswith("#")
)


HEADS_SHORT = ["分值", "三级指标", "一级指标*", "二级指标", "年度指标值"]


def sheet(*lines: list[Any], heads: list[str] | None = None) -> bytes:
    """A workbook with these lines under the heads."""
    data = BytesIO()
    with xlsxwriter.Workbook(data, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(SHEET)
        page.write_row(0, 0, list(HEADS.values()) if heads is None else heads)
        for number, line in enumerate(lines, 1):
            page.write_row(number, 0, line)
    return data.getvalue()


def test_a_written_workbook_reads_back_as_the_same_goals(world: World) -> None:
    goals = make_goals(world)
    assert read(workbook_of(goals)) == (goals.expected, list(rows_of(goals)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(TEXT, TEXT, TEXT, st.sampled_from(["12.5", "0", "100"])),
        min_size=1,
        max_size=6,
        unique_by=lambda one: one[0],
    ),
    TEXT,
)
def test_whatever_is_stored_survives_the_workbook(
    monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, str, str, str]], expected: str
) -> None:
    stored = tuple(
        Row(str(n), "产出指标", "数量指标", name, clean_figures(target), clean_figures(unit), points)
        for n, (name, target, unit, points) in enumerate(rows, 1)
    )
    monkeypatch.setattr("xieshou.business.evaluation.sheet_goals.rows_of", lambda _goals: stored)
    goals = GoalSet(scheme="national-2020-project-self", expected=expected, year=2021)
    assert read(workbook_of(goals)) == (expected, list(stored))


def test_importing_what_was_exported_changes_nothing(world: World) -> None:
    goals = make_goals(world)
    before = list(GoalIndicator.objects.filter(goals=goals).values_list("pk", "code", "target"))
    file = BytesIO(workbook_of(goals))
    file.name = "goals.xlsx"
    address = f"{goals.get_absolute_url()}import/"
    answer = signed_in(world.clerk_a).post(address, {"file": file, "opened_version": goals.version})
    assert answer.status_code == 302
    assert list(GoalIndicator.objects.filter(goals=goals).values_list("pk", "code", "target")) == before


def test_every_wrong_cell_is_told_with_its_address() -> None:
    data = BytesIO()
    with xlsxwriter.Workbook(data) as book:
        page = book.add_worksheet(SHEET)
        page.write_row(0, 0, list(HEADS.values()))
        page.write_row(1, 0, ["", "产出指标", "数量指标", "甲", 0.9, "%", 10])
        page.write_formula(2, 4, "=1+1")
        page.write(2, 3, "乙")
    with pytest.raises(Invalid) as error:
        read(data.getvalue())
    assert [one.where for one in error.value.problems] == ["单元格 E2（年度指标值）", "单元格 E3（年度指标值）"]


def test_a_workbook_of_another_shape_is_refused_with_the_columns_it_lacks() -> None:
    with pytest.raises(Invalid, match="缺少列：一级指标、二级指标、年度指标值、分值"):
        read(sheet(heads=["三级指标"]))
    with pytest.raises(Invalid, match="不认识"):
        read(sheet(heads=[*HEADS.values(), "随便"]))


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(Invalid, match="不是 Excel"):
        read(b"%PDF-1.4")


def test_levels_merged_over_their_rows_belong_to_each() -> None:
    data = BytesIO()
    with xlsxwriter.Workbook(data) as book:
        page = book.add_worksheet(SHEET)
        page.write_row(0, 0, list(HEADS.values()))
        for number, name in ((1, "甲"), (2, "乙")):
            page.write_row(number, 2, ["数量指标", name, "≥1", "个", "5"])
        page.merge_range(1, 1, 2, 1, "产出指标")
    _expected, rows = read(data.getvalue())
    assert [row.level1 for row in rows] == ["产出指标", "产出指标"]


def test_columns_may_stand_in_any_order() -> None:
    _expected, rows = read(sheet([12.5, ROWS[0].name, "产出指标", "数量指标", "≥100"], heads=HEADS_SHORT))
    assert (rows[0].points, rows[0].name, rows[0].target) == ("12.5", ROWS[0].name, "≥100")


@pytest.mark.parametrize("telling", [None, Telling()])
@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_the_official_form_reads_back_as_the_same_goals(world: World, kind: str, telling: Telling | None) -> None:
    goals = make_goals(world)
    form = goals_file(goals, kind, telling)
    assert read_upload(goals, form, f"申报表.{kind}") == (goals.expected, list(rows_of(goals)))


def test_figures_in_full_width_are_taken_from_a_workbook_and_a_form_as_the_same_figures(world: World) -> None:
    _expected, rows = read(sheet(["３０分", ROWS[0].name, "产出指标", "数量指标", "≧１００％"], heads=HEADS_SHORT))
    assert (rows[0].points, rows[0].target) == ("30", "≥100%")
    full = make_goals(world, rows=(replace(ROWS[0], target="≧１００", unit="％"),))
    _expected, rows = read_upload(make_goals(world, rows=()), goals_file(full, "docx"), "申报表.docx")
    assert rows[0].target == "≥100%"


def test_an_official_form_fills_empty_goals(world: World) -> None:
    full = make_goals(world)
    goals = make_goals(world, rows=(), expected="")
    expected, rows = read_upload(goals, goals_file(full, "docx"), "申报表.docx")
    assert expected == full.expected
    assert (rows[0].name, rows[0].target, rows[0].points) == ("培训受援地教师人次", "≥100人次", "20")


def test_a_file_without_a_form_is_refused_with_what_is_allowed(world: World) -> None:
    goals = make_goals(world)
    for data, name in ((b"%PDF-1.4 x", "a.pdf"), ("随便写的".encode(), "a.txt"), (sheet(heads=["三级指标"]), "a.xlsx")):
        with pytest.raises(Invalid):
            read_upload(goals, data, name)
    with pytest.raises(Invalid, match="10 MB"):
        read_upload(goals, b"x" * (10 * 1024 * 1024 + 1), "a.pdf")


def test_a_workbook_without_a_row_does_not_empty_the_form(world: World) -> None:
    goals = make_goals(world)
    empty = BytesIO()
    with xlsxwriter.Workbook(empty) as book:
        book.add_worksheet(SHEET).write_row(0, 0, list(HEADS.values()))
    with pytest.raises(Invalid, match="没有一行指标"):
        read_upload(goals, empty.getvalue(), "空.xlsx")


def test_a_workbook_that_lost_the_sheet_of_the_goal_leaves_the_goal_as_it_is(world: World) -> None:
    goals = make_goals(world)
    line = ["", "产出指标", "数量指标", "培训人次", "≥100", "人次", "20"]
    expected, rows = read_upload(goals, sheet(line), "表.xlsx")
    assert expected == goals.expected
    assert [row.name for row in rows] == ["培训人次"]


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_an_official_form_with_several_empty_rows_is_read_back_again_and_again(world: World, kind: str) -> None:
    none = Row(level1="产出指标", name="无", target="无", points="0")
    rows = (*ROWS, replace(none, level2="时效指标"), replace(none, level2="成本指标"))
    goals = make_goals(world, rows=rows)
    _expected, read_back = read_upload(goals, goals_file(goals, kind), f"表.{kind}")
    assert [row.code for row in read_back] == [row.code for row in rows_of(goals)]
