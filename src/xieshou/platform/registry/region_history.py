"""Which division was which on another day: through the changes, forwards and backwards, with splits and merges said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from xieshou.lib import paths
from xieshou.platform.registry.models import ChangeKind, Region, RegionChange

MOST_STEPS = 50


@dataclass(frozen=True)
class OnDay:
    """What a division was, or had become, on a day; no regions: nothing is known of it then.

    `is_split`: it lies in several, which share it. `is_part`: the one it lies in is larger than it.
    """

    regions: tuple[Region, ...]
    is_split: bool = False
    is_part: bool = False

    @property
    def is_exact(self) -> bool:
        """Whether a figure of the one is a figure of the other."""
        return len(self.regions) == 1 and not self.is_part

    @property
    def words(self) -> str:
        """The relation as a person says it."""
        if not self.regions:
            return "当日没有对应的区划"
        if self.is_split:
            return "分属多个区划，数字不能直接归到其中一个"
        return "是其中一部分" if self.is_part else "同一区划"


@dataclass
class _Walk:
    """Where one division has got to; `ends` is what is valid on the day, `open` what must be followed further."""

    open: set[Region]
    ends: set[Region] = field(default_factory=set)
    is_part: bool = False


@dataclass(frozen=True)
class _Step:
    targets: tuple[Region, ...]
    is_part: bool


def region_on(region: Region, day: date) -> OnDay:
    """The division or divisions that cover this one on a day."""
    return regions_on([region], day)[region.pk]


def regions_on(regions: Iterable[Region], day: date) -> dict[int, OnDay]:
    """The same for many, in a few queries whatever their number: key of the division → what covers it on the day."""
    walks = {region.pk: _Walk({region}) for region in regions}
    for _ in range(MOST_STEPS):
        for walk in walks.values():
            valid = {region for region in walk.open if region.is_valid_on(day)}
            walk.ends |= valid
            walk.open -= valid
        pending = {region for walk in walks.values() for region in walk.open}
        if not pending:
            break
        steps = _steps(pending, day)
        for walk in walks.values():
            _advance(walk, steps)
    return {pk: _found(walk) for pk, walk in walks.items()}


def _advance(walk: _Walk, steps: dict[int, _Step]) -> None:
    taken = [steps[region.pk] for region in walk.open if region.pk in steps]
    walk.open = {target for step in taken for target in step.targets}
    walk.is_part = walk.is_part or any(step.is_part for step in taken)


def _found(walk: _Walk) -> OnDay:
    ends = tuple(sorted(walk.ends, key=lambda region: (region.code, region.pk)))
    return OnDay(ends, is_split=len(ends) > 1, is_part=walk.is_part)


def _steps(pending: set[Region], day: date) -> dict[int, _Step]:
    ended = {region.pk: region for region in pending if region.valid_to is not None and region.valid_to <= day}
    begun = {region.pk: region for region in pending if region.pk not in ended}
    return {**_forward(ended), **_backward(begun)}


def _changes(**which: Iterable[int]) -> list[RegionChange]:
    return list(RegionChange.objects.filter(**which).distinct().prefetch_related("before", "after"))


def _forward(ended: Mapping[int, Region]) -> dict[int, _Step]:
    steps: dict[int, _Step] = {}
    for change in _changes(before__in=list(ended)) if ended else []:
        before, after = list(change.before.all()), tuple(change.after.all())
        for region in before:
            if region.pk in ended and region.valid_to == change.on and change.kind != ChangeKind.ESTABLISHED:
                grown = any(target.valid_from != change.on for target in after)
                steps[region.pk] = _joined(steps.get(region.pk), after, is_part=len(before) > 1 or grown)
    return steps


def _backward(begun: Mapping[int, Region]) -> dict[int, _Step]:
    steps: dict[int, _Step] = {}
    for change in _changes(after__in=list(begun)) if begun else []:
        before, after = tuple(change.before.all()), list(change.after.all())
        for region in after:
            if region.pk in begun and region.valid_from == change.on:
                is_part = len(after) > 1 or change.kind == ChangeKind.ESTABLISHED
                steps[region.pk] = _joined(steps.get(region.pk), before, is_part=is_part)
    return steps


def _joined(step: _Step | None, targets: tuple[Region, ...], *, is_part: bool) -> _Step:
    if step is None:
        return _Step(targets, is_part)
    return _Step((*step.targets, *targets), step.is_part or is_part)


@dataclass(frozen=True)
class Regrouped:
    """Figures by the divisions of a day. `undivided`: figures of what was split since, with the parts they belong to
    together; `unplaced`: figures of divisions that have no counterpart on the day."""

    by_region: dict[Region, int]
    undivided: tuple[tuple[Region, int, tuple[Region, ...]], ...]
    unplaced: tuple[tuple[Region, int], ...]

    @property
    def total(self) -> int:
        """Everything, so that no figure is lost by regrouping."""
        return (
            sum(self.by_region.values())
            + sum(figure for _, figure, _ in self.undivided)
            + sum(figure for _, figure in self.unplaced)
        )


def regroup(figures: Mapping[Region, int], day: date) -> Regrouped:
    """Figures of divisions of any time, put to the divisions of one day. What was split is never shared out."""
    covering = regions_on(figures, day)
    by_region: dict[Region, int] = {}
    undivided, unplaced = [], []
    for region, figure in figures.items():
        found = covering[region.pk]
        if not found.regions:
            unplaced.append((region, figure))
        elif found.is_split:
            undivided.append((region, figure, found.regions))
        else:
            by_region[found.regions[0]] = by_region.get(found.regions[0], 0) + figure
    return Regrouped(by_region, tuple(undivided), tuple(unplaced))


@dataclass(frozen=True)
class Comparison:
    """Divisions that changed into each other between two days, with the changes that did it, in order."""

    before: tuple[Region, ...]
    after: tuple[Region, ...]
    changes: tuple[RegionChange, ...]

    @property
    def words(self) -> str:
        """The relation: how many became how many, through which kinds of change."""
        kinds = "、".join(dict.fromkeys(change.get_kind_display() for change in self.changes))
        return f"{len(self.before)} → {len(self.after)}　{kinds}"


def compared(first: date, second: date, within: Region | None = None) -> list[Comparison]:
    """旧区划 ↔ 新区划: everything that changed after the first day up to the second, each group once."""
    changes = list(
        RegionChange.objects.filter(on__gt=first, on__lte=second)
        .prefetch_related("before__parent", "after__parent")
        .order_by("on", "id")
    )
    groups = [_comparison(group, first, second) for group in _connected(changes)]
    shown = [group for group in groups if within is None or _touches(group, within)]
    return sorted(shown, key=lambda group: [region.code for region in (*group.after, *group.before)])


def _connected(changes: Sequence[RegionChange]) -> list[list[RegionChange]]:
    """Changes that share a division belong together."""
    group_of: dict[int, list[RegionChange]] = {}
    for change in changes:
        joined = [change]
        touched = {region.pk for region in (*change.before.all(), *change.after.all())}
        for group in {id(group_of[pk]): group_of[pk] for pk in touched if pk in group_of}.values():
            joined = group + joined
            touched |= {pk for pk, known in group_of.items() if known is group}
        group_of.update(dict.fromkeys(touched, joined))
    return list({id(group): group for group in group_of.values()}.values())


def _comparison(group: list[RegionChange], first: date, second: date) -> Comparison:
    rows = {region.pk: region for change in group for region in (*change.before.all(), *change.after.all())}
    ordered = sorted(rows.values(), key=lambda region: region.code)
    return Comparison(
        tuple(region for region in ordered if region.is_valid_on(first)),
        tuple(region for region in ordered if region.is_valid_on(second)),
        tuple(sorted(group, key=lambda change: (change.on or date.min, change.pk))),
    )


def _touches(group: Comparison, within: Region) -> bool:
    rows = (*group.before, *group.after)
    return any(
        paths.is_within(region.path, within.path) or (region.parent is not None and region.parent.code == within.code)
        for region in rows
    )


def children_on(region: Region, day: date) -> "list[Region]":
    """The divisions directly below on a day. By code, so that a renamed division keeps its own of earlier days."""
    return list(Region.objects.valid_on(day).filter(parent__code=region.code).order_by("code"))


def past_of(regions: Iterable[Region]) -> list[Region]:
    """The divisions that these came from, all the way back: whoever answers for a division reads its past too.

    A division that only gave up area to a new one is not among them: it goes on and has its own people.
    """
    given = list(regions)
    origins = _origins(given)
    found = {before.pk: before for region in given for before in _back(region, origins)}
    return list(found.values())


def area_paths(regions: Iterable[Region]) -> dict[int, tuple[str, ...]]:
    """The paths that each division answers for, by its key: its own, those of its past, and when it ended the one
    division that alone took its place. For rights by area; a few queries for any number of divisions.
    """
    given = list(regions)
    today = timezone.localdate()
    ended = [region for region in given if not region.is_valid_on(today)]
    successors = {pk: found.regions for pk, found in regions_on(ended, today).items() if found.is_exact}
    origins = _origins([*given, *(one for rows in successors.values() for one in rows)])
    paths_of = {}
    for region in given:
        here = [region, *successors.get(region.pk, ())]
        rows = {row.pk: row for one in here for row in (one, *_back(one, origins))}
        paths_of[region.pk] = tuple(row.path for row in rows.values())
    return paths_of


def _origins(regions: Iterable[Region]) -> dict[int, list[Region]]:
    """By key: the divisions that a division came from, for these and all before them."""
    origins: dict[int, list[Region]] = {}
    latest = {region.pk for region in regions}
    while latest:
        origins.update({pk: [] for pk in latest})
        for change in _changes(after__in=sorted(latest)):
            if change.kind != ChangeKind.ESTABLISHED:
                for region in change.after.all():
                    if region.pk in latest:
                        origins[region.pk] += change.before.all()
        latest = {before.pk for pk in latest for before in origins[pk]} - origins.keys()
    return origins


def _back(region: Region, origins: Mapping[int, list[Region]]) -> list[Region]:
    found: dict[int, Region] = {}
    waiting = list(origins.get(region.pk, []))
    while waiting:
        before = waiting.pop()
        if before.pk not in found:
            found[before.pk] = before
            waiting += origins.get(before.pk, [])
    return list(found.values())
