"""The indicator check and the plausibility of targets, over a form as it is typed or stored; what the office lets stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from xieshou.business.evaluation import selectors
from xieshou.business.evaluation.entries import LABELS, Row, row_of, rows_of, with_names
from xieshou.business.evaluation.history import Bases, Basis, Past
from xieshou.business.evaluation.kernel_bridge import kernel_indicator
from xieshou.business.evaluation.models import FormState, GoalIndicator, GoalSet, Waiver
from xieshou.business.evaluation.rule_kinds import lint_limits, margins_of, rule_of_goals
from xieshou.business.evaluation.services.approval import check_editable
from xieshou.business.evaluation.services.indicators import Share, share_of, units_of
from xieshou.business.funds.api import ProjectBudget
from xieshou.business.rules.api import InForce
from xieshou.kernel.exact import ZERO, Exact, total
from xieshou.kernel.goals import (
    CATALOGUE,
    GoalFinding,
    GoalSheet,
    Margins,
    PastValue,
    PeerValue,
    Place,
    Severity,
    SheetKind,
    lint,
    plausibility,
)
from xieshou.kernel.wording import Words
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.schemes import load_scheme

SHARE_CODE = "L-SHARE"
SEVERITY_WORDS = {
    Severity.BLOCK: gettext_lazy("拦截"),
    Severity.WARN: gettext_lazy("提醒"),
    Severity.HINT: gettext_lazy("提示"),
}
_OWN_MUST_SAY = frozenset({"G-NO-DEFINITION", "G-NO-OWNER"})
_MOST_OTHERS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as a page shows it. `number` is the row's place in the form from 1, 0 for the whole form."""

    code: str
    severity: Severity
    indicator: str
    number: int
    place: str
    title: str
    what: str
    why: str
    remedy: str
    bases: tuple[Basis, ...] = ()
    waiver: Waiver | None = None

    @property
    def where(self) -> str:
        """The row and field it is about."""
        if not self.number:
            return _("整张表")
        return _("第 %(number)d 行“%(field)s”") % {"number": self.number, "field": self.field_label}

    @property
    def field_label(self) -> str:
        """The field's name; the target's for what is about the row as a whole."""
        return str(LABELS.get(self.place, LABELS["target"]))

    @property
    def severity_words(self) -> str:
        """How serious, in words."""
        return str(SEVERITY_WORDS[self.severity])

    @property
    def stops(self) -> bool:
        """Whether the form cannot be submitted with it."""
        return self.severity is Severity.BLOCK or (self.severity is Severity.WARN and self.waiver is None)


@dataclass(frozen=True, slots=True)
class GroupSum:
    """The points of one group of the scheme: what is there and what must be. `got` is None when one cannot be read."""

    words: str
    levels: tuple[str, ...]
    wanted: Exact
    got: Exact | None

    @property
    def is_right(self) -> bool:
        """Whether the points are what they must be."""
        return self.got == self.wanted


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything said about a form: findings, worst first, the sums of points, the share from the dictionary."""

    findings: tuple[Finding, ...]
    sums: tuple[GroupSum, ...]
    share: Share
    bases: dict[str, Bases]
    rule: InForce

    @property
    def stopping(self) -> tuple[Finding, ...]:
        """What keeps the form from being submitted."""
        return tuple(one for one in self.findings if one.stops)

    @property
    def points(self) -> str:
        """All points together, or a dash while one cannot be read."""
        parts = [one.got for one in self.sums]
        return "—" if None in parts else total([part for part in parts if part is not None]).text()

    def at(self, number: int, place: str) -> list[Finding]:
        """The findings at one field of one row."""
        return [one for one in self.findings if one.number == number and one.place == place]


def said(words: Words) -> str:
    """A kernel's words in the person's language."""
    return words.en if (get_language() or "").startswith("en") else words.zh


def check(goals: GoalSet, rows: Sequence[Row], user: User) -> Checked:
    """What is wrong or strange in these rows; each row has a code. Writes nothing."""
    rows = [row for row in rows if not row.is_blank]
    scheme = load_scheme(goals.scheme)
    sheet, rule = sheet_of(goals, rows), rule_of_goals(goals)
    past = Past(goals, rows, user)
    bases = {row.code: past.of(row) for row in rows}
    found = [_sterner(one, rows) for one in lint(sheet, scheme=scheme, limits=lint_limits(rule))]
    for indicator in sheet.real:
        found += _plausible(indicator, bases[indicator.code], goals.year, margins_of(rule))
    share = share_of(rows, rule.values["lowest_share"])
    shown = _shown(goals, found, rows, bases)
    if share.is_low:
        shown.append(_low_share(goals, share))
    order = {severity: number for number, severity in enumerate(Severity)}
    shown.sort(key=lambda one: (order[one.severity], one.number, one.code))
    return Checked(tuple(shown), sums_of(goals, rows), share, bases, rule)


def check_stored(goals: GoalSet, user: User) -> Checked:
    """The same over the form as it is stored."""
    return check(goals, rows_of(goals), user)


def _plausible(indicator: object, bases: Bases, year: int, margins: Margins) -> tuple[GoalFinding, ...]:
    history = [PastValue(one.year, one.value) for one in bases.years]
    peers = [PeerValue(one.label, one.value) for one in bases.peers]
    return plausibility(indicator, history, peers, year=year, margins=margins)  # type: ignore[arg-type]


def _sterner(finding: GoalFinding, rows: Sequence[Row]) -> GoalFinding:
    """An indicator of one's own must say what it means and who holds the data (JX03)."""
    own = {row.code for row in rows if not row.library}
    if finding.code in _OWN_MUST_SAY and finding.indicator in own:
        return replace(finding, severity=Severity.BLOCK)
    return finding


def _shown(goals: GoalSet, found: Sequence[GoalFinding], rows: Sequence[Row], bases: dict[str, Bases]) -> list[Finding]:
    numbers = {row.code: number for number, row in enumerate(rows, 1)}
    waivers = waivers_of(goals)
    return [
        Finding(
            code=one.code,
            severity=one.severity,
            indicator=one.indicator,
            number=numbers.get(one.indicator, 0),
            place=_field(one.place),
            title=said(CATALOGUE[one.code].title),
            what=said(one.what),
            why=said(one.why),
            remedy=said(one.remedy),
            bases=bases[one.indicator].every if one.code.startswith("P-") and one.indicator in bases else (),
            waiver=waivers.get((one.code, one.indicator)),
        )
        for one in found
    ]


def _field(place: Place) -> str:
    """The field of the form; the sign is written in the target, a wrong year is in name or target."""
    if place in {Place.SIGN, Place.YEAR}:
        return "target"
    return place.value if place.value in LABELS else ""


def _low_share(goals: GoalSet, share: Share) -> Finding:
    return Finding(
        code=SHARE_CODE,
        severity=Severity.WARN,
        indicator="",
        number=0,
        place="",
        title=_("选自指标库的太少"),
        what=_("选自指标库的 %(share)s，低于 %(lowest)d%%") % {"share": share, "lowest": share.lowest},
        why=_("自建指标各填各的口径，不能汇总、不能与往年和别处比较。"),
        remedy=_("从“选用指标”挑选；确需自建的说明理由。"),
        waiver=waivers_of(goals).get((SHARE_CODE, "")),
    )


def waivers_of(goals: GoalSet) -> dict[tuple[str, str], Waiver]:
    """What the office lets stand, by finding and indicator."""
    rows = goals.waivers.select_related("said_by") if goals.pk is not None else Waiver.objects.none()
    return {(one.finding, one.indicator_code): one for one in rows}


def sums_of(goals: GoalSet, rows: Sequence[Row]) -> tuple[GroupSum, ...]:
    """The points of each group of the scheme that the office fills with its own indicators."""
    found = []
    for item in load_scheme(goals.scheme).groups():
        levels = item.indicators.level1 if item.indicators is not None else ()
        values = [_points(row) for row in rows if row.level1 in levels and not row.is_blank]
        got = None if None in values else total([value for value in values if value is not None])
        found.append(GroupSum(said(item.words), levels, item.points, got))
    return tuple(found)


def _points(row: Row) -> Exact | None:
    one = kernel_indicator(row, 0)
    return ZERO if one.is_placeholder else one.points_value


def sheet_of(goals: GoalSet, rows: Sequence[Row]) -> GoalSheet:
    """The form as the kernel checks it, beside last year's and the office's other forms of the year."""
    last = _last_year(goals)
    sheet = _plain_sheet(goals, rows, units_of(rows, goals.year))
    return replace(
        sheet,
        offices=_offices(goals),
        budget=budget_of(goals),
        last_year=_plain_sheet(last, rows_of(last), {}) if last is not None else None,
        others=_others(goals, rows),
    )


def _plain_sheet(goals: GoalSet, rows: Sequence[Row], units: Mapping[str, str]) -> GoalSheet:
    kind = SheetKind.DEPARTMENT if goals.project_id is None else SheetKind.PROJECT
    real = [row for row in rows if not row.is_blank]
    indicators = tuple(kernel_indicator(row, goals.year, units.get(row.library, "")) for row in real)
    return GoalSheet(kind, goals.subject_name, goals.year, indicators)


def _last_year(goals: GoalSet) -> GoalSet | None:
    rows = selectors.subject_goals(year=goals.year - 1, project=goals.project, owner=goals.owner)
    return rows.filter(state=FormState.APPROVED).first() or rows.exclude(state=FormState.SUPERSEDED).first()


def _others(goals: GoalSet, rows: Sequence[Row]) -> tuple[GoalSheet, ...]:
    """The office's forms of the other kind: a department is held against its projects, a project against its department.

    Of an office with very many projects only the indicators of the same name are read.
    """
    sets = GoalSet.objects.filter(year=goals.year, owner=goals.owner).exclude(state=FormState.SUPERSEDED)
    sets = sets.filter(project__isnull=goals.project_id is not None).select_related("project", "owner").order_by("-pk")
    own = GoalIndicator.objects.filter(goals__in=sets)
    if sets.count() > _MOST_OTHERS:
        own = own.filter(name__in=[row.name for row in rows])
    by_set: dict[int, list[Row]] = {}
    for one in with_names(own.order_by("order", "pk")):
        by_set.setdefault(one.goals_id, []).append(row_of(one))
    found = sets.filter(pk__in=by_set)
    return tuple(_plain_sheet(one, by_set[one.pk], {}) for one in found)


def _offices(goals: GoalSet) -> tuple[str, ...]:
    """The names under which the declaring office may hold data: itself, and who carries the project out."""
    named = [goals.owner]
    if goals.project is not None:
        named += [one for one in (goals.project.implementer, goals.project.department) if one is not None]
    return tuple(dict.fromkeys(text for one in named for text in (one.name, one.short_name) if text))


def budget_of(goals: GoalSet) -> Exact | None:
    """The project's initial budget of the year in yuan; None for a department or where none is registered."""
    if goals.project_id is None:
        return None
    rows = ProjectBudget.objects.filter(Q(project=goals.project), year=goals.year)
    amounts = list(rows.values_list("initial_fen", flat=True))
    return Exact(sum(amounts), 100) if amounts else None


@transaction.atomic
def waiver_set(*, actor: User, goals: GoalSet, finding: str, indicator_code: str, reason: str) -> Waiver:
    """Lets a warning stand, with why; saying it again replaces the reason. What blocks cannot be let stand."""
    check_editable(actor, goals)
    here = [
        one for one in check_stored(goals, actor).findings if (one.code, one.indicator) == (finding, indicator_code)
    ]
    if not here:
        raise Invalid(Problem("这一条已经不在检查结果里", "检查项", remedy="刷新页面再看"))
    if here[0].severity is Severity.BLOCK:
        raise Invalid(Problem(f"“{here[0].title}”必须改正，不能说明理由放行", here[0].where, remedy=here[0].remedy))
    if not reason.strip() or len(reason.strip()) > 500:
        raise Invalid(Problem("理由没有写，或太长", "理由", "1–500 字"))
    waiver, _new = Waiver.objects.update_or_create(
        goals=goals,
        finding=finding,
        indicator_code=indicator_code,
        defaults={"reason": reason.strip(), "said_by": actor},
    )
    audit.record(
        actor=actor, action="goals.waive", target=goals, reason=f"{here[0].where}{here[0].title}：{reason.strip()}"
    )
    return waiver
