"""What the pages of an evaluation show."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from xieshou.business.evaluation.models import Appraisal, AppraisalScore, ExpertScore, OfYear
from xieshou.business.evaluation.services import appraisal_card, prefilling
from xieshou.business.evaluation.services.appraisal_card import FactLine
from xieshou.business.evaluation.services.expert_scoring import are_open, scores_seen_by
from xieshou.business.evaluation.services.judged import judged_items
from xieshou.business.evaluation.services.self_lines import is_same_amount
from xieshou.kernel.exact import Exact
from xieshou.kernel.scorecard import Scorecard, ScoredItem
from xieshou.platform.accounts.api import User
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

    @property
    def is_bare(self) -> bool:
        """Whether a fact of it has nothing behind it."""
        return any(one.is_bare for one in self.facts)


@dataclass(frozen=True, slots=True)
class Known:
    """What is registered of a fact that was entered by hand, and whether it says the same."""

    value: str
    is_same: bool


def known_otherwise(appraisal: Appraisal) -> dict[str, Known]:
    """Facts entered by hand of which the registered money tells as well: nobody has to guess where a figure can be seen."""
    found = {}
    for name, held in prefilling.known_facts(appraisal).items():
        entered = appraisal.facts.get(name, {})
        if held["from"] == prefilling.FROM_FUNDS and entered.get("value") and not entered.get("from"):
            found[name] = Known(held["value"], is_same_amount(entered["value"], held["value"]))
    return found


def money_url(record: OfYear, year: int) -> str:
    """Where the money behind its figures is: the project's, or the four figures of the department's year."""
    if record.project_id is not None:
        return reverse("funds:project", args=[record.project_id])
    return f"{reverse('funds:figures')}?{urlencode({'year': year, 'owner': f'编号 {record.owner_id}'})}"


def score_rows(appraisal: Appraisal, card: Scorecard) -> list[ScoreRow]:
    """The items in the order of the scheme."""
    scheme, scores = load_scheme(appraisal.scheme), appraisal_card.scores_of(appraisal)
    facts = {item.code: tuple(lines) for item, lines in appraisal_card.facts_by_item(appraisal, scheme)}
    judged = {item.code for item in judged_items(scheme)}
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


def given_scores(user: User, appraisal: Appraisal) -> list[tuple[str, list[ExpertScore]]]:
    """What the experts gave each judged item, as far as the person may see it: nothing before all have submitted."""
    seen = scores_seen_by(user, appraisal) if are_open(appraisal) else []
    items = judged_items(load_scheme(appraisal.scheme))
    found = [(f"{item.code} {item.words.zh}", [one for one in seen if one.item == item.code]) for item in items]
    return [(words, given) for words, given in found if given]


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
