"""A scored evaluation: every item with its facts, rule, arithmetic and scores, the sums per level, the total and the grade."""

from dataclasses import dataclass

from xieshou.kernel.exact import Exact
from xieshou.kernel.expr import Outcome
from xieshou.kernel.wording import Words


@dataclass(frozen=True, slots=True)
class FactUse:
    """A fact as used: its name, its value as published, the line it stands on, a remark."""

    name: str
    words: Words
    text: str
    line: int | None = None
    note: str = ""
    is_inferred: bool = False  # concluded from the published score, not printed as a fact


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """One item's three scores. `by_rule` is None when the rule cannot say (a judgement that was not published)."""

    code: str
    words: Words
    points: Exact
    by_rule: Exact | None
    awarded: Exact
    published: Exact | None
    outcome: Outcome
    rule: Words
    facts: tuple[FactUse, ...] = ()
    arithmetic: tuple[Words, ...] = ()
    reason: str | None = None  # the office's stated reason for a difference
    hint: Words | None = None  # what would explain a difference
    target: str | None = None
    actual: str | None = None
    line: int | None = None
    path: tuple[Words, ...] = ()  # names of the levels above, from the top
    leaf: str = ""  # the scheme's leaf it belongs to: itself, or the group an own indicator stands in

    @property
    def adjustment(self) -> Exact | None:
        """Awarded less rule score; None when the rule cannot say."""
        return None if self.by_rule is None else self.awarded - self.by_rule

    @property
    def differs(self) -> bool:
        """Whether the office awarded something else than the rule gives."""
        return self.by_rule is not None and self.by_rule != self.awarded


@dataclass(frozen=True, slots=True)
class LevelSum:
    """The sum of one branch of the scheme."""

    code: str
    words: Words
    points: Exact
    by_rule: Exact
    awarded: Exact
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One evaluation scored under one scheme (named with the hash of its text)."""

    evaluation: str
    name: str
    scheme: str
    scheme_words: Words
    digest: str
    official_note: Words
    source: str
    items: tuple[ScoredItem, ...]
    levels: tuple[LevelSum, ...]
    points: Exact
    published: Exact
    published_grade: str | None
    computed: Exact
    by_rule: Exact
    grade: Words | None
    by_rule_grade: Words | None
    notes: tuple[Words, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the total recomputed from the awarded scores is the published one."""
        return self.computed == self.published

    @property
    def differences(self) -> tuple[ScoredItem, ...]:
        """Items that the office awarded otherwise than the rule gives."""
        return tuple(item for item in self.items if item.differs)

    def item(self, code: str) -> ScoredItem | None:
        """An item by its code."""
        return next((item for item in self.items if item.code == code), None)
