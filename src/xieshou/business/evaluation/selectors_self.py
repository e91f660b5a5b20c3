"""Reading monitorings and self-evaluations: lists of a year, the chart of the two progresses."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xieshou.business.evaluation.models import ActualValue, FormState, Monitoring, SelfEvaluation
from xieshou.business.evaluation.services import prepared
from xieshou.business.evaluation.services.self_lines import has_points
from xieshou.kernel.exact import Exact
from xieshou.kernel.goals import Monitoring as Monitored
from xieshou.lib.keys import key_of
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Citation

LAST_YEAR = 9999


def narrowed(rows: Any, filters: dict[str, str]) -> Any:
    """The rows of a list by the filters of its address; what cannot be read does not narrow."""
    for name in ("year", "month"):
        number = key_of(filters.get(name, ""))
        if number is not None and number <= LAST_YEAR:
            rows = rows.filter(**{name: number})
    if filters.get("state") in FormState.values:
        rows = rows.filter(state=filters["state"])
    words = filters.get("q", "")
    if words:
        rows = rows.filter(Q(project__name__contains=words) | Q(project=None, owner__name__contains=words))
    return rows


def self_evaluations(filters: dict[str, str]) -> Any:
    """Self-evaluations by the filters, not yet narrowed to a person."""
    return narrowed(SelfEvaluation.objects.all(), filters).select_related("project", "owner", "goals")


def monitorings(user: User, filters: dict[str, str]) -> QuerySet[Monitoring]:
    """Monitorings that the person may read, by the filters."""
    rows = narrowed(Monitoring.objects.visible_to(user), filters)
    found: QuerySet[Monitoring] = rows.select_related("project", "owner", "rule")
    return found


@dataclass(frozen=True, slots=True)
class ListedSelf:
    """One self-evaluation in the list: its score as it stands, how many of its values are proved."""

    form: SelfEvaluation
    total: str
    grade: str
    proved: int
    of: int

    @property
    def percent(self) -> int | None:
        """齐套度, rounded down."""
        return self.proved * 100 // self.of if self.of else None


def listed(forms: Sequence[SelfEvaluation]) -> list[ListedSelf]:
    """The rows of a page with their scores and completeness: the same few queries for any number."""
    if not forms:
        return []
    keys = [form.pk for form in forms]
    proved, counted = completeness(keys)
    in_hand = [f for f in forms if f.project_id is not None and f.state != FormState.APPROVED]
    scores = {
        one.evaluation: one
        for year in {form.year for form in in_hand}
        for one in prepared.scores_recompute(year, evaluations=[form.pk for form in in_hand])
    }
    found = []
    for form in forms:
        one = scores.get(form.pk)
        is_kept = form.state == FormState.APPROVED
        total = form.total if is_kept or one is None else one.total.text()
        grade = form.grade if is_kept or one is None else one.grade
        found.append(ListedSelf(form, total, grade, proved[form.pk], counted[form.pk]))
    return found


def completeness(evaluations: Sequence[int]) -> tuple[Counter[int], Counter[int]]:
    """How many values with points have their source, and of how many, by form."""
    every = ActualValue.objects.filter(evaluation__in=evaluations).order_by()
    points = set(every.values_list("indicator__points", flat=True).distinct())
    rows = every.filter(indicator__points__in=[text for text in points if has_points(text)])
    has_metric = Q(indicator__metric__isnull=False, is_entered=False)
    kind = ContentType.objects.get_for_model(ActualValue)
    cited = Citation.objects.filter(content_type=kind, object_id__in=rows.values("pk")).values("object_id")
    counted = Counter(rows.values_list("evaluation_id", flat=True))
    proved = Counter(
        rows.exclude(actual="").filter(has_metric | Q(pk__in=cited)).values_list("evaluation_id", flat=True)
    )
    return proved, counted


# --- the chart of a monitoring ---


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart: its name, its share in words, its length in thousandths of the full width."""

    label: str
    text: str
    length: int
    tone: str


WIDTH = 1000  # 100 % in the chart's units
_MOST_BARS = 40


def bars(found: Monitored, names: dict[str, str]) -> list[Bar]:
    """Time, spending, all targets, then each indicator that has a share. A missing share has no bar."""
    shown = [
        (_("序时进度"), found.time, "time"),
        (_("支出进度"), found.spending, "money"),
        (_("目标总进度"), found.targets, "goal"),
    ]
    shown += [(names.get(one.code, one.code), one.share, "limit" if one.is_limit else "one") for one in found.progress]
    return [_bar(label, share, tone) for label, share, tone in shown[:_MOST_BARS]]


def _bar(label: str, share: Exact | None, tone: str) -> Bar:
    if share is None:
        return Bar(label, "—", 0, tone)
    return Bar(label, percent_of(share.scaled(4)), min(share.scaled(3), WIDTH), tone)


def percent_of(e4: int | None) -> str:
    """A share in ten-thousandths as per cent: 6666 → 66.66%; missing is a dash."""
    if e4 is None:
        return "—"
    return f"{e4 // 100}.{e4 % 100:02d}%"
