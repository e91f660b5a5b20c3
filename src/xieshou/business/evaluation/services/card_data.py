"""A scorecard as plain data, as it is kept with a form and shown on every page: one shape for every evaluation."""

from collections.abc import Sequence
from typing import Any

from xieshou.business.evaluation.services.self_lines import Line
from xieshou.kernel.scorecard import LevelSum, Scorecard, ScoredItem


def card_json(card: Scorecard, lines: Sequence[Line] = ()) -> dict[str, Any]:
    """The card with exact texts and the scheme by its digest.

    `lines`: the indicators of a self-evaluation, which tell how much evidence each value rests on; other items have none.
    """
    by_code = {one.code: one for one in lines}
    return {
        "scheme": card.scheme,
        "scheme_words": card.scheme_words.zh,
        "digest": card.digest,
        "points": card.points.text(),
        "total": card.computed.text(),
        "by_rule": card.by_rule.text(),
        "grade": card.grade.zh if card.grade is not None else "",
        "items": [_item(one, by_code.get(one.code)) for one in card.items],
        "levels": [_level(one) for one in card.levels],
        "notes": [note.zh for note in card.notes],
    }


def _item(item: ScoredItem, line: Line | None) -> dict[str, Any]:
    return {
        "code": item.code,
        "words": item.words.zh,
        "path": [words.zh for words in item.path],
        "leaf": item.leaf,
        "points": item.points.text(),
        "by_rule": item.by_rule.text() if item.by_rule is not None else None,
        "awarded": item.awarded.text(),
        "outcome": item.outcome.value,
        "rule": item.rule.zh,
        "arithmetic": [words.zh for words in item.arithmetic],
        "reason": item.reason or "",
        "target": item.target or "",
        "actual": (line.actual if line is not None else item.actual) or "",
        "evidence": line.proofs if line is not None else None,
        "facts": [{"name": one.name, "words": one.words.zh, "text": one.text} for one in item.facts],
    }


def _level(level: LevelSum) -> dict[str, Any]:
    return {
        "code": level.code,
        "words": level.words.zh,
        "points": level.points.text(),
        "by_rule": level.by_rule.text(),
        "awarded": level.awarded.text(),
        "depth": level.depth,
    }
