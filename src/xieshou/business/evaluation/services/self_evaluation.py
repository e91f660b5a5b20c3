"""Self-evaluation: begun from the goals in force, filled in, scored, submitted, approved. Every figure is the kernel's."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from xieshou.business.evaluation.entries import stored
from xieshou.business.evaluation.models import ActualValue, FormState, GoalSet, OfYear, Reach, SelfEvaluation
from xieshou.business.evaluation.services import approval, prepared, scoring, self_checks
from xieshou.business.evaluation.services.approval import FormKind
from xieshou.business.evaluation.services.scoring import Line
from xieshou.business.metrics import api as metrics
from xieshou.kernel.exact import ZERO, Exact
from xieshou.kernel.scheme import Scheme
from xieshou.kernel.text import normalise
from xieshou.lib.permission import Permission
from xieshou.lib.problems import Difference, Invalid, Problem, Refused, Stale
from xieshou.platform.accounts.api import User, bump
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import api as evidence
from xieshou.platform.inbox import api as inbox
from xieshou.schemes import load_scheme, scheme_ids

KIND = "evaluation.self"
LONGEST_TEXT = 4000


def connect() -> None:
    """Self-evaluations follow their approval."""
    approval.register(FormKind(KIND, "self", _approved))


# --- beginning ---


@transaction.atomic
def self_evaluation_create(
    *, actor: User, goals: GoalSet, scheme: str = "", is_demo: bool = False, source: str = ""
) -> SelfEvaluation:
    """The self-evaluation of goals in force, with a row for every indicator and the money as registered.

    `scheme`: another one than the goals', such as a department's scoring table over named facts.
    """
    form = SelfEvaluation(
        goals=goals, project=goals.project, owner=goals.owner, place=goals.place, year=goals.year, is_demo=is_demo
    )
    form.source = source
    form.owner_path, form.place_path = goals.owner_path, goals.place_path
    may_fill(actor, form)
    if problems := _begin_problems(goals, scheme):
        raise Invalid(*problems)
    form.scheme = "" if scheme == goals.scheme else scheme
    form.funds = scoring.funds_now(form)
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError as error:
        raise Invalid(Problem(f"{form}已经建立", "绩效目标", remedy="打开已有的自评填报")) from error
    ActualValue.objects.bulk_create(
        ActualValue(
            evaluation=form,
            indicator=one,
            owner=form.owner,
            place=form.place,
            owner_path=form.owner_path,
            place_path=form.place_path,
        )
        for one in stored(goals)
    )
    audit.record(actor=actor, action="self.create", target=form)
    return form


def _begin_problems(goals: GoalSet, scheme: str) -> list[Problem]:
    found = []
    if goals.state != FormState.APPROVED:
        told = f"目标{FormState(goals.state).label}"
        found.append(Problem(told, "绩效目标", "已批准的目标", "目标批准后才能自评"))
    allowed = schemes_allowed(goals)
    if scheme and scheme not in {one.id for one in allowed}:
        names = "、".join(one.words.zh for one in allowed)
        found.append(Problem(f"“{scheme}”不能用于这份自评", "评价方案", names, "另选一个，或留空用目标的方案"))
    return found


def schemes_allowed(goals: GoalSet) -> list[Scheme]:
    """The schemes by which goals may be evaluated: of their kind, in force in their year."""
    wanted = load_scheme(goals.scheme).kind
    schemes = [load_scheme(one) for one in scheme_ids()]
    return [one for one in schemes if one.kind is wanted and one.valid_in(goals.year)]


def may_fill(actor: User, form: OfYear) -> None:
    """Refuses those without the right to fill in."""
    if not actor.may(Permission.GOAL_EDIT, form):
        raise Refused(f"您可以查看，但没有在此“{Permission.GOAL_EDIT.label}”的权限")


def check_open(actor: User, form: OfYear) -> None:
    """Refuses those without the right; tells why a form cannot be changed now."""
    may_fill(actor, form)
    approval.follow(form)
    if not form.is_editable:
        remedy = (
            "等审核人批准或退回" if form.state == FormState.SUBMITTED else "已批准的表不再修改；发现差错请审核人处理"
        )
        raise Invalid(Problem(f"{form._meta.verbose_name}{FormState(form.state).label}，不能修改", remedy=remedy))


# --- filling in ---


@dataclass(frozen=True, slots=True)
class ValueEntry:
    """One indicator as typed; an empty text is not filled in.

    `actual`: for an indicator with a metric empty means: take the metric's figure; then an entered value needs evidence
    like any other. `reach`: over which records the metric is taken (see `Reach`).
    """

    actual: str = ""
    source: str = ""
    level: str = ""
    level_percent: str = ""
    deviation: str = ""
    over_reason: str = ""
    no_evidence_because: str = ""
    reach: str = Reach.SUBJECT.value


VALUE_LABELS = {
    "actual": "实际完成值",
    "source": "数据来源",
    "level": "定性等级",
    "level_percent": "定性百分比",
    "deviation": "偏差原因分析及改进措施",
    "over_reason": "超额完成原因",
    "no_evidence_because": "没有佐证的原因",
    "reach": "取数范围",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as typed. What is None, or not among the mappings, stays as it is.

    `facts`: name → {"value", "note"} of a department's scheme; an empty value is taken from what the system knows.
    `notes`: why an item of the scheme lost points, by its code.
    """

    values: Mapping[str, ValueEntry] = field(default_factory=dict)
    achieved: str | None = None
    funds_note: str | None = None
    problems: str | None = None
    measures: str | None = None
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def self_evaluation_save(
    *, actor: User, evaluation: SelfEvaluation, opened_version: int, typed: Typed, reason: str = ""
) -> SelfEvaluation:
    """Keeps the form as typed, complete or not. `Invalid` with every wrong cell, `Stale` with what differs."""
    check_open(actor, evaluation)
    lines = {one.code: one for one in scoring.lines_of(evaluation)}
    if problems := [*_value_problems(actor, evaluation, lines, typed), *_text_problems(evaluation, typed)]:
        raise Invalid(*problems)
    changes = _changes(evaluation, lines, typed)
    _take_version(evaluation, opened_version, changes)
    for code, entry in typed.values.items():
        _fill(lines[code], entry)
    _write_texts(evaluation, typed)
    evaluation.funds = scoring.funds_now(evaluation)
    evaluation.save()
    if changes:
        audit.record(actor=actor, action="self.save", target=evaluation, changes=changes, reason=reason)
    return evaluation


def _take_version(evaluation: OfYear, opened_version: int, changes: list[audit.Change]) -> None:
    try:
        bump(evaluation, opened_version)
    except Stale as error:
        last = audit.history_of(evaluation).first()
        told = [Difference(one.field, str(one.before or "—"), str(one.after or "—")) for one in changes]
        raise Stale(by=last.actor_label if last is not None else error.by, differences=told) from error


def _value_problems(actor: User, evaluation: SelfEvaluation, lines: Mapping[str, Line], typed: Typed) -> list[Problem]:
    found = []
    for code, entry in typed.values.items():
        line = lines.get(code)
        if line is None:
            found.append(Problem(f"没有代码为 {code} 的指标", "指标", remedy="刷新页面再填"))
            continue
        found += _length_problems(line, entry)
        found += _level_problems(evaluation, line, entry)
        if entry.reach not in Reach.values:
            allowed = "、".join(str(label) for label in Reach.labels)
            found.append(Problem("没有这个范围", f"{line.indicator.name} · 取数范围", allowed))
        elif entry.reach != line.value.reach:
            until = date(evaluation.year, 12, 31)
            found += scoring.reach_problems(actor, evaluation.goals, line.indicator, entry.reach, until)
    return found


def _length_problems(line: Line, entry: ValueEntry) -> list[Problem]:
    found = []
    for name, label in VALUE_LABELS.items():
        most = longest(ActualValue, name)
        if len(getattr(entry, name)) > most:
            told = f"有 {len(getattr(entry, name))} 字，太长"
            found.append(Problem(told, f"{line.indicator.name} · {label}", f"不超过 {most} 字", "请缩短"))
    return found


def longest(model: type[Model], name: str) -> int:
    """How many characters a field takes."""
    return getattr(model._meta.get_field(name), "max_length", None) or LONGEST_TEXT


def _level_problems(evaluation: SelfEvaluation, line: Line, entry: ValueEntry) -> list[Problem]:
    """Level and percentage go together, and the percentage lies in the level's band: it is never moved into it."""
    level, percent = entry.level.strip(), plain(entry.level_percent)
    if not level and not percent:
        return []
    bands = scoring.bands_of(evaluation.scheme_used)
    band = next((one for one in bands if one.words == level), None)
    number = scoring.exact(percent)
    allowed = "；".join(f"{one.words} {one.low}%–{one.high}%" for one in bands)
    where = f"{line.indicator.name} · 定性等级"
    if band is None or number is None or not percent:
        return [Problem("等级和百分比要一起填", where, allowed, "等级从列表中选，百分比写数字，如 85")]
    if not band.holds(number):
        return [Problem(f"{percent}% 不在“{level}”的范围内", where, f"{band.low}%–{band.high}%", "改等级，或改百分比")]
    return []


def plain(text: str) -> str:
    """A typed number without blanks, full width and the sign of per cent or points."""
    return normalise(text).removesuffix("%").removesuffix("分").strip()


def _text_problems(evaluation: SelfEvaluation, typed: Typed) -> list[Problem]:
    found = []
    for name, label in self_checks.TEXT_LABELS.items():
        text = getattr(typed, name)
        most = longest(SelfEvaluation, name)
        if text is not None and len(text) > most:
            found.append(Problem(f"有 {len(text)} 字", label, f"不超过 {most} 字", "请缩短"))
    scheme = load_scheme(evaluation.scheme_used)
    for name, held in typed.facts.items():
        if name not in scheme.facts and not name.startswith(scoring.NOT_APPLICABLE_PREFIX):
            found.append(Problem(f"方案中没有事实“{name}”", "评分事实", remedy="刷新页面再填"))
        elif len(held.get("value", "")) > 60 or len(held.get("note", "")) > 500:
            found.append(Problem("太长", _fact_words(scheme, name), "值 60 字、说明 500 字以内", "请缩短"))
    for code, note in typed.notes.items():
        if scheme.item(code) is None or len(note) > 500:
            found.append(Problem("没有这一项，或说明太长", f"项目 {code}", "500 字以内"))
    return found


def _fact_words(scheme: Any, name: str) -> str:
    fact = scheme.facts.get(name)
    return fact.words.zh if fact is not None else name


def _changes(evaluation: SelfEvaluation, lines: Mapping[str, Line], typed: Typed) -> list[audit.Change]:
    told: list[tuple[str, str, str]] = []
    for code, entry in typed.values.items():
        line = lines[code]
        for name, label in VALUE_LABELS.items():
            before, after = _held(line, name), _typed(entry, name)
            told.append((f"{line.indicator.name} · {label}", before, after))
    for name, label in self_checks.TEXT_LABELS.items():
        text = getattr(typed, name)
        told.append((label, getattr(evaluation, name), getattr(evaluation, name) if text is None else text.strip()))
    scheme = load_scheme(evaluation.scheme_used)
    for name, held in typed.facts.items():
        before = evaluation.facts.get(name, {})
        for key, label in (("value", "值"), ("note", "说明")):
            told.append((f"{_fact_words(scheme, name)} · {label}", before.get(key, ""), held.get(key, "").strip()))
    for code, note in typed.notes.items():
        told.append((f"{code} · 扣分原因", evaluation.items.get(code, {}).get("note", ""), note.strip()))
    return [audit.Change(field, before or None, after or None) for field, before, after in told if before != after]


def _held(line: Line, name: str) -> str:
    if name == "actual" and line.indicator.metric is not None and not line.value.is_entered:
        return ""
    if name == "reach":
        return str(Reach(line.value.reach).label)
    return str(getattr(line.value, name))


def _typed(entry: ValueEntry, name: str) -> str:
    if name == "reach":
        return str(Reach(entry.reach).label)
    text = getattr(entry, name).strip()
    return plain(text) if name == "level_percent" else text


def _fill(line: Line, entry: ValueEntry) -> None:
    """Writes a row that differs; what the kernel reads in it is kept beside it for scoring thousands at once.

    A measured value is kept as of now, for lists; it is taken anew whenever the open form is shown or submitted.
    """
    value, has_metric = line.value, line.indicator.metric is not None
    before = [getattr(value, name) for name in (*_WRITTEN, "is_entered")]
    for name in _WRITTEN:
        setattr(value, name, entry.reach if name == "reach" else _typed(entry, name))
    value.is_entered = has_metric and bool(value.actual)
    if has_metric and not value.is_entered and line.is_measured:
        value.actual = line.actual
    if value.is_entered or not has_metric:
        value.figure = None
    if before != [getattr(value, name) for name in (*_WRITTEN, "is_entered")] or not value.reading:
        value.version += 1
        value.reading = prepared.reading_of(line.indicator, value.actual)
        value.save()


_WRITTEN = tuple(one.name for one in fields(ValueEntry))


def _write_texts(evaluation: SelfEvaluation, typed: Typed) -> None:
    for name in self_checks.TEXT_LABELS:
        text = getattr(typed, name)
        if text is not None:
            setattr(evaluation, name, text.strip())
    for name, held in typed.facts.items():
        kept = {key: held.get(key, "").strip() for key in ("value", "note")}
        evaluation.facts[name] = kept
    for code, note in typed.notes.items():
        evaluation.items[code] = {**evaluation.items.get(code, {}), "note": note.strip()}


@transaction.atomic
def value_cite(*, actor: User, value: ActualValue, evidence_file: evidence.Evidence, proves: str = "") -> None:
    """Says that a value rests on a piece of evidence; while the form is open for whoever fills it in."""
    check_open(actor, value.evaluation)
    evidence.cite(actor=actor, evidence=evidence_file, record=value, proves=proves or value.indicator.name)


@transaction.atomic
def fact_cite(
    *, actor: User, evaluation: SelfEvaluation, name: str, evidence_file: evidence.Evidence, proves: str = ""
) -> None:
    """Says that a fact of a department's scheme rests on a piece of evidence."""
    check_open(actor, evaluation)
    scheme = load_scheme(evaluation.scheme_used)
    if name not in scheme.facts:
        raise Invalid(Problem(f"方案中没有事实“{name}”", "评分事实"))
    words = f"{_fact_words(scheme, name)}{'：' if proves else ''}{proves}"
    evidence.cite(actor=actor, evidence=evidence_file, record=evaluation, proves=words)


# --- departing from the rule ---


@transaction.atomic
def self_award(
    *, actor: User, evaluation: SelfEvaluation, code: str, awarded: str, because: str, opened_version: int
) -> SelfEvaluation:
    """Another score than the rule's for one indicator or item, with the reason; an empty score goes back to the rule.

    While the form is filled in, the office proposes it; while it is reviewed, whoever holds the right to review decides.
    """
    _check_award(actor, evaluation)
    lines = {one.code: one for one in scoring.lines_of(evaluation)}
    card = scoring.card_of(evaluation, list(lines.values()))
    item = card.item(code)
    if item is None:
        raise Invalid(Problem(f"没有代码为 {code} 的项目", "指标", remedy="刷新页面再试"))
    asked = _award(awarded, because, item.points, load_scheme(evaluation.scheme_used).places)
    bump(evaluation, opened_version)
    line = lines.get(code)
    if line is not None:
        value = line.value
        before = value.awarded
        value.awarded, value.awarded_because = asked, because.strip() if asked else ""
        value.save()
    else:
        held = evaluation.items.get(code, {})
        before = held.get("awarded", "")
        evaluation.items[code] = {**held, "awarded": asked, "because": because.strip() if asked else ""}
    evaluation.save()
    rule = item.by_rule.text() if item.by_rule is not None else "规则无法判断"
    change = audit.Change(f"{item.words.zh} · 评定得分", before or None, asked or None)
    told = because.strip() or "恢复按规则计分"
    audit.record(
        actor=actor, action="self.award", target=evaluation, changes=[change], reason=f"{told}（按规则 {rule}）"
    )
    return evaluation


def _check_award(actor: User, evaluation: SelfEvaluation) -> None:
    approval.follow(evaluation)
    if evaluation.state == FormState.SUBMITTED and actor.may(Permission.GOAL_REVIEW, evaluation):
        return
    check_open(actor, evaluation)


def may_award(actor: User, evaluation: SelfEvaluation) -> bool:
    """Whether the person may give another score than the rule's now."""
    if evaluation.is_editable:
        return actor.may(Permission.GOAL_EDIT, evaluation)
    return evaluation.state == FormState.SUBMITTED and actor.may(Permission.GOAL_REVIEW, evaluation)


def _award(awarded: str, because: str, points: Exact, places: int) -> str:
    text = plain(awarded)
    if not text:
        return ""
    number = scoring.exact(text)
    problems = []
    if number is None or not ZERO <= number <= points or number.places(places) is None:
        allowed = f"0–{points.text()} 分，最多 {places} 位小数"
        problems.append(Problem(f"“{awarded}”不能作为得分", "评定得分", allowed, "改正，或留空按规则计分"))
    if not because.strip() or len(because.strip()) > 500:
        problems.append(Problem("没有写，或太长", "评定理由", "1–500 字", "写明为何不按规则的得分"))
    if problems:
        raise Invalid(*problems)
    assert number is not None
    return number.text()


# --- submitting and approving ---


@transaction.atomic
def self_evaluation_submit(
    *, actor: User, evaluation: SelfEvaluation, opened_version: int, comment: str = ""
) -> SelfEvaluation:
    """Freezes the money and the figures and sends the form to its reviewers; otherwise tells everything that is missing."""
    check_open(actor, evaluation)
    standing = scoring.standing_of(evaluation)
    if problems := self_checks.submit_problems(evaluation, standing):
        raise Invalid(*problems)
    bump(evaluation, opened_version)
    for line in standing.lines:
        _freeze(actor, evaluation, line)
    scheme = load_scheme(evaluation.scheme_used)
    for fact in scoring.fact_lines(evaluation, scheme):
        if fact.is_known:
            evaluation.facts[fact.name] = {"value": fact.known, "note": fact.note, "from": "funds"}
    evaluation.funds = list(standing.funds)
    approval.form_submit(actor=actor, form=evaluation, kind=KIND, comment=comment)
    return evaluation


def _freeze(actor: User, evaluation: SelfEvaluation, line: Line) -> None:
    """Keeps a measured figure as it stands, and what the kernel reads in every value."""
    value = line.value
    if line.figure is not None:
        value.figure = metrics.snapshot_take(
            actor=actor,
            version=line.figure.version,
            scope=line.figure.scope,
            owner=evaluation.owner,
            place=evaluation.place,
            frozen_for=str(evaluation)[:120],
        )
        value.actual = line.actual
    value.reading = prepared.reading_of(line.indicator, value.actual)
    value.save()


@transaction.atomic
def self_evaluation_return(*, actor: User, evaluation: SelfEvaluation, reason: str) -> SelfEvaluation:
    """Sends the form back with why; submitted again it comes straight back to this reviewer."""
    approval.form_return(actor=actor, form=evaluation, kind=KIND, reason=reason)
    return evaluation


@transaction.atomic
def self_evaluation_pass(*, actor: User, evaluation: SelfEvaluation, comment: str = "") -> SelfEvaluation:
    """The reviewer agrees; at the end of the flow the card is kept."""
    approval.form_pass(actor=actor, form=evaluation, comment=comment)
    return evaluation


def _approved(evaluation: SelfEvaluation, actor: User | None) -> None:
    """In the transaction of the last agreement: the card is kept with the scheme's digest, and the office is told."""
    card = scoring.recompute(evaluation)
    evaluation.card, evaluation.scheme_digest = card, card["digest"]
    evaluation.total, evaluation.grade = card["total"], card["grade"]
    if evaluation.submitted_by is not None:
        inbox.notice_send(
            users=[evaluation.submitted_by],
            source=f"{KIND}:{evaluation.pk}",
            category=KIND,
            title=f"自评已批准：{evaluation}，{evaluation.total} 分{evaluation.grade}",
            url=evaluation.get_absolute_url(),
            target=evaluation,
        )


@transaction.atomic
def self_evaluation_delete(*, actor: User, evaluation: SelfEvaluation, opened_version: int) -> None:
    """Throws away a draft that was never submitted."""
    check_open(actor, evaluation)
    if evaluation.submitted_at is not None:
        raise Invalid(Problem("已经提交过的自评不能删除", remedy="改好后重新提交"))
    bump(evaluation, opened_version)
    audit.record(actor=actor, action="self.delete", target=evaluation)
    evaluation.delete()
