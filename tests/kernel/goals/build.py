"""A clean sheet of goals and its indicators, for the tests to spoil."""

from dataclasses import replace
from typing import Any

from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import GoalFinding, GoalIndicator, GoalSheet, SheetKind, lint, lint_indicator

OFFICE = "某市协作办"
LEVEL1 = {"数量指标": "产出指标", "质量指标": "产出指标", "时效指标": "产出指标", "成本指标": "产出指标"}


def indicator(name: str = "培训受援地基层干部人次", target: str = "≥120 人次", **changes: Any) -> GoalIndicator:
    """A clean indicator; the first level follows from the second."""
    level2 = changes.get("level2", "数量指标")
    first = "满意度指标" if "满意" in level2 else LEVEL1.get(level2, "效益指标")
    given: dict[str, Any] = {
        "code": "1",
        "level1": first,
        "level2": level2,
        "name": name,
        "target": target,
        "points": "10",
        "definition": "全年参加培训并签到的人次",
        "data_owner": OFFICE,
        "data_source": "培训签到表",
    }
    return GoalIndicator(**(given | changes))


CLEAN = (
    indicator(points="20"),
    indicator("培训考核合格率", "≥95%", code="2", level2="质量指标", points="10"),
    indicator("全年培训任务完成时间", "2021年11月底前", code="3", level2="时效指标", points="10"),
    indicator("人均培训费用", "≤1500 元/人", code="4", level2="成本指标", points="10"),
    indicator("参训干部回岗后承担帮扶项目数", "≥30 个", code="5", level2="社会效益指标", points="40"),
    indicator(
        "参训干部满意度",
        "≥90%",
        code="6",
        level2="服务对象满意度指标",
        points="10",
        data_source="结业问卷调查，样本 100 份",
    ),
)


def sheet(*indicators: GoalIndicator, **changes: Any) -> GoalSheet:
    """The goals of a project for 2021, clean unless told otherwise."""
    given: dict[str, Any] = {
        "kind": SheetKind.PROJECT,
        "name": "干部培训",
        "year": 2021,
        "indicators": indicators or CLEAN,
        "offices": (OFFICE,),
        "budget": Exact(600_000),
    }
    return GoalSheet(**(given | changes))


def spoiled(at: int, **changes: Any) -> GoalSheet:
    """The clean sheet with one indicator changed."""
    return sheet(*(replace(one, **changes) if number == at else one for number, one in enumerate(CLEAN)))


def codes(findings: tuple[GoalFinding, ...]) -> set[str]:
    """The codes of findings."""
    return {one.code for one in findings}


def row_codes(one: GoalIndicator, **changes: Any) -> set[str]:
    """The codes of one row."""
    return codes(lint_indicator(one, sheet(**changes)))


def sheet_codes(one: GoalSheet, **options: Any) -> set[str]:
    """The codes of a sheet."""
    return codes(lint(one, **options))
