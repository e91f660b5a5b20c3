"""What stands against submitting a self-evaluation: everything at once, each with what to do."""

from xieshou.business.evaluation.models import SelfEvaluation
from xieshou.business.evaluation.services import scoring
from xieshou.business.evaluation.services.scoring import Line, Standing
from xieshou.business.evaluation.services.self_goals import goals_problems
from xieshou.kernel.exact import ZERO
from xieshou.kernel.goals import GoalFinding, Severity, completion
from xieshou.kernel.goals.sheet import GoalIndicator as KernelIndicator
from xieshou.lib.problems import Problem

EXECUTION = "E"  # the scheme's item of the fund block; its reason is `funds_note`
TEXT_LABELS = {
    "achieved": "年度总体目标完成情况",
    "funds_note": "预算执行说明",
    "problems": "存在的问题",
    "measures": "改进措施",
}


def submit_problems(evaluation: SelfEvaluation, standing: Standing) -> list[Problem]:
    """All that stands against submitting. Missing evidence does not: it costs points, which the page has told."""
    found = [*goals_problems(evaluation), *standing.problems]
    if not evaluation.achieved.strip():
        found.append(Problem("没有填写", TEXT_LABELS["achieved"], "文字", "写明年度总体目标完成得怎样"))
    for line in standing.lines:
        found += _line_problems(evaluation, standing, line)
    return found + _item_problems(evaluation, standing) + _fact_problems(evaluation)


def _fact_problems(evaluation: SelfEvaluation) -> list[Problem]:
    """A fact entered otherwise than the registered money tells it needs its reason."""
    return [
        Problem(
            f"填 {one.entered}，登记的资金为 {one.known}，没有说明", one.words, remedy="写明为何不同，或留空用登记的数"
        )
        for one in scoring.fact_lines(evaluation)
        if one.entered and one.known and one.entered != one.known and not one.note.strip()
    ]


def _line_problems(evaluation: SelfEvaluation, standing: Standing, line: Line) -> list[Problem]:
    item, value, where = standing.item(line.code), line.value, line.indicator.name
    if item is None or item.points == ZERO:
        return []
    found = []
    if line.figure_problem:
        found.append(Problem(line.figure_problem, where, remedy="请指标管理员改好取数规则，或改为填报并附佐证"))
    if line.needs_evidence and not value.source.strip():
        found.append(Problem("填报的值没有数据来源", where, "文字", "写明数出自哪里，如“培训签到册”"))
    if line.lacks_evidence and not value.no_evidence_because.strip():
        found.append(Problem("没有佐证", where, remedy="引用佐证，或写明没有佐证的原因（按规则得 0 分）"))
    if item.by_rule is None and not value.awarded and not value.level:
        found.append(Problem("规则无法判断，还没有定等级", where, remedy="填定性等级和百分比，或写评定得分和理由"))
    if item.awarded < item.points and not value.deviation.strip():
        told = f"得 {item.awarded} 分，满分 {item.points} 分，没有写原因"
        found.append(Problem(told, where, remedy="写明偏差原因和改进措施"))
    return found + [Problem(one.what.zh, where, remedy="写明超额完成的原因") for one in unexplained(evaluation, line)]


def unexplained(evaluation: SelfEvaluation, line: Line) -> list[GoalFinding]:
    """A completion so high that its reason is asked for, and none is given."""
    found = over_findings(evaluation, line)
    return [one for one in found if one.severity is not Severity.HINT]


def over_findings(evaluation: SelfEvaluation, line: Line) -> list[GoalFinding]:
    """What the kernel says of a completion above 150 %, with its arithmetic."""
    if not line.actual:
        return []
    one = line.indicator
    kernel = KernelIndicator(one.code, one.level1, one.level2, one.name, one.target, one.unit, points=one.points)
    return list(completion(kernel, line.actual, year=evaluation.year, reason=line.value.over_reason))


def _item_problems(evaluation: SelfEvaluation, standing: Standing) -> list[Problem]:
    """Why an item of the scheme lost points: beside the money for its execution, beside the item otherwise."""
    own = {line.code for line in standing.lines}
    found = []
    for item in standing.card.items if standing.card is not None else ():
        if item.code in own or item.awarded >= item.points:
            continue
        is_execution = item.code == EXECUTION and evaluation.project_id is not None
        said = evaluation.funds_note if is_execution else evaluation.items.get(item.code, {}).get("note", "")
        if not said.strip():
            where = TEXT_LABELS["funds_note"] if is_execution else f"{item.words.zh} · 扣分原因"
            told = f"{item.words.zh}得 {item.awarded} 分，满分 {item.points} 分，没有写原因"
            found.append(Problem(told, where, remedy="写明扣分的原因"))
    return found
