"""Where the figures of the forms of the cycle come from, told for the annex 数据来源 of their documents.

Every figure opens to the page on which its definition, arithmetic, records, evidence and changes stand: a value to its own
page, a frozen one to its snapshot, money to the rows that were summed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from xieshou.business.evaluation.entries import stored
from xieshou.business.evaluation.models import ExAnte, GoalIndicator, GoalSet, Monitoring, OfYear, SelfEvaluation
from xieshou.business.evaluation.services import forms_funds, monitoring_lines, scoring
from xieshou.business.evaluation.services.forms_money import money_of, money_told
from xieshou.business.evaluation.services.forms_proofs import about, citations_by_record, listed
from xieshou.business.metrics import api as metrics
from xieshou.documents.sources import NO_PROOFS, UNREGISTERED, Origin, Proof, Told
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Citation

Card = Mapping[str, Any]  # as `card_json` gives it
Item = Mapping[str, Any]
Proofs = tuple[tuple[Proof, ...], int]
SEE_RECORDS = "见各条记录"
_ESTIMATE = "项目登记的总投资（估算）"
_TOTAL = "总分 = 各项得分之和；等级按评价方案的分数段"


def moment(at: datetime) -> str:
    """A moment to the minute, local time."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def standing(form: OfYear) -> str:
    """As of when what was entered in a form stands, with its state."""
    if form.approved_at is not None:
        return f"{moment(form.approved_at)} 批准"
    if form.submitted_at is not None and not form.is_editable:
        return f"{moment(form.submitted_at)} 提交，已冻结"
    return f"{moment(timezone.now())}，填报中，未冻结"


# --- self-evaluation ---


def self_origins(
    form: SelfEvaluation, lines: Sequence[scoring.Line], card: Card, user: User | None = None
) -> dict[str, Told]:
    """The origins of every figure of a self-evaluation: money, values, scores, the total. `card` as `card_json` gives it."""
    items = {item["code"]: item for item in card["items"]}
    rows = forms_funds.shown_rows(scoring.funds_now(form))
    found = money_told(money_of(form.goals, date(form.year, 12, 31), user), rows, _year_end(form))
    proofs = citations_by_record([one.value for one in lines])
    for line in lines:
        found |= value_told(form, line, items.pop(line.code, None), listed(proofs.get(line.value.pk, ())))
    cited = citations_by_record([form]).get(form.pk, ())
    found |= {f"score.{code}": Told(_item(form, item, cited)) for code, item in items.items()}
    return found | _of_project(form) | {"total": Told(_total(form, card))}


def _year_end(form: OfYear) -> str:
    return f"截至 {form.year}-12-31\n{standing(form)}"


def value_told(form: SelfEvaluation, line: scoring.Line, item: Item | None, proofs: Proofs) -> dict[str, Told]:
    """An indicator's target, value, points and score: told together, for they stand on one page."""
    page = reverse("evaluation:self_value", args=[form.pk, line.value.pk])
    origin = Origin(line.indicator.name, page, line.indicator.definition or _declared(line))
    arithmetic = [_said_of(line, proofs), *(_scored(item) if item is not None else ())]
    origin = replace(
        origin,
        arithmetic="\n".join(text for text in arithmetic if text),
        records=_counted(line),
        proofs=proofs[0],
        unlisted=proofs[1],
        unproved=SEE_RECORDS if line.is_measured else NO_PROOFS if line.needs_evidence else "",
        as_of=_when(form, line),
    )
    labels = {"target": "指标值", "actual": "实际完成值", "points": "分值", "score": "得分"}
    return {f"{name}.{line.code}": Told(origin, label) for name, label in labels.items()}


def _declared(line: scoring.Line) -> str:
    """What the metric counts, where the indicator itself is not explained."""
    if line.figure is not None:
        return line.figure.version.definition
    return line.value.figure.metric_version.definition if line.value.figure is not None and line.is_measured else ""


def _said_of(line: scoring.Line, proofs: Proofs) -> str:
    """How the value came about; an entered one of which nobody says where it is from is said to be so."""
    if line.figure is not None:
        return f"取数：{line.figure.arithmetic}"
    if line.value.figure is not None and line.is_measured:
        return f"取数：{metrics.arithmetic_of(line.value.figure)}"
    if not line.actual:
        return "未提供"
    if line.value.source:
        return f"填报，数据来源：{line.value.source}"
    return "填报，见佐证" if proofs[0] else f"填报，{UNREGISTERED}"


def _counted(line: scoring.Line) -> str:
    if line.figure is not None:
        return f"{line.figure.tally.records:,} 条记录"
    if line.value.figure is not None and line.is_measured:
        return f"{line.value.figure.records:,} 条记录"
    return ""


def _when(form: SelfEvaluation, line: scoring.Line) -> str:
    if line.value.figure is not None and line.is_measured and line.figure is None:
        return frozen(line.value.figure)
    if line.figure is not None:
        scope = line.figure.scope
        return f"{scope.starts_on} 至 {scope.ends_on}\n{moment(timezone.now())} 取数，未冻结"
    return standing(form)


def frozen(snapshot: metrics.Snapshot) -> str:
    """The period of a frozen figure, when it was frozen and by which version of its declaration."""
    version = snapshot.metric_version.number
    return f"{snapshot.starts_on} 至 {snapshot.ends_on}\n{moment(snapshot.frozen_at)} 冻结\n口径第 {version} 版"


def _scored(item: Item) -> Iterator[str]:
    """How an item was scored, and why otherwise than by its rule."""
    steps = "；".join(line.removeprefix("→ ") for line in item["arithmetic"])
    yield f"得分：{steps}" if steps else f"得分：{item['awarded']} 分（{item['rule']}）"
    if item["by_rule"] is not None and item["by_rule"] != item["awarded"]:
        yield f"按规则 {item['by_rule']} 分，评定 {item['awarded']} 分，理由：{item['reason'] or '未说明'}"


def _item(form: SelfEvaluation, item: Item, cited: Sequence[Citation]) -> Origin:
    """An item that no indicator of the goals stands for: money, or facts of a department."""
    arithmetic = "\n".join(_scored(item))
    page = f"{form.get_absolute_url()}#{item['code']}"
    facts = f"{len(item['facts'])} 项事实" if item["facts"] else ""
    proofs = listed(about(cited, [fact["words"] for fact in item["facts"]]))
    name, when = f"{item['words']} · 得分", standing(form)
    return Origin(name, page, item["rule"], arithmetic, facts, *proofs, unproved="", as_of=when)


def _total(form: SelfEvaluation, card: Card) -> Origin:
    counted = f"{len(card['items'])} 项得分"
    origin = Origin("总分", form.get_absolute_url(), _TOTAL, total_sum(card), counted, unproved="")
    return replace(origin, as_of=f"{standing(form)}\n方案 {card['digest'][:12]}")


def total_sum(card: Card) -> str:
    """The sums of the first levels added up."""
    tops = [level for level in card["levels"] if level["depth"] == 0]
    parts = [f"{one['words']} {one['awarded']}" for one in tops] or [one["awarded"] for one in card["items"]]
    return f"{' + '.join(parts)} = {card['total']}"


def _of_project(form: OfYear) -> dict[str, Told]:
    """The amount that was registered with the project."""
    if form.project is None:
        return {}
    now = f"{moment(timezone.now())} 登记的数"
    origin = Origin(
        "项目金额", form.project.get_absolute_url(), _ESTIMATE, "项目申报时登记", "1 条项目登记", unproved="", as_of=now
    )
    return {"amount": Told(origin)}


# --- goals, ex-ante assessment ---


def goals_origins(goals: GoalSet, user: User | None = None) -> dict[str, Told]:
    """The targets and points of a version, and the year's initial budget."""
    rows = stored(goals)
    found = target_told(goals, rows)
    if goals.project is not None:
        budgets = forms_funds.fund_rows(goals, date(goals.year, 12, 31))
        found |= money_told(money_of(goals, date(goals.year, 12, 31), user), budgets, "登记的年初预算")
    points = Origin("分值合计", goals.get_absolute_url(), "各指标分值之和", f"{len(rows)} 项之和", f"{len(rows)} 项")
    return found | {"points.total": Told(replace(points, unproved="", as_of=_version(goals)))}


def target_told(goals: GoalSet, rows: Sequence[GoalIndicator]) -> dict[str, Told]:
    """Target and points of each indicator: what was agreed on, and on what grounds."""
    found: dict[str, Told] = {}
    proofs = citations_by_record(rows)
    for one in rows:
        origin = _target(goals, one, listed(proofs.get(one.pk, ())))
        found |= {f"target.{one.code}": Told(origin, "指标值"), f"points.{one.code}": Told(origin, "分值")}
    return found


def _target(goals: GoalSet, one: GoalIndicator, proofs: Proofs) -> Origin:
    basis = [f"设定依据：{one.target_basis}" if one.target_basis else ""]
    basis += [f"完成值数据来源：{one.data_source}" if one.data_source else ""]
    said = "；".join(text for text in basis if text)
    page = one.get_absolute_url()
    return Origin(one.name, page, one.definition, said, "", *proofs, unproved="", as_of=_version(goals))


def _version(goals: GoalSet) -> str:
    return f"第 {goals.number} 版\n{standing(goals)}"


def ex_ante_origins(form: ExAnte) -> dict[str, Told]:
    """The scores of an assessment: entered, with the opinion beside them."""
    cited = listed(citations_by_record([form]).get(form.pk, ()))
    origin = Origin("评估得分", form.get_absolute_url(), "按评估要点评分，各项得分之和为总分", "评估人员评分")
    origin = replace(origin, records="1 份评估", proofs=cited[0], unlisted=cited[1], as_of=standing(form))
    return {"score": Told(origin)} | _of_project(form)


# --- monitoring ---


def monitoring_origins(form: Monitoring, user: User | None = None) -> dict[str, Told]:
    """Money so far, values so far, forecasts."""
    as_of = forms_funds.month_end(form.year, form.month)
    rows = monitoring_lines.funds_now(form)
    found = money_told(money_of(form.goals, as_of, user), rows, f"截至 {as_of}\n{standing(form)}")
    for line in monitoring_lines.lines_of(form):
        origin = _monitored(form, line)
        found |= {f"actual.{line.code}": Told(origin, "执行情况"), f"target.{line.code}": Told(origin, "指标值")}
        found[f"forecast.{line.code}"] = Told(origin, "全年预计")
    return found


def _monitored(form: Monitoring, line: monitoring_lines.Line) -> Origin:
    one, snapshot = line.indicator, line.row.figure
    origin = Origin(
        one.name, f"{form.get_absolute_url()}#{one.code}", one.definition, unproved="", as_of=standing(form)
    )
    origin = replace(origin, unproved=SEE_RECORDS) if line.is_measured else origin
    if snapshot is not None and line.figure is None:
        said, counted = f"取数：{metrics.arithmetic_of(snapshot)}", f"{snapshot.records:,} 条记录"
        return replace(
            origin, page=snapshot.get_absolute_url(), arithmetic=said, records=counted, as_of=frozen(snapshot)
        )
    if line.figure is not None:
        said, counted = f"取数：{line.figure.arithmetic}", f"{line.figure.tally.records:,} 条记录"
        return replace(origin, arithmetic=said, records=counted)
    return replace(origin, arithmetic=f"填报，数据来源：{one.data_source}" if one.data_source and line.actual else "")
