"""What a check of goals found: code, how serious, where, what, why it matters, what to do."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from xieshou.kernel.goals.catalogue import CATALOGUE
from xieshou.kernel.goals.severity import Severity
from xieshou.kernel.wording import Words


class Place(StrEnum):
    """The field that the finding is about."""

    SHEET = "sheet"
    LEVEL1 = "level1"
    NAME = "name"
    TARGET = "target"
    UNIT = "unit"
    SIGN = "sign"
    POINTS = "points"
    DEFINITION = "definition"
    DATA_OWNER = "data_owner"
    DATA_SOURCE = "data_source"
    YEAR = "year"
    ACTUAL = "actual"
    FORECAST = "forecast"
    REMARK = "remark"
    FUNDS = "funds"


@dataclass(frozen=True, slots=True)
class GoalFinding:
    """One fault or question. `indicator` is empty for the whole sheet; `related` are the codes of other indicators."""

    code: str
    severity: Severity
    indicator: str
    place: Place
    what: Words  # with the arithmetic, where there is any
    why: Words
    remedy: Words
    related: tuple[str, ...] = ()


def found(
    code: str,
    indicator: str,
    place: Place,
    what: Words,
    *,
    related: Iterable[str] = (),
    severity: Severity | None = None,
) -> GoalFinding:
    """A finding; why and remedy come from the catalogue, and the severity where none is given."""
    check = CATALOGUE[code]
    chosen = severity or check.severity
    return GoalFinding(
        code, chosen, indicator, place, what, check.why, check.remedy, tuple(sorted(related, key=by_number))
    )


def by_number(code: str) -> tuple[tuple[int, str], ...]:
    """The order of codes: `2` before `10`, `P2` before `P10`."""
    parts = re.findall("[0-9]+|[^0-9]+", code)
    return tuple((int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts)


_ORDER = {severity: number for number, severity in enumerate(Severity)}


def in_order(findings: Iterable[GoalFinding]) -> tuple[GoalFinding, ...]:
    """Worst first, then by indicator; the order in which the rows were typed plays no part."""
    return tuple(
        sorted(
            findings,
            key=lambda one: (_ORDER[one.severity], by_number(one.indicator), one.code, one.place, one.what.zh),
        )
    )


def is_blocked(findings: Iterable[GoalFinding]) -> bool:
    """Whether the sheet cannot be submitted as it is."""
    return any(one.severity is Severity.BLOCK for one in findings)
