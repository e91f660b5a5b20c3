"""What the pages of an evaluation show."""

from dataclasses import dataclass
from typing import Any

from xieshou.business.evaluation.models import Appraisal, AppraisalScore
from xieshou.business.evaluation.services import appraisal_card
from xieshou.business.evaluation.services.appraisal_card import FactLine
from xieshou.kernel.exact import Exact
from xieshou.kernel.scorecard import Scorecard, ScoredItem
from xieshou.schemes import load_scheme


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One item with its scores: by rule, as the experts' came together, as awarded. Missing is empty, never zero."""

    code: str
    top: str
    group: str
    words: str
    points: str
    by_rule: str
    aggregated: str
    arithmetic: tuple[str, ...]
    awarded: str
    reason: str
    rule: str
    facts: tuple[FactLine, ...]
    is_judged: bool
    is_changed: bool


def score_rows(appraisal: Appraisal, card: Scorecard) -> list[ScoreRow]:
    """The items in the order of the scheme."""
    scheme, scores = load_scheme(appraisal.scheme), appraisal_card.scores_of(appraisal)
    facts = {item.code: tuple(lines) for item, lines in appraisal_card.facts_by_item(appraisal, scheme)}
    judged = {item.code for item in appraisal_card.judged_items(scheme)}
    return [
        _row(one, scores.get(one.code), facts.get(one.code, ()), is_judged=one.code in judged) for one in card.items
    ]


def _row(one: ScoredItem, held: AppraisalScore | None, facts: tuple[FactLine, ...], *, is_judged: bool) -> ScoreRow:
    waits = is_judged and held is None
    path = [words.zh for words in one.path]
    by_rule = "" if is_judged or one.by_rule is None else one.by_rule.text()
    told = (held.arithmetic,) if held is not None and held.arithmetic else tuple(line.zh for line in one.arithmetic)
    return ScoreRow(
        one.code,
        path[0] if path else one.words.zh,
        path[1] if len(path) > 1 else "",
        one.words.zh,
        one.points.text(),
        by_rule,
        held.aggregated if held is not None else "",
        () if waits else told,
        "" if waits else one.awarded.text(),
        one.reason or "",
        one.rule.zh,
        facts,
        is_judged,
        held is not None and bool(held.awarded),
    )


def totals(card: Scorecard) -> dict[str, Any]:
    """Total, grade and first-level sums."""
    tops = [level for level in card.levels if level.depth == 0]
    return {
        "total": card.computed.text(),
        "by_rule": card.by_rule.text(),
        "points": card.points.text(),
        "grade": card.grade.zh if card.grade is not None else "",
        "levels": [(one.words.zh, one.awarded.text(), one.points.text()) for one in tops],
        "is_full": card.computed == Exact.read(card.points.text()),
    }
