"""The office's own templates for what the cycle prints: which fields there are, and what they hold for one form."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings

from xieshou.business.evaluation.entries import row_of, stored
from xieshou.business.evaluation.models import GoalSet, SelfEvaluation
from xieshou.business.evaluation.printing_self import printed_evaluation, self_sources
from xieshou.business.evaluation.services.forms_sources import goals_origins
from xieshou.business.evaluation.telling import Telling
from xieshou.documents.document import Section
from xieshou.documents.sources import Origins, annex_of, opened
from xieshou.kernel.evaluation import Evaluation, FundRowKind
from xieshou.platform.accounts.api import User
from xieshou.platform.templates import api as templates

GOALS, SELF = "performance-goals", "performance-self"
Values = Mapping[str, str | None]
Rows = Mapping[str, Sequence[Values]]
_FUNDS = {
    FundRowKind.TOTAL: "资金总额",
    FundRowKind.APPROPRIATION: "财政拨款",
    FundRowKind.CARRYOVER: "上年结转",
    FundRowKind.OTHER: "其他资金",
}
_NUMBER, _MONEY = templates.FieldKind.NUMBER, templates.FieldKind.MONEY


def connect() -> None:
    """Declares both kinds."""
    templates.register(templates.TemplateKind(GOALS, "绩效目标申报表", (*_head(), *_goal_columns()), _goals_example))
    templates.register(templates.TemplateKind(SELF, "绩效自评表", (*_head(), *_self_fields()), _self_example))


def goals_filled(goals: GoalSet, telling: Telling | None = None) -> templates.Printed:
    """The goal declaration with the template in force for the unit, its figures told as in the built-in form."""
    return _filled(GOALS, goals.owner, goals_content(goals), telling, lambda user: goals_origins(goals, user))


def self_filled(form: SelfEvaluation, telling: Telling | None = None) -> templates.Printed:
    """The self-evaluation table with the template in force for the unit, its figures told as in the built-in table."""
    content = self_content(printed_evaluation(form))
    return _filled(SELF, form.owner, content, telling, lambda user: self_sources(form, user))


def _filled(
    kind: str, owner: Any, content: tuple[Values, Rows], telling: Telling | None, tell: Callable[[User | None], Origins]
) -> templates.Printed:
    """Links and annex as the form is told; the annex names the figures that the template has."""
    values, rows = content
    address = settings.PUBLIC_ADDRESS
    if telling is None or not (telling.annex or address):
        return templates.fill(kind, owner, values, rows)
    origins = tell(telling.user)
    opens = opened(origins, address)

    def behind(figures: Sequence[tuple[templates.Field, templates.Figure]]) -> Section | None:
        return annex_of(((field.label, one.ref, one) for field, one in figures), origins, address)

    linked = {group: [_linked(row, opens) for row in found] for group, found in rows.items()}
    return templates.fill(kind, owner, _linked(values, opens), linked, behind=behind if telling.annex else None)


def _linked(values: Values, opens: Mapping[str, str]) -> Values:
    return {
        name: templates.Figure(one, one.ref, opens.get(one.ref, "")) if isinstance(one, templates.Figure) else one
        for name, one in values.items()
    }


def _figure(text: str | None, ref: str) -> str | None:
    """A value under the name that the built-in form gives it; missing stays missing."""
    return None if text is None else templates.Figure(text, ref)


def _head() -> tuple[templates.Field, ...]:
    names = ("项目名称", "年度", "主管部门", "实施单位", "年度目标")
    return tuple(templates.Field(name, name) for name in names)


def _goal_columns() -> tuple[templates.Field, ...]:
    names = ("一级指标", "二级指标", "三级指标", "年度指标值", "计量单位", "指标解释", "数据来源")
    columns = tuple(templates.Field(f"指标.{name}", name) for name in names)
    return (*columns, templates.Field("指标.分值", "分值", _NUMBER))


def _self_fields() -> tuple[templates.Field, ...]:
    money = tuple(
        templates.Field(f"{name}{column}", f"{name}：{label}", _MONEY)
        for name in _FUNDS.values()
        for column, label in (("年初", "年初预算数（元）"), ("全年", "全年预算数（元）"), ("执行", "全年执行数（元）"))
    )
    scored = (
        templates.Field("执行率", "资金总额的执行率"),
        templates.Field("执行率分值", "执行率的分值", _NUMBER),
        templates.Field("执行率得分", "执行率的得分", _NUMBER),
        templates.Field("完成情况", "年度总体目标完成情况"),
        templates.Field("总分", "总分", _NUMBER),
        templates.Field("等级", "等级"),
    )
    texts = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "偏差原因")
    rows = tuple(templates.Field(f"指标.{name}", name) for name in texts)
    numbers = tuple(templates.Field(f"指标.{name}", name, _NUMBER) for name in ("分值", "得分"))
    return (*money, *scored, *rows, *numbers)


def goals_content(goals: GoalSet) -> tuple[Values, Rows]:
    """What a goal declaration holds."""
    project = goals.project
    values = {
        "项目名称": goals.subject_name,
        "年度": str(goals.year),
        "主管部门": str(project.department) if project is not None and project.department else str(goals.owner),
        "实施单位": str(project.implementer or goals.owner) if project is not None else str(goals.owner),
        "年度目标": goals.expected or None,
    }
    rows: list[Values] = [
        {
            "一级指标": row.level1,
            "二级指标": row.level2,
            "三级指标": row.name,
            "年度指标值": _figure(row.target, f"target.{row.code}"),
            "计量单位": row.unit,
            "指标解释": row.definition,
            "数据来源": row.data_source,
            "分值": _figure(row.points, f"points.{row.code}"),
        }
        for row in (row_of(one) for one in stored(goals))
    ]
    return values, {"指标": rows}


def self_content(evaluation: Evaluation) -> tuple[Values, Rows]:
    """What a self-evaluation table holds."""
    goal = evaluation.goals[0] if evaluation.goals else None
    values: dict[str, str | None] = {
        "项目名称": evaluation.name,
        "年度": str(evaluation.year),
        "主管部门": evaluation.department,
        "实施单位": evaluation.implementer,
        "年度目标": goal.expected if goal is not None else None,
        "完成情况": goal.actual if goal is not None else None,
        "总分": _figure(evaluation.published.score, "total"),
        "等级": evaluation.published.grade,
    }
    for fund in evaluation.funds:
        name = _FUNDS[fund.row]
        ref = f"funds.{fund.row.value}"
        amounts = {
            "年初": ("initial", fund.initial),
            "全年": ("budget", fund.budget),
            "执行": ("executed", fund.executed),
        }
        values |= {f"{name}{column}": _figure(text, f"{ref}.{part}") for column, (part, text) in amounts.items()}
        if fund.row is FundRowKind.TOTAL:
            rate, score = _figure(fund.rate, f"{ref}.rate"), _figure(fund.score, "score.E")
            values |= {"执行率": rate, "执行率分值": fund.points, "执行率得分": score}
    rows: list[Values] = [
        {
            "一级指标": one.level1,
            "二级指标": one.level2,
            "三级指标": one.name,
            "年度指标值": _figure(one.target, f"target.{one.code}"),
            "实际完成值": _figure(one.actual, f"actual.{one.code}"),
            "分值": _figure(one.points, f"points.{one.code}"),
            "得分": _figure(one.score, f"score.{one.code}"),
            "偏差原因": one.note,
        }
        for one in evaluation.indicators
    ]
    return values, {"指标": rows}


def _goals_example() -> templates.Content:
    row: dict[str, str | None] = {"一级指标": "产出指标", "二级指标": "数量指标", "三级指标": "培训人次", "分值": "20"}
    return templates.Content({"项目名称": "示例项目", "年度": "2020", "年度目标": "（示例）"}, {"指标": [row, row]})


def _self_example() -> templates.Content:
    row: dict[str, str | None] = {
        "一级指标": "产出指标",
        "二级指标": "数量指标",
        "三级指标": "培训人次",
        "年度指标值": "≥100 人次",
        "实际完成值": "103 人次",
        "分值": "20",
        "得分": "20.00",
    }
    values = {"项目名称": "示例项目", "年度": "2020", "资金总额全年": "1000000.00", "总分": "96.50", "等级": "优"}
    return templates.Content(values, {"指标": [row, row]})
