"""The figures of a period: each with its rule and its parts; nothing invented."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tests.factories.world import World
from xieshou.lib.problems import Invalid, Refused, Stale
from xieshou.platform.service import services
from xieshou.platform.service.figures import Figure, figures
from xieshou.platform.service.histogram import step_of
from xieshou.platform.service.models import Defect, PageDay, Training
from xieshou.platform.service.periods import read_period

pytestmark = [pytest.mark.function("ZC16"), pytest.mark.django_db]

MONTH = read_period("2020-03")


def defect(world: World, **changed: Any) -> Defect:
    known: dict[str, Any] = {
        "title": "演示数据 导出超时",
        "severity": "serious",
        "reported_by": "塔县受援办经办",
        "found_on": date(2020, 3, 2),
        "response_hours": 5,
        "fixed_on": date(2020, 3, 5),
        "note": "",
    }
    return services.defect_record(actor=world.division_manager, **{**known, **changed})


def training(world: World, held_on: date, participants: int = 30) -> Training:
    return services.training_record(
        actor=world.division_manager,
        title="演示数据 台账填报操作培训",
        held_on=held_on,
        unit=world.county_a,
        participants=participants,
    )


def named(group: tuple[Figure, ...]) -> dict[str, str | None]:
    return {one.name: one.value for one in group}


def test_it_names_the_five_indicators_that_once_scored_zero_and_measures_none_without_records(world: World) -> None:
    asked = figures(MONTH).asked
    assert [one.name for one in asked] == [
        "完成平台用户使用、操作培训场次",
        "平台单个功能点 bug（高风险）数量",
        "系统故障修复响应时间",
        "系统正常运行率",
        "设计功能实现率",
    ]
    assert {one.value for one in asked} == {None}
    assert all(one.note.startswith("未测量") for one in asked)


def test_it_counts_defects_by_severity_and_the_days_to_repair(world: World) -> None:
    defect(world, found_on=date(2020, 2, 1), fixed_on=None)
    defect(world)
    defect(world, severity="slight", response_hours=None, fixed_on=date(2020, 4, 1))
    found = figures(MONTH)
    assert named(found.defects) == {
        "发现缺陷（致命）": "0",
        "发现缺陷（严重）": "1",
        "发现缺陷（一般）": "0",
        "发现缺陷（轻微）": "1",
        "修复缺陷": "1",
        "期末未修复": "2",
        "平均修复时长": "3.0",
        "最长响应用时": "5",
    }
    assert found.defects[-1].numerator == "1 个有登记"
    assert found.defects[-1].denominator == "2 个缺陷"
    assert found.asked[1].value == "1"


def test_it_says_from_when_there_are_records_instead_of_zero(world: World) -> None:
    training(world, date(2020, 3, 10))
    before, within, after = (figures(read_period(code)).training[0] for code in ("2020-02", "2020-03", "2020-04"))
    assert (before.value, before.note) == (None, "未测量：2020 年 2 月没有记录，自 2020-03-10 起才有记录")
    assert (within.value, within.note) == ("1", "2020-03-10 以前未测量，自该日起才有记录")
    assert (after.value, after.note) == ("0", "")


def test_it_adds_up_training_by_quarter_and_year(world: World) -> None:
    for day in (date(2020, 1, 5), date(2020, 3, 5), date(2020, 7, 5)):
        training(world, day)
    values = [[one.value for one in figures(read_period(code)).training] for code in ("2020-Q1", "2020")]
    assert values == [["2", "60", "1"], ["3", "90", "1"]]


def test_it_computes_response_times_with_their_error(world: World) -> None:
    for milliseconds, count, errors in ((8, 90, 0), (180, 8, 0), (4000, 2, 1)):
        PageDay.objects.create(
            day=date(2020, 3, 1),
            kind="ledger",
            step=step_of(milliseconds),
            count=count,
            total_ms=milliseconds * count,
            errors=errors,
        )
    found = figures(MONTH).speed
    assert [one.value for one in found] == ["100", "101.6", "≤ 10", "≤ 200", "1.000"]
    assert "误差不超过 50 毫秒" in found[3].rule


def test_it_refuses_dates_that_cannot_be_and_tells_all_at_once(world: World) -> None:
    tomorrow = date(timezone.localdate().year + 1, 1, 1)
    with pytest.raises(Invalid) as refused:
        defect(world, found_on=tomorrow, fixed_on=date(2020, 1, 1))
    assert len(refused.value.problems) == 2
    with pytest.raises(Invalid, match="还没有到"):
        training(world, tomorrow)


def test_it_corrects_with_a_reason_and_refuses_a_stale_edit(world: World) -> None:
    row = defect(world, fixed_on=None)
    entered: dict[str, Any] = {name: getattr(row, name) for name in services.DEFECT}
    entered["fixed_on"] = date(2020, 3, 9)
    actor = world.division_manager
    with pytest.raises(Invalid, match="理由"):
        services.defect_revise(actor=actor, defect=row, opened_version=1, reason="", **entered)
    services.defect_revise(actor=actor, defect=row, opened_version=1, reason="已修复", **entered)
    assert Defect.objects.get().days_to_repair == 7
    with pytest.raises(Stale):
        services.defect_revise(actor=actor, defect=row, opened_version=1, reason="又改", **entered)


def test_it_lets_only_those_with_the_right_register(world: World) -> None:
    row = defect(world)
    for user in (world.clerk_a, world.leader, world.system_admin):
        with pytest.raises(Refused):
            services.defect_revise(actor=user, defect=row, opened_version=1, reason="x")


@pytest.mark.parametrize(
    ("code", "start", "end", "label"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1), "2026 年 11 月"),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), "2026 年 12 月"),
        ("2026-q4", date(2026, 10, 1), date(2027, 1, 1), "2026 年第 4 季度"),
        ("2026", date(2026, 1, 1), date(2027, 1, 1), "2026 年"),
    ],
)
def test_it_reads_months_quarters_and_years(code: str, start: date, end: date, label: str) -> None:
    period = read_period(code)
    assert (period.start, period.end, period.label) == (start, end, label)


@pytest.mark.parametrize("code", ["2026-13", "2026-Q5", "上月", "1999"])
def test_it_refuses_what_is_no_period(code: str) -> None:
    with pytest.raises(Invalid, match="2026-11、2026-Q4 或 2026"):
        read_period(code)
