"""What the answers say, counted exactly. Groups too small to be anonymous are joined before anyone sees them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from xieshou.kernel.exact import HUNDRED, ZERO, Exact, total

SMALLEST_GROUP = 5
LEVEL_COUNT = 5
JOINED = "合并的小类别"


@dataclass(frozen=True)
class Rate:
    """A rate as its numerator and denominator; no value without a denominator."""

    numerator: Exact = ZERO
    denominator: Exact = ZERO

    @property
    def value(self) -> Exact | None:
        """The rate itself, exact; 1 is everyone, fully."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def text(self) -> str:
        """In per cent, half-up to two decimals; a dash when there is none."""
        return "—" if self.value is None else f"{(self.value * HUNDRED).text(2)}%"

    @property
    def parts(self) -> str:
        """The division it comes from."""
        return f"{self.numerator}/{self.denominator}"


def ratio(part: int, whole: int) -> Rate:
    """A rate of two counts."""
    return Rate(Exact(part), Exact(whole))


@dataclass(frozen=True)
class Sheet:
    """One answer as counted: whose category, whether it is valid, what it says by question."""

    category: str
    is_valid: bool
    values: Mapping[str, int | str]


@dataclass(frozen=True)
class Counts:
    """One question in one group: how often each level or number was given (from the first on), and how often nothing."""

    given: tuple[int, ...]
    missing: int

    @property
    def answered(self) -> int:
        """Answers to this question."""
        return sum(self.given)


@dataclass(frozen=True)
class Group:
    """Some categories together. `counts` by question; `satisfaction` over the counted questions."""

    label: str
    categories: tuple[str, ...]
    sampled: int
    returned: int
    valid: int
    counts: Mapping[str, Counts] = field(default_factory=dict)
    satisfaction: Rate = field(default_factory=Rate)

    @property
    def response(self) -> Rate:
        """The response rate (回收率): valid answers by people sampled."""
        return ratio(self.valid, self.sampled)


@dataclass(frozen=True)
class Asked:
    """A question as counted: its key, how many values it may take (0: text) from which on, whether for the rate."""

    key: str
    values: int
    first: int
    is_counted: bool


def satisfied_share(given: Sequence[int], satisfied: int) -> Rate:
    """The share of answers at the `satisfied` best levels."""
    return ratio(sum(given[:satisfied]), sum(given))


def weighted_mean(given: Sequence[int], weights: Sequence[Exact]) -> Rate:
    """The mean of the levels' weights, out of 100."""
    points = total([weight * Exact(count) for weight, count in zip(weights, given, strict=True)])
    return Rate(points, HUNDRED * Exact(sum(given)))


def counted(sheets: Iterable[Sheet], questions: Sequence[Asked]) -> dict[str, Counts]:
    """Every question that is not a text, over the valid sheets."""
    given = {one.key: [0] * one.values for one in questions if one.values}
    missing = dict.fromkeys(given, 0)
    firsts = {one.key: one.first for one in questions}
    for sheet in sheets:
        for key, row in given.items():
            value = sheet.values.get(key) if sheet.is_valid else None
            if isinstance(value, int):
                row[value - firsts[key]] += 1
            elif sheet.is_valid:
                missing[key] += 1
    return {key: Counts(tuple(row), missing[key]) for key, row in given.items()}


def levels_of(counts: Mapping[str, Counts], questions: Sequence[Asked]) -> tuple[int, ...]:
    """All counted questions together, by level."""
    rows = [counts[one.key].given for one in questions if one.is_counted]
    return tuple(sum(column) for column in zip(*rows, strict=True)) if rows else (0,) * LEVEL_COUNT


def sizes_of(sampled: Mapping[str, int], sheets: Iterable[Sheet]) -> list[Group]:
    """Every category with its sizes only."""
    returned = dict.fromkeys(sampled, 0)
    valid = dict.fromkeys(sampled, 0)
    for sheet in sheets:
        returned[sheet.category] += 1
        valid[sheet.category] += sheet.is_valid
    return [Group(name, (name,), size, returned[name], valid[name]) for name, size in sampled.items()]


def joined_small(groups: Sequence[Group]) -> list[Group]:
    """Groups that may be shown: those under five answers joined, and with one more if together they are too few.

    So no small group can be found by taking the others from the total.
    """
    shown = [group for group in groups if group.valid >= SMALLEST_GROUP]
    small = [group for group in groups if group.valid < SMALLEST_GROUP]
    while shown and small and 0 < sum(group.valid for group in small) < SMALLEST_GROUP:
        least = min(shown, key=lambda group: (group.valid, group.label))
        shown.remove(least)
        small.append(least)
    return shown + ([_joined(small)] if small else [])


def _joined(groups: Sequence[Group]) -> Group:
    categories = tuple(name for group in groups for name in group.categories)
    label = f"{JOINED}（{'、'.join(categories)}）" if len(groups) > 1 else groups[0].label
    return Group(
        label,
        categories,
        sum(group.sampled for group in groups),
        sum(group.returned for group in groups),
        sum(group.valid for group in groups),
    )


def whole(groups: Sequence[Group]) -> Group:
    """All of them."""
    return replace(_joined(groups), label="合计") if groups else Group("合计", (), 0, 0, 0)
