"""What `xieshou bench cycle` says of its measurements: goals are marked where they were measured, and honestly."""

from dataclasses import asdict

from xieshou.commands.cycle_bench import FULL, PageResult, Result, Scores, Tables, Visit, _judged, _lines
from xieshou.commands.output import Lang

SAY = Lang("zh")


def page(*ms: float | None, is_list: bool = True) -> PageResult:
    """A page as measured for two restricted readers and the reader of all."""
    return PageResult("项目", is_list, [Visit(one, None if one is None else 9) for one in ms])


def result(projects: int = FULL, seconds: float = 1.5) -> Result:
    """A run of that size."""
    scores, tables = Scores(projects, projects * 15, seconds, 5), Tables(250, 12.5)
    return Result(
        "sqlite", projects, 15, 5, 9.0, ["县", "前指", "全部"], [5, 250, projects], [page(1, 2, 3)], scores, tables
    )


def test_a_list_is_within_its_goal_by_time_and_by_ratio() -> None:
    assert _judged(page(100, 120, 100), FULL, SAY) == ("1.20 ×", "< 150 ms, ≤ 1.3 × 达到")
    assert _judged(page(100, 149, 100), FULL, SAY)[1].endswith("未达到"), "too far behind the reader of all"
    assert _judged(page(100, 151, 150), FULL, SAY)[1].endswith("未达到"), "too slow"


def test_a_single_page_is_judged_by_time_alone() -> None:
    assert _judged(page(140, 20, 10, is_list=False), FULL, SAY) == ("14.00 ×", "< 150 ms 达到")


def test_a_page_that_a_reader_does_not_have_is_left_out() -> None:
    assert _judged(page(None, 100, 100), FULL, SAY)[0] == "1.00 ×"
    assert _judged(page(None, None, 100), FULL, SAY) == ("—", "")


def test_goals_are_not_claimed_for_a_smaller_office() -> None:
    assert _judged(page(1, 1, 1), FULL - 1, SAY)[1] == ""
    assert "达到" not in " ".join(_lines(result(projects=200), SAY))


def test_scores_and_tables_are_told_with_what_follows_from_them() -> None:
    scores, tables = _lines(result(), SAY)
    assert "1.50 秒 < 2 s 达到" in scores
    assert "每秒 20.0 份" in tables
    assert "5,000 份 4.2 分钟" in tables
    assert "未达到" in next(iter(_lines(result(seconds=2.0), SAY)))


def test_a_result_survives_the_way_between_the_processes() -> None:
    assert Result.read(asdict(result())) == result()
