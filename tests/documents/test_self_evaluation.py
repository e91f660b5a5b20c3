"""项目支出绩效自评表."""

from tests.documents.factories import PROVENANCE, evaluation
from xieshou.documents.layouts.self_evaluation import self_evaluation
from xieshou.documents.provenance import Provenance
from xieshou.documents.table import Cell, Table
from xieshou.kernel.evaluation import PublishedTotal


def _table(**changes: object) -> Table:
    return next(self_evaluation(evaluation(**changes), PROVENANCE).tables())


def _texts(table: Table, row: int) -> list[str]:
    return [cell.text for cell in table.by_row()[row]]


def _last(table: Table) -> list[Cell]:
    return list(table.by_row()[-1])


def test_it_prints_the_head_as_published() -> None:
    assert _texts(_table(), 0) == ["项目名称", "扶贫合作交流", "项目金额（元）", "7,969,500.00"]


def test_it_prints_amounts_in_the_published_unit() -> None:
    assert _texts(_table(amount_unit="万元"), 2)[1] == "单位：万元"


def test_it_prints_funds_with_rate_and_score_as_published() -> None:
    expected = ["年度资金总额", "2,656,500.00", "1,939,900.00", "1,249,727.75", "10.00", "0.64", "6.40"]
    assert _texts(_table(), 3) == expected


def test_it_puts_a_dash_where_a_row_is_not_scored() -> None:
    assert _texts(_table(), 4)[-3:] == ["—", "0.00", "—"]


def test_it_computes_rate_and_score_of_the_funds_as_the_office_did() -> None:
    rate, score = _table().by_row()[3][-2:]
    assert rate.is_computed
    assert score.is_computed


def test_it_merges_levels_as_published() -> None:
    cells = {cell.text: cell.rowspan for cell in _table().cells}
    assert (cells["产出指标"], cells["数量指标"], cells["年度绩效指标"]) == (2, 2, 4)


def test_it_adds_up_points_and_checks_the_published_total() -> None:
    label, points, score, dash = _last(_table())
    assert (label.text, points.text, score.text, dash.text) == ("总分", "34.15", "30.55", "—")
    assert points.is_computed
    assert score.is_computed


def test_it_prints_the_published_total_when_the_sum_differs() -> None:
    score = _last(_table(published=PublishedTotal("31.5", 3437)))[2]
    assert score.text == "31.5"
    assert not score.is_computed


def test_it_says_where_the_figures_come_from() -> None:
    assert _table().notes == (
        "数据来源：某市协作办《2020 年度部门决算》文本第 3336–3437 行。",
        "评分方案：自评办法。官方原文未取得。",
    )


def test_it_says_nothing_of_a_source_for_entered_figures() -> None:
    table = next(self_evaluation(evaluation(), Provenance()).tables())
    assert table.notes == ()


def test_it_builds_a_table_without_funds_goals_or_amount() -> None:
    assert _table(funds=(), goals=(), amount=None, amount_unit=None, implementer=None).rows > 4
