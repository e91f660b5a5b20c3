"""A self-evaluation as typed: what is wrong with it, what it changes, how it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from xieshou.business.evaluation.models import ActualValue, Reach, SelfEvaluation
from xieshou.business.evaluation.services import prepared, scoring, self_checks
from xieshou.business.evaluation.services.fill_in import longest, plain
from xieshou.business.evaluation.services.scoring import Line
from xieshou.lib.problems import Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.schemes import load_scheme


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


def value_problems(actor: User, evaluation: SelfEvaluation, lines: Mapping[str, Line], typed: Typed) -> list[Problem]:
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


def text_problems(evaluation: SelfEvaluation, typed: Typed) -> list[Problem]:
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
            found.append(Problem("太长", fact_words(scheme, name), "值 60 字、说明 500 字以内", "请缩短"))
    for code, note in typed.notes.items():
        if scheme.item(code) is None or len(note) > 500:
            found.append(Problem("没有这一项，或说明太长", f"项目 {code}", "500 字以内"))
    return found


def fact_words(scheme: Any, name: str) -> str:
    fact = scheme.facts.get(name)
    return fact.words.zh if fact is not None else name


def changes_typed(evaluation: SelfEvaluation, lines: Mapping[str, Line], typed: Typed) -> list[audit.Change]:
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
            told.append((f"{fact_words(scheme, name)} · {label}", before.get(key, ""), held.get(key, "").strip()))
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


def fill(line: Line, entry: ValueEntry) -> None:
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


def write_texts(evaluation: SelfEvaluation, typed: Typed) -> None:
    for name in self_checks.TEXT_LABELS:
        text = getattr(typed, name)
        if text is not None:
            setattr(evaluation, name, text.strip())
    for name, held in typed.facts.items():
        kept = {key: held.get(key, "").strip() for key in ("value", "note")}
        evaluation.facts[name] = kept
    for code, note in typed.notes.items():
        evaluation.items[code] = {**evaluation.items.get(code, {}), "note": note.strip()}
