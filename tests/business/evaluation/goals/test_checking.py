"""The indicator check beside each field, with the seeds' own cases; what blocks, what asks for a reason."""

from dataclasses import replace

import pytest

from tests.business.evaluation.goals.test_goals import posted
from tests.factories.evaluation import ROWS, make_goals
from tests.factories.world import World, signed_in
from xieshou.business.evaluation.entries import Row
from xieshou.business.evaluation.models import GoalSet
from xieshou.business.evaluation.services.checking import Finding, check_stored, waiver_set
from xieshou.business.evaluation.services.goals import goals_save
from xieshou.business.evaluation.services.reviewing import goals_submit
from xieshou.kernel.goals import Severity
from xieshou.lib.problems import Invalid
from xieshou.platform.workflow.api import load_builtin_flows

pytestmark = pytest.mark.function("JX04")


def found_in(world: World, row: Row, year: int = 2021) -> dict[str, Finding]:
    """What the check says of a form whose first row is this one."""
    goals = make_goals(world, rows=(row, *ROWS[1:]), year=year)
    return {one.code: one for one in check_stored(goals, world.clerk_a).findings if one.number == 1}


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        ({"target": "一定幅度提高"}, "G-NO-NUMBER", "target"),
        ({"level2": "成本指标", "name": "资金支出总额", "target": "≥23.71亿元", "unit": ""}, "G-DIRECTION", "target"),
        ({"target": "2019年12月底前完成", "unit": ""}, "G-YEAR", "target"),
        ({"target": "≥100", "unit": ""}, "G-NO-UNIT", "unit"),
        ({"name": "项目支出金额", "target": "≥500", "unit": "万元"}, "G-SPENDING", "name"),
    ],
)
def test_a_fault_is_blocked_at_its_field(world: World, changed: dict[str, str], code: str, place: str) -> None:
    found = found_in(world, replace(ROWS[0], **changed))
    assert code in found
    assert found[code].severity is Severity.BLOCK
    assert found[code].place == place


def test_data_held_by_others_ask_for_a_reason(world: World) -> None:
    found = found_in(world, replace(ROWS[0], data_owner="深圳市扶贫协作和合作交流办公室"))
    assert "G-OTHERS-DATA" not in found  # the project's department may hold them
    found = found_in(world, replace(ROWS[0], data_owner="疏附县受援办"))
    assert (found["G-OTHERS-DATA"].severity, found["G-OTHERS-DATA"].place) == (Severity.WARN, "data_owner")


def test_a_block_stops_submission_and_names_row_field_and_remedy(world: World) -> None:
    load_builtin_flows()
    goals = make_goals(world, rows=(replace(ROWS[0], target="一定幅度"), *ROWS[1:]))
    with pytest.raises(Invalid) as error:
        goals_submit(actor=world.clerk_a, goals=goals, opened_version=goals.version)
    told = next(one for one in error.value.problems if "没有数值" in one.what)
    assert told.where == "第 1 行“年度指标值”"
    assert told.remedy


def test_a_block_cannot_be_waived(world: World) -> None:
    goals = make_goals(world, rows=(replace(ROWS[0], target="一定幅度"), *ROWS[1:]))
    with pytest.raises(Invalid, match="必须改正"):
        waiver_set(actor=world.clerk_a, goals=goals, finding="G-NO-NUMBER", indicator_code="1", reason="就这样")


def test_a_warning_stands_with_its_reason(world: World) -> None:
    goals = make_goals(world)
    warned = next(one for one in check_stored(goals, world.clerk_a).stopping if one.severity is Severity.WARN)
    address = f"{goals.get_absolute_url()}waive/?finding={warned.code}&indicator={warned.indicator}"
    answer = signed_in(world.clerk_a).post(address, {"reason": "本年首次设立，指标库没有同类"})
    assert answer.status_code == 302
    again = {(one.code, one.indicator): one for one in check_stored(goals, world.clerk_a).findings}
    one = again[warned.code, warned.indicator]
    assert one.waiver is not None
    assert not one.stops


def test_a_reason_is_not_given_for_what_is_not_found(world: World) -> None:
    goals = make_goals(world)
    with pytest.raises(Invalid, match="不在检查结果"):
        waiver_set(actor=world.clerk_a, goals=goals, finding="G-YEAR", indicator_code="1", reason="x")


def test_findings_come_back_beside_the_field_while_typing(world: World) -> None:
    goals = make_goals(world)
    data = posted(goals, {"r-2-target": "一定幅度", "r-1-delete": "1"})
    answer = signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}check/", data, headers={"HX-Request": "true"})
    page = answer.content.decode()
    piece = page.split('id="f-2-target"')[1].split("<div id=")[0]
    assert "没有数值" in piece
    assert 'data-goal-sum="产出指标" class="text-red">30</strong>' in page


def test_the_same_findings_come_on_a_plain_post_which_saves_nothing(world: World) -> None:
    goals = make_goals(world)
    data = posted(goals, {"r-2-target": "一定幅度"})
    answer = signed_in(world.clerk_a).post(f"{goals.get_absolute_url()}check/", data)
    assert "没有数值" in answer.content.decode()
    assert goals.indicators.get(code="2").target == ROWS[1].target


def test_points_are_summed_by_the_schemes_groups(world: World) -> None:
    goals = make_goals(world, rows=(replace(ROWS[0], points="12.5"), *ROWS[1:]))
    checked = check_stored(goals, world.clerk_a)
    output = checked.sums[0]
    assert (output.got and output.got.text(), output.wanted.text(), output.is_right) == ("42.5", "50", False)
    assert "G-POINTS-SUM" in {one.code for one in checked.findings}


def test_an_unreadable_figure_has_no_sum(world: World) -> None:
    goals = make_goals(world, rows=(replace(ROWS[0], points="很多"), *ROWS[1:]))
    checked = check_stored(goals, world.clerk_a)
    assert checked.sums[0].got is None
    assert checked.points == "—"


def test_one_indicator_with_two_targets_in_department_and_project_is_told(world: World) -> None:
    make_goals(world)
    rows = (replace(ROWS[0], target="≥300"), *ROWS[1:])
    department = make_goals(world, owner=world.county_a, scheme="anhui-department", rows=rows)
    assert "G-ACROSS" in {one.code for one in check_stored(department, world.clerk_a).findings}


def test_a_form_in_english_is_told_in_english(world: World) -> None:
    goals = make_goals(world, rows=(replace(ROWS[0], target="一定幅度"), *ROWS[1:]))
    client = signed_in(world.clerk_a)
    client.cookies["django_language"] = "en"
    assert "No number" in client.get(goals.get_absolute_url()).content.decode()


def test_an_empty_form_cannot_be_submitted(world: World) -> None:
    goals: GoalSet = make_goals(world, rows=())
    goals_save(actor=world.clerk_a, goals=goals, opened_version=goals.version, expected="", rows=[])
    with pytest.raises(Invalid) as error:
        goals_submit(actor=world.clerk_a, goals=goals, opened_version=goals.version)
    assert {one.where for one in error.value.problems} >= {"年度总体目标", "绩效指标"}
