"""A scorecard laid out for print: each scored item with the names and points of the levels above it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xieshou.kernel.exact import Exact
from xieshou.kernel.scheme import Item, Scheme
from xieshou.kernel.scorecard import Scorecard, ScoredItem

_NUMBERED = re.compile(r"；(?=（\d+）|\d+\. )")


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One scored item. `group` is the second-level item it stands under, None when the scheme has none there."""

    top: Item
    group: Item | None
    item: Item
    scored: ScoredItem

    @property
    def group_code(self) -> str:
        """What its lines are told apart by on the second level."""
        return self.group.code if self.group else self.item.code

    @property
    def standard(self) -> str:
        """The scheme's criteria, else the rule in words, each numbered part on a line of its own."""
        return self.item.criteria or _NUMBERED.sub("；\n", self.scored.rule.zh)


def score_lines(scheme: Scheme, card: Scorecard) -> tuple[ScoreLine, ...]:
    """Every item of the scheme that the scorecard scores, in order."""
    return tuple(_lines(scheme, card))


def _lines(scheme: Scheme, card: Scorecard) -> Iterator[ScoreLine]:
    for top in scheme.items:
        for below in top.items or (top,):
            for item in (leaf for leaf in below.walk() if not leaf.items):
                scored = card.item(item.code)
                if scored is not None:
                    yield ScoreLine(top, below if below.items else None, item, scored)


def points_text(points: Exact) -> str:
    """`（20 分）`."""
    return f"（{points.text()} 分）"


def grade_text(card: Scorecard) -> str:
    """The published grade, else the one the total falls in; empty when the scheme has no grades."""
    return card.published_grade or (card.grade.zh if card.grade else "")


def grade_bands(scheme: Scheme) -> str:
    """`90（含）-100 分为优、80（含）-90 分为良、…、60 分以下为差。`; empty without grades."""
    upper, parts = scheme.points, []
    for grade in scheme.grades:
        low = f"{upper.text()} 分以下" if not grade.lowest else f"{grade.lowest.text()}（含）-{upper.text()} 分"
        parts.append(f"{low}为{grade.words.zh}")
        upper = grade.lowest
    return "、".join(parts) + "。" if parts else ""
