"""What a target is compared with: the same indicator's actual values of earlier years, and those of other places.

Values of the own project or department come from its approved self-evaluations, published figures from the dictionary.
Only what the person may read is used, and each value leads to where it stands.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from xieshou.business.evaluation.entries import Row
from xieshou.business.evaluation.models import ActualValue, FormState, GoalSet
from xieshou.kernel.checks.story import key
from xieshou.platform.accounts.api import User
from xieshou.platform.dictionary.api import Figure

YEARS_BACK = 5
MOST_PEERS = 30


@dataclass(frozen=True, slots=True)
class Basis:
    """One value to compare with. `label` is the year or the place; `url` where it stands."""

    year: int
    label: str
    value: str
    url: str
    is_peer: bool = False


@dataclass(frozen=True, slots=True)
class Bases:
    """What there is for one row: earlier years of its own, and similar places."""

    years: tuple[Basis, ...] = ()
    peers: tuple[Basis, ...] = ()

    @property
    def every(self) -> tuple[Basis, ...]:
        """Both, years first."""
        return self.years + self.peers


class Past:
    """Everything read once for a form, so that each row is answered without another query."""

    def __init__(self, goals: GoalSet, rows: Sequence[Row], user: User) -> None:
        self.goals = goals
        libraries = {row.library for row in rows if row.library}
        self._own = list(_own_values(goals))
        self._peers = list(_peer_values(goals, libraries, user)) if libraries else []
        self._figures = list(_figures(goals, libraries)) if libraries else []

    def of(self, row: Row) -> Bases:
        """The values a row is compared with."""
        own = [_basis(one, str(one.evaluation.year)) for one in self._own if _is_same(one, row)]
        at_home = [one for one in self._figures if one.version.indicator.code == row.library and self._is_home(one)]
        taken = {one.year for one in own}
        own += [_published(one, str(one.year)) for one in at_home if one.year not in taken]
        return Bases(tuple(sorted(own, key=lambda one: one.year)), tuple(self._others(row)))

    def _others(self, row: Row) -> Iterable[Basis]:
        if not row.library:
            return []
        newest: dict[str, Basis] = {}
        found = [
            _basis(one, str(one.place or one.owner), is_peer=True)
            for one in self._peers
            if one.indicator.indicator is not None and one.indicator.indicator.indicator.code == row.library
        ]
        found += [
            _published(one, str(one.region), is_peer=True)
            for one in self._figures
            if one.version.indicator.code == row.library and one.region is not None and not self._is_home(one)
        ]
        for one in sorted(found, key=lambda basis: basis.year):
            newest[one.label] = one
        return list(newest.values())[:MOST_PEERS]

    def _is_home(self, figure: Figure) -> bool:
        return figure.region_id is not None and figure.region_id == self.goals.place_id


def _own_values(goals: GoalSet) -> Iterable[ActualValue]:
    is_department = goals.project_id is None
    subject = (
        Q(evaluation__project=None, evaluation__owner=goals.owner)
        if is_department
        else Q(evaluation__project=goals.project)
    )
    rows = ActualValue.objects.filter(
        subject,
        evaluation__state=FormState.APPROVED,
        evaluation__year__lt=goals.year,
        evaluation__year__gte=goals.year - YEARS_BACK,
    ).exclude(actual="")
    return rows.select_related("evaluation", "indicator__indicator__indicator")


def _peer_values(goals: GoalSet, libraries: set[str], user: User) -> Iterable[ActualValue]:
    rows = ActualValue.objects.visible_to(user).filter(
        indicator__indicator__indicator__code__in=libraries,
        evaluation__state=FormState.APPROVED,
        evaluation__year=goals.year - 1,
    )
    rows = rows.exclude(actual="").exclude(place=goals.place) if goals.place_id is not None else rows.none()
    return rows.select_related("evaluation", "indicator__indicator__indicator", "place", "owner")[: 20 * MOST_PEERS]


def _figures(goals: GoalSet, libraries: set[str]) -> Iterable[Figure]:
    rows = Figure.objects.filter(
        version__indicator__code__in=libraries, year__lt=goals.year, year__gte=goals.year - YEARS_BACK
    )
    return rows.select_related("version__indicator", "region")


def _is_same(value: ActualValue, row: Row) -> bool:
    """One indicator in two years: the same entry of the dictionary, or, of one's own, the same name."""
    version = value.indicator.indicator
    if row.library and version is not None:
        return version.indicator.code == row.library
    return key(value.indicator.name) == key(row.name)


def _basis(value: ActualValue, label: str, *, is_peer: bool = False) -> Basis:
    return Basis(value.evaluation.year, label, value.actual, value.get_absolute_url(), is_peer)


def _published(figure: Figure, label: str, *, is_peer: bool = False) -> Basis:
    value = f"{figure.value} {figure.version.unit}".strip()
    return Basis(figure.year or 0, label, value, figure.version.indicator.get_absolute_url(), is_peer)
