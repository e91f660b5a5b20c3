"""What has changed since a self-evaluation was approved: shown beside the kept card, which nothing alters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xieshou.business.evaluation.kernel_bridge import yuan
from xieshou.business.evaluation.models import FormState, SelfEvaluation
from xieshou.business.evaluation.services import forms_funds, scoring
from xieshou.business.metrics import api as metrics
from xieshou.lib.problems import Invalid


@dataclass(frozen=True, slots=True)
class CardChange:
    """What recomputing gives otherwise than the card that was approved."""

    what: str
    kept: str
    now: str


def card_changes(kept: Mapping[str, Any], now: Mapping[str, Any]) -> list[CardChange]:
    """Every difference between an approved card and the same computed now."""
    names = (("digest", "评价方案的内容"), ("total", "总分"), ("grade", "等级"))
    found = [CardChange(words, kept[name], now[name]) for name, words in names if kept[name] != now[name]]
    after = {item["code"]: item for item in now["items"]}
    shown = (("actual", "实际完成值"), ("by_rule", "按规则得分"), ("awarded", "评定得分"), ("evidence", "佐证份数"))
    for item in kept["items"]:
        other = after.pop(item["code"], None)
        for name, words in shown:
            before, later = item[name], other[name] if other is not None else None
            if before != later:
                found.append(CardChange(f"{item['words']} · {words}", _text(before), _text(later)))
    return found + [CardChange(item["words"], "—", item["awarded"]) for item in after.values()]


def _text(value: object) -> str:
    return "—" if value is None or value == "" else str(value)


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed since a form was approved: the card, the money, the records behind frozen figures."""

    card: tuple[CardChange, ...]
    funds: tuple[CardChange, ...]
    figures: tuple[tuple[scoring.Line, metrics.Drift], ...]

    def __bool__(self) -> bool:
        return bool(self.card or self.funds or self.figures)


def changed_since(evaluation: SelfEvaluation) -> Since:
    """The differences between what was frozen and what the records say today. Nothing frozen is altered."""
    if evaluation.state != FormState.APPROVED or evaluation.card is None:
        return Since((), (), ())
    lines = scoring.lines_of(evaluation)
    try:
        now = scoring.card_json(scoring.card_of(evaluation, lines), lines)
        changes = tuple(card_changes(evaluation.card, now))
    except Invalid as error:
        changes = (CardChange("按现在的方案不能计分", evaluation.total, str(error.problems[0])),)
    drifts = [(one, metrics.drift(one.value.figure)) for one in lines if one.value.figure is not None]
    return Since(changes, tuple(_fund_changes(evaluation)), tuple(pair for pair in drifts if pair[1].is_changed))


def _fund_changes(evaluation: SelfEvaluation) -> Iterable[CardChange]:
    now = {row["row"]: row for row in forms_funds.fund_rows(evaluation.goals, date(evaluation.year, 12, 31))}
    names = (("initial_fen", "年初预算数"), ("budget_fen", "全年预算数"), ("executed_fen", "全年执行数"))
    labels = {one.value: label for one, label in forms_funds.FUND_LABELS.items()}
    for row in evaluation.funds:
        other = now.get(row["row"], {})
        for name, words in names:
            if row.get(name) != other.get(name):
                before, later = yuan(row.get(name)), yuan(other.get(name))
                yield CardChange(f"{labels[row['row']]} · {words}（元）", _text(before), _text(later))
