"""The goals that an office published for 2020: what the check would have told before the year began."""

from functools import cache

import pytest

from xieshou.datasets import load_dataset
from xieshou.kernel.evaluation import Evaluation, EvaluationKind, FundRowKind
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import GoalFinding, GoalIndicator, GoalSheet, SheetKind, completion, lint
from xieshou.schemes import load_scheme

SCHEME = load_scheme("shenzhen-2020-project-self")
KINDS = {EvaluationKind.PROJECT_SELF: SheetKind.PROJECT, EvaluationKind.DEPARTMENT: SheetKind.DEPARTMENT}
EVALUATIONS = {one.name: one for one in load_dataset("shenzhen-2020").evaluations if one.kind in KINDS}


def _indicators(one: Evaluation) -> tuple[GoalIndicator, ...]:
    """The published rows, with owner and definition filled in: the form does not have them."""
    return tuple(
        GoalIndicator(
            row.code, row.level1, row.level2, row.name, row.target or "", points=row.points or "", data_owner="本单位",
            definition="（口径从略）",
        )
        for row in one.indicators
    )  # fmt: skip


def _sheet(one: Evaluation, *others: GoalSheet) -> GoalSheet:
    budget = next((row.budget for row in one.funds if row.row is FundRowKind.TOTAL), None)
    amount = Exact.read(budget) if budget else None
    return GoalSheet(KINDS[one.kind], one.name, one.year, _indicators(one), budget=amount, others=others)


@cache
def _found(name: str) -> tuple[GoalFinding, ...]:
    department = _sheet(EVALUATIONS["部门整体支出"])
    return lint(_sheet(EVALUATIONS[name], department), scheme=SCHEME)


@pytest.mark.function("JX04")
@pytest.mark.parametrize(
    ("project", "code", "text"),
    [
        ("市扶贫合作专项资金", "G-SPENDING", "不少于 23.71 亿元"),
        ("市扶贫合作专项资金", "G-DIRECTION", "不少于 23.71 亿元"),
        ("市扶贫合作专项资金", "G-DIRECTION", "资助毕节项目数"),
        ("市扶贫合作专项资金", "G-YEAR", "2019/10/1"),
        ("市扶贫合作专项资金", "G-NO-UNIT", "≥1200"),
        ("市扶贫合作专项资金", "G-NO-SIGN", "16 栋"),
        ("市扶贫合作专项资金", "G-NO-SURVEY", "收到感谢信数量"),
        ("办公设备采购", "G-COST-NO-CAP", "年度预算有结余"),
        ("深圳市扶贫合作综合管理平台", "G-RATE-OVER", "系统正常运行率"),
        ("深圳市扶贫合作综合管理平台", "G-COST-LOOSE", "10600000 元）高于全年预算 6800000 元"),
        ("前方派驻机构运营", "G-ACROSS", "汕尾指挥部运行保障人数"),
        ("扶贫合作交流", "G-ACROSS", "本表“≥5 篇”，“部门整体支出”表“≥9 篇”"),
    ],
)
def test_it_would_have_told_before_the_year(project: str, code: str, text: str) -> None:
    assert any(one.code == code and text in one.what.zh for one in _found(project))


@pytest.mark.function("JX04")
def test_it_finds_the_published_points_in_order() -> None:
    codes = {one.code for name in EVALUATIONS for one in _found(name)}
    assert not codes & {"G-POINTS", "G-POINTS-SUM", "G-LEVEL", "G-DUPLICATE", "G-UNREADABLE", "G-UNIT-UNKNOWN"}


@pytest.mark.function("JX05")
def test_it_asks_why_results_were_so_far_above_their_targets() -> None:
    found = [
        one
        for given in EVALUATIONS.values() if given.kind is EvaluationKind.PROJECT_SELF
        for row, published in zip(_indicators(given), given.indicators, strict=True)
        for one in completion(row, published.actual, year=given.year)
    ]  # fmt: skip
    told = " ".join(one.what.zh for one in found)
    assert all(share in told for share in ("= 280.33%", "= 460%", "= 2100%", "= 60100%", "= 179.25%", "= 207.11%"))
