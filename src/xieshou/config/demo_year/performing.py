"""Goals and self-evaluations of the year, as published: every total comes out of the kernel from what is entered here.

Where the published score is another than the rule's, it is awarded with the published remark; where the report gives no
reason, the reason says so.
"""

from collections.abc import Iterator, Mapping

from django.db import transaction

from xieshou.business.evaluation import api as evaluation
from xieshou.config.demo_year.cast import Cast, approve
from xieshou.config.demo_year.entering import project_of
from xieshou.config.demo_year.proving import keep, sentence_of
from xieshou.config.demo_year.published import DEMO, DEPARTMENT, UNPUBLISHED, Year, remark
from xieshou.kernel.evaluation import Evaluation, Indicator
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import GoalIndicator as CheckedIndicator
from xieshou.kernel.goals import Severity, completion
from xieshou.kernel.program import NOT_APPLICABLE_PREFIX
from xieshou.schemes import load_scheme

PAST = "系统启用前已批准并公开的目标，按公开的自评表补录（演示数据）"
EXECUTION = "E"  # the item of the fund block
NO_REASON = f"扣分原因{UNPUBLISHED}"
DEPARTMENT_FUNDS = (
    "公布的全年预算数为 369,180.65 万元（第 1530 行）；基本支出和考核管理的全年预算数公开文本未载，"
    "只登记了年初数和执行数（演示数据），所以登记的合计少于公布数"
)
CONCLUDED = "有评分事实由公布的得分推定，没有佐证"
NOTHING = "无"  # how the report fills a row without an indicator


def perform(year: Year, cast: Cast) -> Iterator[str]:
    """The eight self-evaluations and the department's, each with its goals; a line for each."""
    for subject in year.own:
        assert subject.evaluation is not None
        yield _told(_one(year, cast, subject.evaluation))
    yield _told(_one(year, cast, year.evaluation(DEPARTMENT)))


def _told(form: evaluation.SelfEvaluation) -> str:
    return f"自评 {form.subject_name}：{form.total} 分{form.grade}（公布）"


@transaction.atomic
def _one(year: Year, cast: Cast, published: Evaluation) -> evaluation.SelfEvaluation:
    goals = goals_of(year, cast, published.id) or _goals(year, cast, published)
    form = evaluation.SelfEvaluation.objects.filter(goals=goals).first()
    if form is None:
        form = evaluation.self_evaluation_create(
            actor=cast.handler, goals=goals, is_demo=True, source=year.source(published.published.line)
        )
        _fill(year, cast, published, form)
        _award(cast, published, form)
        form = evaluation.self_evaluation_submit(actor=cast.handler, evaluation=form, opened_version=form.version)
        approve(cast.head, form, f"与公布的总分 {published.published.score} 一致")
        form.refresh_from_db()
    return form


def goals_of(year: Year, cast: Cast, key: str) -> evaluation.GoalSet | None:
    """The goals of a published table; None: not registered yet."""
    if key == DEPARTMENT:
        return evaluation.goals_in_force(year=year.year, owner=cast.office)
    subject = next(one for one in year.own if one.key == key)
    project = project_of(year, subject)
    return evaluation.goals_in_force(year=year.year, project=project) if project is not None else None


def _goals(year: Year, cast: Cast, published: Evaluation) -> evaluation.GoalSet:
    subject = next((one for one in year.own if one.key == published.id), None)
    project = project_of(year, subject) if subject is not None else None
    return evaluation.goals_register_past(
        actor=cast.head,
        year=year.year,
        scheme=published.scheme or "",
        project=project,
        owner=cast.office if project is None else None,
        expected="\n".join(one.expected for one in published.goals),
        rows=[_row(year, published, one) for one in published.indicators],
        reason=PAST,
        basis=year.source(published.goals[0].line),
        is_demo=True,
        source=year.source(published.goals[0].line),
    )


def _row(year: Year, published: Evaluation, one: Indicator) -> evaluation.Row:
    return evaluation.Row(
        code=one.code,
        level1=one.level1 or "",
        level2=one.level2 or "",
        name=one.name,
        target=one.target or "",
        points=one.points or "",
        data_source=year.source(one.line),
        metric=year.bindings.get(published.id, {}).get(one.code, ""),
    )


# --- filling in ---


def _fill(year: Year, cast: Cast, published: Evaluation, form: evaluation.SelfEvaluation) -> None:
    """The values, the texts, the facts, the evidence that the report has."""
    values = {one.code: _value(year, published, one) for one in published.indicators}
    typed = evaluation.SelfTyped(
        values=values,
        achieved="\n".join(one.actual for one in published.goals),
        funds_note=_funds_note(published),
        problems=UNPUBLISHED,
        measures=UNPUBLISHED,
        facts=_facts(published),
        notes=_notes(published),
    )
    evaluation.self_evaluation_save(actor=cast.handler, evaluation=form, opened_version=form.version, typed=typed)
    _cite(year, cast, published, form)


def _value(year: Year, published: Evaluation, one: Indicator) -> evaluation.ValueEntry:
    gap = year.gaps.get((published.id, one.code))
    is_measured = one.code in year.bindings.get(published.id, {})
    if one.name in {NOTHING, "0"}:
        return evaluation.ValueEntry(actual=one.actual or "")
    loses = one.score is not None and one.points is not None and Exact.read(one.score) < Exact.read(one.points)
    return evaluation.ValueEntry(
        actual="" if is_measured else one.actual or "",
        source=year.source(one.line),
        deviation=remark(one.note, one.line, NO_REASON) if loses else "",
        over_reason=f"超额原因{UNPUBLISHED}" if _is_far_over(published, one) else "",
        no_evidence_because=f"{gap.words}（第 {gap.line} 行）"[:300] if gap is not None and not is_measured else "",
        reach="owner",
    )


def _is_far_over(published: Evaluation, one: Indicator) -> bool:
    """Whether the completion is so high that its reason is asked for."""
    checked = CheckedIndicator(
        one.code, one.level1 or "", one.level2 or "", one.name, one.target or "", "", points=one.points or ""
    )
    found = completion(checked, one.actual, year=published.year)
    return any(finding.severity is not Severity.HINT for finding in found)


def _funds_note(published: Evaluation) -> str:
    total = next((one for one in published.funds if one.row.value == "total"), None)
    if total is None:
        return DEPARTMENT_FUNDS
    return f"执行率公布为 {total.rate}，得 {total.score} 分（第 {total.line} 行）；未全部执行的原因{UNPUBLISHED}"


def _notes(published: Evaluation) -> Mapping[str, str]:
    """Why items of a scheme lost points."""
    points = {item.code: item.points for item in load_scheme(published.scheme or "").leaves()}
    lost = [one for one in published.scores if Exact.read(one.score) < points[one.item]]
    return {one.item: remark(one.note, one.line, NO_REASON) for one in lost}


def _facts(published: Evaluation) -> Mapping[str, Mapping[str, str]]:
    """The facts of the department's scheme, with the remark and the line; what was concluded says so."""
    asked = load_scheme(published.scheme or "").facts
    found = {}
    for name, one in published.facts.items():
        if name in asked or name.startswith(NOT_APPLICABLE_PREFIX):
            note = f"{'由公布的得分推定；' if one.is_inferred else ''}{remark(one.note, one.line)}"
            found[name] = {"value": f"{one.value}{one.unit}", "note": note[:500]}
    return found


# --- evidence ---


def _cite(year: Year, cast: Cast, published: Evaluation, form: evaluation.SelfEvaluation) -> None:
    """A published sentence for each entered value whose evidence the report does not call missing or incomplete."""
    values = {one.indicator.code: one for one in form.values.select_related("indicator", "evaluation")}
    for one in published.indicators:
        is_gap = (published.id, one.code) in year.gaps
        is_measured = one.code in year.bindings.get(published.id, {})
        if is_gap or is_measured or one.name in {NOTHING, "0"} or not one.actual:
            continue
        title = f"{form.subject_name}：{one.name}（第 {one.line} 行）"
        kept = keep(year, cast, title[:200], sentence_of(year, form.subject_name, one))
        evaluation.value_cite(actor=cast.handler, value=values[one.code], evidence_file=kept, proves=one.name)
    _cite_facts(year, cast, published, form)


def _cite_facts(year: Year, cast: Cast, published: Evaluation, form: evaluation.SelfEvaluation) -> None:
    """The sentences that state the facts of the department's table, in one file; concluded ones have none."""
    asked = load_scheme(published.scheme or "").facts
    stated = {name: one for name, one in published.facts.items() if name in asked and not one.is_inferred}
    if not stated or published.id != DEPARTMENT:
        return
    lines = [
        f"{asked[name].words.zh}：{one.value}{one.unit}。{one.note}（第 {one.line} 行）" for name, one in stated.items()
    ]
    text = "\n".join([*lines, f"出处：{year.source()}", f"（{DEMO}：公开文本的摘录）"]) + "\n"
    kept = keep(year, cast, "部门整体支出：公开文本中的评分事实", text)
    for name, one in stated.items():
        evaluation.fact_cite(
            actor=cast.handler, evaluation=form, name=name, evidence_file=kept, proves=f"第 {one.line} 行"
        )


# --- the scores as published ---


def _award(cast: Cast, published: Evaluation, form: evaluation.SelfEvaluation) -> None:
    """Every published score that the rule does not give, with the published reason."""
    card = evaluation.card_of(form)
    unproved = {one.item.code for one in evaluation.standing_of(form).fact_losses}
    for code, (score, because) in _published_scores(published).items():
        item = card.item(code)
        if item is not None and item.awarded != Exact.read(score):
            evaluation.self_award(
                actor=cast.handler,
                evaluation=form,
                code=code,
                awarded=score,
                because=f"{because}；{CONCLUDED}"[:500] if code in unproved else because[:500],
                opened_version=form.version,
            )


def _published_scores(published: Evaluation) -> Mapping[str, tuple[str, str]]:
    found = {one.code: (one.score, _because(one.note, one.line)) for one in published.indicators if one.score}
    total = next((one for one in published.funds if one.row.value == "total"), None)
    if total is not None and total.score:
        found[EXECUTION] = (total.score, f"公布：执行率 {total.rate}，得 {total.score} 分（第 {total.line} 行）")
    return found | {one.item: (one.score, _because(one.note, one.line)) for one in published.scores}


def _because(note: str | None, line: int) -> str:
    return f"公布：{remark(note, line)}" if note else remark(None, line, f"公布的得分，不按规则计分的理由{UNPUBLISHED}")
