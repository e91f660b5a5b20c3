"""Twins: projects at one place whose name or content is nearly the same. The rule is stated, and shown with its arithmetic.

1. The name is brought to its core: half-width, without blanks and punctuation, years, 期, 批, 标段 and the last words
   项目/工程.
2. Two texts are compared by their pairs of neighbouring characters: pairs both have ÷ pairs either has (Jaccard).
3. Places are the same, or one lies within the other.
4. A twin: names at least 3/5 alike, or contents (20 characters or more) at least 3/5 alike, at such a place. Whatever
   the year and the source of money. Both numbers are the office's to set.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q

from xieshou.business.projects.models import Project, Stage
from xieshou.business.projects.rule_kinds import TWINS
from xieshou.business.rules.api import InForce, in_force, kept
from xieshou.kernel.exact import Exact
from xieshou.lib import paths
from xieshou.platform.accounts.api import User
from xieshou.platform.registry.api import Organisation, Region

THRESHOLD = Exact(3, 5)
LEAST_CONTENT = 20
MOST_READ = 20_000  # rows of one place that are compared, the newest first
MOST_SHOWN = 20
_NUMBER = "[0-9一二三四五六七八九十〇两ⅠⅡⅢⅣⅤIVX]+"
_YEAR = re.compile(r"(?:(?:19|20)\d{2}|[一二][〇○0一二三四五六七八九]{3})(?:[-—~至](?:(?:19|20)?\d{2}))?年?度?")
_PART = re.compile(rf"第?{_NUMBER}(?:个)?(?:期|批次?|标段|包)|(?:标段|包|期|批次?){_NUMBER}|[A-Za-z]标段")
_TAIL = re.compile(r"(?:建设)?(?:项目|工程)+$")


@dataclass(frozen=True)
class Likeness:
    """How alike two texts are: pairs in common, pairs in either; `limit`: from when on they are twins."""

    common: int
    either: int
    limit: Exact = THRESHOLD

    @property
    def share(self) -> Exact:
        """From 0 to 1; two empty texts are not alike."""
        return Exact(self.common, self.either) if self.either else Exact(0)

    @property
    def is_twin(self) -> bool:
        return self.share >= self.limit

    @property
    def words(self) -> str:
        """The arithmetic as it is shown: `6 ÷ 8 = 75.0%`."""
        return f"{self.common} ÷ {self.either} = {(self.share * Exact(100)).rounded(1).text(1)}%"


def core(name: str) -> str:
    """The name without what varies between years and parts: `2025年乡村道路（二期）项目` → `乡村道路`."""
    plain = unicodedata.normalize("NFKC", name)
    plain = _PART.sub("", _YEAR.sub("", "".join(plain.split())))
    plain = "".join(char for char in plain if char.isalnum())
    return _TAIL.sub("", plain) or plain


def pairs(text: str) -> frozenset[str]:
    """Neighbouring characters; a single character is its own pair."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())
    return frozenset(plain[at : at + 2] for at in range(max(len(plain) - 1, 1))) if plain else frozenset()


def likeness(one: frozenset[str], other: frozenset[str], limit: Exact = THRESHOLD) -> Likeness:
    """How alike two sets of pairs are."""
    return Likeness(len(one & other), len(one | other), limit)


@dataclass(frozen=True)
class Limits:
    """From when on two are twins, and how long contents must be to be compared."""

    share: Exact = THRESHOLD
    least_content: int = LEAST_CONTENT


def limits_of(rule: InForce) -> Limits:
    """The limits of a version."""
    return Limits(Exact(rule.values["percent"], 100), rule.values["least_content"])


@dataclass(frozen=True)
class Described:
    """What is compared. `pk` missing: not yet stored."""

    name: str
    content: str
    place_path: str
    pk: int | None = None

    @classmethod
    def of(cls, project: Project) -> "Described":
        return cls(project.name, project.content, project.place.path if project.place else "", project.pk)

    @classmethod
    def typed(cls, name: str, content: str, place: Region | None, pk: int | None) -> "Described":
        return cls(name, content, place.path if place else "", pk)


@dataclass(frozen=True)
class Twin:
    """A project found alike, with the arithmetic; `content` missing: too short to compare."""

    pk: int
    name: Likeness
    content: Likeness | None


def twins_of(described: Described, limits: Limits = Limits()) -> list[Twin]:
    """Every twin, nearest first, whoever may see it: for services only."""
    if not described.place_path:
        return []
    name, content = pairs(core(described.name)), _content_pairs(described.content, limits)
    found = [
        twin
        for pk, other_core, other_content in _at_place(described)
        if (twin := _compared(pk, name, content, other_core, other_content, limits)) is not None
    ]
    return sorted(found, key=lambda twin: (-_nearness(twin).scaled(6), twin.pk))


def _at_place(described: Described) -> Iterator[tuple[int, str, str]]:
    """Projects at the place, within it, or at one it lies in; refused ones are no twins."""
    path = described.place_path
    rows = Project.objects.filter(paths.within("place_path", path) | Q(place_path__in=paths.upward(path)))
    rows = rows.exclude(stage=Stage.REFUSED).exclude(pk=described.pk).order_by("-pk")
    yield from rows.values_list("pk", "similar_key", "content")[:MOST_READ]


def _content_pairs(content: str, limits: Limits) -> frozenset[str]:
    return pairs(content) if len(content.strip()) >= limits.least_content else frozenset()


def _compared(
    pk: int, name: frozenset[str], content: frozenset[str], other_core: str, other_content: str, limits: Limits
) -> Twin | None:
    by_name = likeness(name, pairs(other_core), limits.share)
    other = _content_pairs(other_content, limits) if content else frozenset()
    by_content = likeness(content, other, limits.share) if content and other else None
    if by_name.is_twin or (by_content is not None and by_content.is_twin):
        return Twin(pk, by_name, by_content)
    return None


def _nearness(twin: Twin) -> Exact:
    by_content = twin.content.share if twin.content else Exact(0)
    return by_content if by_content > twin.name.share else twin.name.share


@dataclass(frozen=True)
class ShownTwin:
    """A twin as the person may see it."""

    twin: Twin
    project: Project

    @property
    def sources(self) -> str:
        """The levels it is to be paid by."""
        return "、".join(str(need.get_level_display()) for need in self.project.needs.all())


@dataclass(frozen=True)
class Findings:
    """The twins of one project for one person. `hidden`: how many more there are; `ask`: whom to ask about them.

    `rule`: the version they were judged by.
    """

    shown: tuple[ShownTwin, ...] = ()
    hidden: int = 0
    ask: str = ""
    rule: InForce = field(default_factory=lambda: kept(TWINS, None))

    @property
    def limits(self) -> Limits:
        return limits_of(self.rule)

    @property
    def is_any(self) -> bool:
        return bool(self.shown or self.hidden)


def findings(user: User, described: Described, owner: Organisation | None = None) -> Findings:
    """The twins the person may see, and how many others there are with whom to ask, telling nothing else of them."""
    rule = in_force(TWINS, owner.path) if owner is not None else kept(TWINS, None)
    found = twins_of(described, limits_of(rule))
    if not found:
        return Findings(rule=rule)
    keys = [twin.pk for twin in found[:500]]
    rows = Project.objects.visible_to(user).filter(pk__in=keys).select_related("owner", "place")
    mine = {project.pk: project for project in rows.prefetch_related("needs")}
    shown = tuple(ShownTwin(twin, mine[twin.pk]) for twin in found if twin.pk in mine)
    hidden = [pk for pk in keys if pk not in mine]
    return Findings(shown[:MOST_SHOWN], len(hidden), _whom_to_ask(hidden, owner) if hidden else "", rule)


def _whom_to_ask(hidden: Iterable[int], owner: Organisation | None) -> str:
    """The organisation above both, so that nothing is told of whose the other project is."""
    owners = list(Project.objects.filter(pk__in=list(hidden)).values_list("owner_path", flat=True).distinct())
    if owner is not None:
        owners.append(owner.path)
    shared = paths.ids(_shared(owners))
    above = Organisation.objects.filter(pk__in=shared).order_by("-path").first() if shared else None
    return above.name if above is not None else ""


def _shared(found: list[str]) -> str:
    """The longest path that all lie within."""
    return next((path for path in paths.upward(found[0]) if all(one.startswith(path) for one in found)), "")
