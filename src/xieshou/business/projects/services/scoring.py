"""The criteria of a review, reading what an expert gives, and adding it up exactly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xieshou.business.projects.models import Review, ReviewScore
from xieshou.business.projects.rule_kinds import REVIEW
from xieshou.business.rules.api import InForce, kept
from xieshou.kernel.exact import Exact, NotExactError, total
from xieshou.lib.problems import Problem
from xieshou.platform.exchange.api import cells

MOST_PLACES = 1


@dataclass(frozen=True)
class Criterion:
    """One criterion: its points, and what it asks."""

    code: str
    name: str
    points: int
    asks: str


@dataclass(frozen=True)
class Rules:
    """How reviews are held."""

    least_experts: int
    advised_experts: int
    least_publicity_days: int
    criteria: tuple[Criterion, ...]


def rules_of(found: InForce) -> Rules:
    """How reviews are held by a version."""
    criteria = tuple(Criterion(**one) for one in found.values["criteria"])
    numbers = {name: found.values[name] for name in ("least_experts", "advised_experts", "least_publicity_days")}
    return Rules(**numbers, criteria=criteria)


def rules_for(review: Review) -> Rules:
    """How a round is held: by the version it was opened with."""
    return rules_of(kept(REVIEW, review.rule))


def review_criteria(review: Review) -> tuple[Criterion, ...]:
    """The criteria of a round."""
    return rules_for(review).criteria


@dataclass(frozen=True)
class Given:
    """What an expert gives for one criterion: an exact decimal as text, and words."""

    score: str
    words: str = ""


def read(given: Mapping[str, Given], rules: Rules) -> tuple[dict[str, Given], list[Problem]]:
    """The scores as they are kept, and everything that is wrong with them."""
    known = {criterion.code for criterion in rules.criteria}
    problems = [Problem(f"没有“{code}”这一项", "评分") for code in given if code not in known]
    kept = {}
    for criterion in rules.criteria:
        one = given.get(criterion.code, Given(""))
        text = cells.plain(one.score).removesuffix("分").strip()
        problem = _problem(criterion, text)
        if problem is not None:
            problems.append(problem)
        elif len(one.words.strip()) > 500:
            problems.append(Problem(f"意见有 {len(one.words.strip())} 字，太长", criterion.name, "不超过 500 字"))
        else:
            kept[criterion.code] = Given(Exact.read(text).text(), one.words.strip())
    return kept, problems


def _problem(criterion: Criterion, text: str) -> Problem | None:
    allowed = f"0 到 {criterion.points} 的数，最多 {MOST_PLACES} 位小数"
    if not text:
        return Problem("没有打分", criterion.name, allowed, "确实一分不给的填 0")
    try:
        score = Exact.read(text)
    except NotExactError:
        return Problem(f"“{text}”不是数", criterion.name, allowed)
    if not Exact(0) <= score <= Exact(criterion.points) or score.rounded(MOST_PLACES) != score:
        return Problem(f"{text} 超出范围", criterion.name, allowed)
    return None


@dataclass(frozen=True)
class Figure:
    """Of several scores: how many, their mean, and how far the highest is from the lowest. None: nobody scored yet."""

    count: int
    mean: Exact | None
    spread: Exact | None

    @property
    def mean_text(self) -> str:
        return self.mean.rounded(2).text(2) if self.mean is not None else "—"

    @property
    def spread_text(self) -> str:
        return self.spread.text(MOST_PLACES) if self.spread is not None else "—"


def figure_of(scores: Sequence[Exact]) -> Figure:
    """Mean and spread, exact."""
    if not scores:
        return Figure(0, None, None)
    ordered = sorted(scores)
    return Figure(len(scores), total(ordered) / Exact(len(ordered)), ordered[-1] - ordered[0])


@dataclass(frozen=True)
class CriterionResult:
    """One criterion over all experts."""

    criterion: Criterion
    figure: Figure
    scores: tuple[ReviewScore, ...]


@dataclass(frozen=True)
class Result:
    """A round added up: each criterion, and the experts' totals."""

    lines: tuple[CriterionResult, ...]
    total: Figure
    totals: Mapping[int, Exact]


def result_of(scores: Iterable[ReviewScore], rules: Rules) -> Result:
    """A round's scores added up: only those that were submitted are stored."""
    stored = list(scores)
    lines = []
    for criterion in rules.criteria:
        mine = tuple(one for one in stored if one.criterion == criterion.code)
        lines.append(CriterionResult(criterion, figure_of([Exact.read(one.score) for one in mine]), mine))
    experts = dict.fromkeys(one.expert_id for one in stored)
    totals = {pk: total([Exact.read(one.score) for one in stored if one.expert_id == pk]) for pk in experts}
    return Result(tuple(lines), figure_of(list(totals.values())), totals)
