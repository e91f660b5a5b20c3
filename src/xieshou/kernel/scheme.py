"""A scoring scheme: a tree of items with points and rules, as an authority set it for certain years."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xieshou.kernel.evaluation import EvaluationKind
from xieshou.kernel.exact import Exact
from xieshou.kernel.rules.base import FactDeclaration, Rule
from xieshou.kernel.rules.target import Excess
from xieshou.kernel.wording import Words


class OfficialText(StrEnum):
    """How the scheme's text is known."""

    AT_HAND = "at-hand"  # checked against the official text
    AS_PUBLISHED = "as-published"  # taken from an office's published document that reproduces it
    NOT_AT_HAND = "not-at-hand"  # known from documents that quote or apply it


class MissingTreatment(StrEnum):
    """What an indicator without a value or evidence gets."""

    ZERO = "zero"


class NotApplicable(StrEnum):
    """What happens to the points of an indicator that does not apply."""

    ZERO = "zero"  # it carries no points in the form (分值 0)
    RESCALE = "rescale"  # Σ scores ÷ Σ applicable points × 100


class Qualitative(StrEnum):
    """How a qualitative indicator of the office's own is scored by rule."""

    STATED = (
        "stated"  # the goal's own words or a plain statement of achievement: full points; otherwise a level is needed
    )


class Aggregate(StrEnum):
    """How the indicators of several units are put together before they are scored (Hubei)."""

    NONE = "none"
    BEFORE_SCORING = "before-scoring"  # absolute values add, ratios are weighted by funds


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade from so many points (inclusive) upwards."""

    words: Words
    lowest: Exact


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """An item that the evaluation fills with its own indicators, by first-level name; their points sum to the item's."""

    level1: tuple[str, ...]
    in_proportion: bool = True
    excess: tuple[Excess, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item: a branch (items), a leaf with a rule, or a leaf filled with the evaluation's own indicators."""

    code: str
    words: Words
    points: Exact
    line: int
    rule: Rule | None = None
    items: "tuple[Item, ...]" = ()
    indicators: IndicatorGroup | None = None
    explanation: str = ""
    criteria: str = ""  # the standard as printed, in Chinese, where it is not the rule's words
    may_not_apply: bool = False
    source: str = ""

    def walk(self) -> "Iterator[Item]":
        """This item and everything under it, top down."""
        yield self
        for item in self.items:
            yield from item.walk()


@dataclass(frozen=True, slots=True)
class ExpectedCase:
    """A worked case of a scheme: facts and indicators in, scores out."""

    name: str
    line: int
    facts: Mapping[str, str]
    indicators: tuple[Mapping[str, str], ...]
    scores: Mapping[str, str]
    total: str | None
    grade: str | None
    not_applicable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme as loaded. `places` is the decimals a score is rounded to, half-up, once per item."""

    id: str
    words: Words
    authority: str
    kind: EvaluationKind
    first_year: int
    last_year: int | None
    source: str
    official: OfficialText
    official_note: Words
    points: Exact
    places: int
    grades: tuple[Grade, ...]
    items: tuple[Item, ...]
    facts: Mapping[str, FactDeclaration] = field(default_factory=dict)
    not_applicable: NotApplicable = NotApplicable.ZERO
    aggregate: Aggregate = Aggregate.NONE
    cases: tuple[ExpectedCase, ...] = ()
    digest: str = ""

    def leaves(self) -> tuple[Item, ...]:
        """Items that are scored, in order."""
        return tuple(item for top in self.items for item in top.walk() if not item.items)

    def ruled(self) -> tuple[Item, ...]:
        """Leaves scored by a rule over named facts."""
        return tuple(item for item in self.leaves() if item.rule is not None)

    def groups(self) -> tuple[Item, ...]:
        """Leaves filled with the evaluation's own indicators."""
        return tuple(item for item in self.leaves() if item.indicators is not None)

    def item(self, code: str) -> Item | None:
        """An item by its code."""
        return next((item for top in self.items for item in top.walk() if item.code == code), None)

    def grade_of(self, total: Exact) -> Grade | None:
        """The grade of a total; None when the scheme has no grades."""
        return next((grade for grade in self.grades if total >= grade.lowest), None)

    def valid_in(self, year: int) -> bool:
        """Whether the scheme applies to a year."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def names(self) -> Mapping[str, Words]:
        """The names of the facts in both languages."""
        return {name: fact.words for name, fact in self.facts.items()}
