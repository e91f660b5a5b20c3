"""How far a project has come, exactly, and its schedule as bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xieshou.business.projects.models import Milestone
from xieshou.kernel.exact import Exact, total

WHOLE = 100
WIDTH = 1000
MOST_MARKS = 4
LAST_MARK = 850  # a label further right would be cut


@dataclass(frozen=True)
class Overall:
    """The project's progress in per cent; nothing reported at all: None. Nodes without a report add nothing."""

    value: Exact | None
    unreported: tuple[str, ...]
    arithmetic: str

    @property
    def text(self) -> str:
        """In full: `62.5%`; missing is a dash."""
        return "—" if self.value is None else f"{self.value.text()}%"


def overall(milestones: Sequence[Milestone]) -> Overall:
    """Σ weight × percent, nothing rounded."""
    unreported = tuple(one.name for one in milestones if one.percent is None)
    parts = [Exact(one.weight * (one.percent or 0), WHOLE) for one in milestones]
    terms = [f"{one.weight}%×{'未报' if one.percent is None else f'{one.percent}%'}" for one in milestones]
    if len(unreported) == len(milestones):
        return Overall(None, unreported, "还没有计入的进度报告")
    value = total(parts)
    return Overall(value, unreported, f"{' + '.join(terms)} = {value.text()}%")


@dataclass(frozen=True)
class Bar:
    """One node drawn from 0 to 1000 across the project's time. `tone` as of a state."""

    milestone: Milestone
    left: int
    width: int
    done: int
    tone: str
    words: str


@dataclass(frozen=True)
class Gantt:
    """The bars with the days at both ends; `today` is missing when it lies outside. `months`: place and label."""

    first: date
    last: date
    bars: tuple[Bar, ...]
    today: int | None
    months: tuple[tuple[int, str], ...]


def gantt(milestones: Sequence[Milestone], today: date) -> Gantt | None:
    """The schedule as bars; no nodes: None. A node without a beginning begins where the one before it ends."""
    if not milestones:
        return None
    begins = _begins(milestones)
    first, last = min(begins), max(one.ends_on for one in milestones)
    days = max((last - first).days, 1)
    bars = tuple(_bar(one, begin, first, days, today) for one, begin in zip(milestones, begins, strict=True))
    now = (today - first).days * WIDTH // days if first <= today <= last else None
    return Gantt(first, last, bars, now, _months(first, last, days))


def _begins(milestones: Sequence[Milestone]) -> list[date]:
    begins: list[date] = []
    for number, one in enumerate(milestones):
        earlier = [before.ends_on for before in milestones[:number] if before.order < one.order]
        begin = one.starts_on or max(earlier, default=one.ends_on)
        begins.append(min(begin, one.ends_on))
    return begins


def _bar(one: Milestone, begin: date, first: date, days: int, today: date) -> Bar:
    left = (begin - first).days * WIDTH // days
    width = max((one.ends_on - begin).days * WIDTH // days, 8)
    left = min(left, WIDTH - width)
    tone, words = state_of(one, today)
    return Bar(one, left, width, width * (one.percent or 0) // WHOLE, tone, words)


def state_of(one: Milestone, today: date) -> tuple[str, str]:
    """A node's tone and words."""
    if one.percent == WHOLE:
        is_late = one.done_on is not None and one.done_on > one.ends_on
        return ("yellow", "已完成（晚于计划）") if is_late else ("green", "已完成")
    if one.ends_on < today:
        return "red", f"逾期 {(today - one.ends_on).days} 天"
    if one.percent is None:
        return "grey", "未报"
    return "blue", "进行中"


def _months(first: date, last: date, days: int) -> tuple[tuple[int, str], ...]:
    """Some first days of months with their place, few enough for a phone."""
    count = (last.year - first.year) * 12 + last.month - first.month
    step = max(-(-count // MOST_MARKS), 1)
    marks = []
    for number in range(1, count + 1, step):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        day = date(year, month + 1, 1)
        marks.append(((day - first).days * WIDTH // days, f"{year}-{month + 1:02d}"))
    return tuple(mark for mark in marks if mark[0] <= LAST_MARK)
