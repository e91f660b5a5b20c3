"""Whatever was read, the checks answer: odd cells, missing cells, digits without end."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xieshou.kernel.checks import check
from xieshou.kernel.reading import (
    AccountLine,
    FindingVerdict,
    FundLine,
    IndicatorLine,
    Paragraph,
    ReadFile,
    ReadTable,
    ScoreLine,
    Seen,
    Spot,
    TableKind,
)

_PIECES = (
    "≥", "≤", "=", "0", "10", "3.5", "1,234.56", "99999999999999999999999999999999", "0.0000000000000000001", "%", "万元", "元", "亿",
    "人次", "人", "次/月", "2019/10/1", "2020年", "12月", "第一季度", "预算执行率", "增加", "比", "下降", "其中：", "（", "）", "占", "扣", "分",
    "得分：", "满分", "指标共4条，实际完成0条", "年均增长", "完成预算的", "合计", "未提供", "取消", "材料不充分", "。", "，", "；", "、", "-", "—",
    "成本节约率", "实际支出", "接待", "批次", "19年指标", " ", "总分", "控制率为", "公务接待费", "基本支出", "项目支出", "共", "约", "+",
)  # fmt: skip
_text = st.lists(st.sampled_from(_PIECES), max_size=9).map("".join)
_spot = st.builds(Spot, line=st.none() | st.integers(1, 9), page=st.none() | st.integers(1, 3), quote=_text)
_seen = st.builds(Seen, _text, _spot)
_cell = st.none() | _seen
_levels = st.sampled_from(("数量指标", "质量指标", "成本指标", "时效指标", "满意度指标", ""))
_indicators = st.builds(
    IndicatorLine, _text, _levels, _seen, _cell, _cell, _cell, _cell, _cell, _cell, _cell, st.booleans()
)
_funds = st.builds(FundLine, _text | st.just("年度资金总额"), _spot, _cell, _cell, _cell, _cell, _cell, _cell)
_items = st.builds(ScoreLine, st.just(()), _seen, _cell, _text, _cell, st.booleans())
_names = _text | st.sampled_from(("合计", "总计", "本年收入合计", "年末结转和结余", "实际支出", "全年预算数"))
_codes = st.sampled_from(("", "201", "20101", "2010101", "301", "30101"))
_rows = st.builds(AccountLine, _names, _spot, _codes, st.just(""), st.lists(_cell, max_size=13).map(tuple))


def _few(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=4).map(tuple)


_tables = st.builds(
    ReadTable,
    kind=st.sampled_from(TableKind),
    title=_text,
    spot=_spot,
    number=st.sampled_from(("", "01", "02", "04", "06", "07", "08")),
    year=st.none() | st.just(2020),
    name=_cell,
    unit_name=_cell,
    amount_unit=st.sampled_from((None, "元", "万元", "百元", "？")),
    funds=_few(_funds),
    indicators=_few(_indicators),
    items=_few(_items),
    columns=st.lists(_text, max_size=3).map(tuple),
    rows=_few(_rows),
    income=_few(_rows),
    spending=_few(_rows),
    goals=_few(_seen),
    total_points=_cell,
    total=_cell,
    grade=_cell,
    empty_statement=_cell,
)
_paragraphs = st.builds(Paragraph, st.lists(st.sampled_from(_PIECES), max_size=60).map("".join), _spot)
_files = st.builds(ReadFile, st.just("a.txt"), _few(_tables), _few(_paragraphs))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
)
@given(st.lists(_files, min_size=1, max_size=2))
def test_it_answers_whatever_was_read(files: list[ReadFile]) -> None:
    for each in check(files):
        assert each.verdict in FindingVerdict
        assert each.explanation
        assert bool(each.why) is (each.verdict in (FindingVerdict.MISMATCH, FindingVerdict.QUESTION))


def test_it_has_nothing_to_say_of_nothing() -> None:
    assert check([]) == ()
    assert check([ReadFile("a.txt")]) == ()
