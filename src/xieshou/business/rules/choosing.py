"""Which version holds for whom on a day: of the nearest unit, its own or above it, the one that began last."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from xieshou.business.rules.kinds import RuleKind, kind_of
from xieshou.business.rules.models import RuleVersion
from xieshou.business.rules.shape import Values
from xieshou.lib import paths


@dataclass(frozen=True)
class InForce:
    """What a rule says for one unit on one day. `version` missing: the built-in values."""

    kind: RuleKind
    version: RuleVersion | None

    @property
    def values(self) -> Values:
        return self.kind.built_in() if self.version is None else self.version.values

    @property
    def label(self) -> str:
        """Which version, in words."""
        return "内置版" if self.version is None else f"第 {self.version.number} 版"

    @property
    def named(self) -> str:
        """Rule and version, for sentences of warnings and stops."""
        return f"规则“{self.kind.title}”{self.label}"

    @property
    def url(self) -> str:
        """Where the version is read."""
        if self.version is None:
            return reverse("rules:built_in", args=[self.kind.code])
        return self.version.get_absolute_url()


class Book:
    """Every version of one kind, read once, to be asked for many units."""

    def __init__(self, kind: RuleKind, versions: Iterable[RuleVersion], today: date) -> None:
        self.kind = kind
        self._own: dict[str, RuleVersion] = {}
        for one in sorted(versions, key=lambda one: (one.valid_from, one.number)):
            if one.valid_from <= today and one.withdrawn_at is None:
                self._own[one.owner_path] = one

    def last(self, owner_path: str) -> RuleVersion | None:
        """The unit's own version that began last, whatever it says."""
        return self._own.get(owner_path)

    def own(self, owner_path: str) -> RuleVersion | None:
        """The unit's own version in force; None: it has none, or gave it up."""
        found = self.last(owner_path)
        return None if found is None or found.is_following else found

    def of(self, owner_path: str) -> InForce:
        """What holds for a unit."""
        found = next((one for path in paths.upward(owner_path) if (one := self.own(path)) is not None), None)
        return InForce(self.kind, found)


def book(code: str, *, today: date | None = None) -> Book:
    """The versions of a kind, in one query."""
    kind = known(code)
    return Book(kind, RuleVersion.objects.filter(kind=code).select_related("owner"), today or timezone.localdate())


def books(today: date, kinds: Iterable[RuleKind]) -> dict[str, Book]:
    """The versions of many kinds, in one query."""
    rows: dict[str, list[RuleVersion]] = defaultdict(list)
    for one in RuleVersion.objects.select_related("owner"):
        rows[one.kind].append(one)
    return {kind.code: Book(kind, rows[kind.code], today) for kind in kinds}


def in_force(code: str, owner_path: str, *, today: date | None = None) -> InForce:
    """What a rule says for a unit today."""
    kind = known(code)
    rows = RuleVersion.objects.filter(kind=code, owner_path__in=paths.upward(owner_path)).select_related("owner")
    return Book(kind, rows, today or timezone.localdate()).of(owner_path)


def kept(code: str, version: RuleVersion | None) -> InForce:
    """The version something was judged by, as it was kept with it; None: the built-in values."""
    return InForce(known(code), version)


def known(code: str) -> RuleKind:
    """The kind of a code that the program itself names."""
    kind = kind_of(code)
    if kind is None:
        raise LookupError(f"no kind of rule {code}")
    return kind
