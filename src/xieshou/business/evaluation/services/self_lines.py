"""What a self-evaluation says: its indicators with their values, its facts, its money, and which of them rest on evidence.

A value or a fact that was entered (not taken from a metric or the registered money) needs evidence; a judgement needs its
reason instead.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from xieshou.business.evaluation.entries import stored
from xieshou.business.evaluation.models import ActualValue, GoalIndicator, GoalSet, Reach, SelfEvaluation
from xieshou.business.evaluation.services import forms_funds
from xieshou.business.evaluation.services.judged import judged_facts
from xieshou.business.metrics import api as metrics
from xieshou.business.metrics.selectors import link
from xieshou.kernel.exact import ZERO, Exact, NotExactError
from xieshou.kernel.scheme import Scheme
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Citation
from xieshou.schemes import load_scheme

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
FIGURE_PLACES = 4  # an endless ratio goes into the form at so many decimals, half-up


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator with what is known of it: its value as shown, whether it is measured by a metric, its evidence.

    `figure` is the live figure while the form is open; a frozen value leads to its snapshot instead (`figure_url`).
    """

    indicator: GoalIndicator
    value: ActualValue
    actual: str
    proofs: int
    is_measured: bool = False
    figure: metrics.Figure | None = None
    figure_url: str = ""
    figure_problem: str = ""

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def counts(self) -> bool:
        """Whether it has points: a row that only says 无 in the official form has none, and nothing to prove."""
        return has_points(self.indicator.points)

    @property
    def needs_evidence(self) -> bool:
        """Whether a value was entered, so that it counts with evidence only."""
        return bool(self.actual) and not self.is_measured and self.counts

    @property
    def lacks_evidence(self) -> bool:
        return self.needs_evidence and not self.proofs

    @property
    def is_proved(self) -> bool:
        """Whether there is a value with its source: a metric's records, or evidence."""
        return bool(self.actual) and not self.lacks_evidence


# --- indicators ---


def has_points(text: str) -> bool:
    """Whether points as typed are a number above zero."""
    try:
        return Exact.read(text) > ZERO
    except NotExactError:
        return False


def reach_problems(
    actor: User | None, goals: GoalSet, indicator: GoalIndicator, reach: str, until: date
) -> list[Problem]:
    """Whether a person may take an indicator's metric over a reach: a figure never tells more than its records would."""
    if actor is None or indicator.metric is None:
        return []
    version = metrics.version_on(indicator.metric, until)
    if metrics.may_see(actor, version, scope_for(goals, reach, date(goals.year, 1, 1), until)):
        return []
    return [Problem("比您可查看的范围大", f"{indicator.name} · 取数范围", "本单位、本地区或本项目")]


def scope_for(goals: GoalSet, reach: str, starts_on: date, ends_on: date) -> metrics.Scope:
    """What a metric is taken over for an indicator of these goals."""
    scope = metrics.Scope(starts_on, ends_on)
    if reach == Reach.PROJECT and goals.project_id is not None:
        return metrics.Scope(starts_on, ends_on, project=goals.project_id)
    owner = goals.owner_path if reach in {Reach.SUBJECT, Reach.OWNER, Reach.PROJECT} else ""
    has_place = reach == Reach.PLACE or (reach == Reach.SUBJECT and goals.project_id is not None)
    place = goals.place_path if has_place else ""
    return metrics.Scope(scope.starts_on, scope.ends_on, owner_path=owner, place_path=place)


def figure_text(figure: metrics.Figure) -> str:
    """A figure as the value of an indicator, with its unit; empty where nothing was counted from."""
    if figure.value is None:
        return ""
    number = figure.value.text() if figure.value.places() is not None else figure.value.text(FIGURE_PLACES)
    return f"{number}{figure.version.unit}"


def lines_of(evaluation: SelfEvaluation, indicators: Sequence[GoalIndicator] | None = None) -> list[Line]:
    """The indicators in order. While the form is open a measured value is taken anew, afterwards it is what was frozen."""
    rows = stored(evaluation.goals) if indicators is None else list(indicators)
    values = {one.indicator_id: one for one in evaluation.values.select_related("figure__metric_version")}
    counts = proofs_of(values.values())
    return [_line(evaluation, one, values[one.pk], counts[values[one.pk].pk]) for one in rows if one.pk in values]


def proofs_of(values: Iterable[ActualValue]) -> Counter[int]:
    """How many citations each value rests on; one query."""
    kind = ContentType.objects.get_for_model(ActualValue)
    keys = [one.pk for one in values]
    return Counter(Citation.objects.filter(content_type=kind, object_id__in=keys).values_list("object_id", flat=True))


def _line(evaluation: SelfEvaluation, indicator: GoalIndicator, value: ActualValue, proofs: int) -> Line:
    value.evaluation, value.indicator = evaluation, indicator
    if indicator.metric is None or value.is_entered:
        return Line(indicator, value, value.actual, proofs)
    if value.figure is not None and not evaluation.is_editable:
        return Line(indicator, value, value.actual, proofs, True, figure_url=value.figure.get_absolute_url())
    year = evaluation.year
    scope = scope_for(evaluation.goals, value.reach, date(year, 1, 1), date(year, 12, 31))
    try:
        found = metrics.figure_of(indicator.metric, scope)
    except Invalid as error:
        return Line(indicator, value, "", proofs, True, figure_problem=str(error.problems[0]))
    return Line(indicator, value, figure_text(found), proofs, True, found, link(found))


# --- money ---


def funds_now(evaluation: SelfEvaluation) -> list[dict[str, Any]]:
    """The money at the year's end: as registered while the form is open, as frozen afterwards."""
    if evaluation.is_editable:
        return forms_funds.fund_rows(evaluation.goals, date(evaluation.year, 12, 31))
    return list(evaluation.funds)


# --- facts ---


@dataclass(frozen=True, slots=True)
class FactLine:
    """One named fact of the scheme: what was entered, what the system knows of it, the remark, its evidence.

    `entered` is empty where it says the same as what is known. `is_judged`: it stands for a judgement.
    """

    name: str
    words: str
    unit: str
    entered: str
    known: str
    note: str
    proofs: int = 0
    is_judged: bool = False

    @property
    def value(self) -> str:
        """The value as stated: the entered one, else what the system knows."""
        return self.entered or self.known

    @property
    def is_known(self) -> bool:
        return not self.entered and bool(self.known)

    @property
    def lacks_evidence(self) -> bool:
        """Whether it was entered and nothing proves it, so that it counts as not provided."""
        return self.entered not in {"", forms_funds.MISSING} and not self.is_judged and not self.proofs


_FROM_FUNDS = frozenset({"initial", "budget", "executed"})


def fact_lines(evaluation: SelfEvaluation, scheme: Scheme | None = None) -> list[FactLine]:
    """The facts that the scheme asks for, in its order, without those of the fund block."""
    scheme = scheme or load_scheme(evaluation.scheme_used)
    names = [name for name in scheme.facts if name not in _FROM_FUNDS]
    if not names:
        return []
    known = forms_funds.known_facts(evaluation.goals, scheme) if evaluation.is_editable else {}
    proofs, judged = fact_proofs(evaluation, scheme), judged_facts(scheme)
    found = []
    for name in names:
        held = evaluation.facts.get(name, {})
        entered, told = _said(held, known.get(name, ""), is_open=evaluation.is_editable)
        words, note = scheme.facts[name], str(held.get("note") or "")
        found.append(
            FactLine(name, words.words.zh, words.unit, entered, told, note, proofs[name], is_judged=name in judged)
        )
    return found


def _said(held: dict[str, str], known: str, *, is_open: bool) -> tuple[str, str]:
    """What was entered, and what the system knows; a frozen form keeps what it knew as taken from the funds."""
    value = str(held.get("value") or "")
    is_taken = held.get("from") == "funds"
    told = known if is_open else (value if is_taken else "")
    return ("" if is_taken or is_same_amount(value, told) else value), told


def is_same_amount(text: str, other: str) -> bool:
    """Whether two texts say the same: `200 万元` and `200.00万元`. Blanks and the commas of thousands change nothing."""
    return _amount(text) == _amount(other)


def _amount(text: str) -> tuple[str, str]:
    """Number without idle zeros, and unit; a text without a number stands for itself."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "")
    number = _NUMBER.match(plain)
    return (Exact.read(number[0]).text(), plain[number.end() :]) if number is not None else ("", plain)


def fact_proofs(record: Model, scheme: Scheme) -> Counter[str]:
    """How many citations on a form each fact rests on: what a citation proves begins with the fact's words; one query."""
    kind = ContentType.objects.get_for_model(record)
    cited = list(Citation.objects.filter(content_type=kind, object_id=record.pk).values_list("proves", flat=True))

    def count(words: str) -> int:
        return sum(told == words or told.startswith(f"{words}：") for told in cited)

    return Counter({name: count(fact.words.zh) for name, fact in scheme.facts.items()})
