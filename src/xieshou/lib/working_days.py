"""Working days of Chinese public offices: Monday to Friday, changed by the yearly notice of the State Council.

The notices are data (working_days.yaml). For a year without one only weekends are known: `is_certain` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from xieshou.lib.yaml_text import read_yaml

SATURDAY = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Notices:
    """What the notices change: day → whether offices work; and the years whose notice was compared with its text."""

    changes: Mapping[date, bool]
    certain_years: frozenset[int]


@cache
def notices() -> Notices:
    """Every notice known, read once."""
    text = files("xieshou.lib").joinpath("working_days.yaml").read_text("utf-8")
    changes: dict[date, bool] = {}
    certain: set[int] = set()
    for year, entry in read_yaml(text)["years"].items():
        for first, last in entry["rest"]:
            changes.update({first + DAY * n: False for n in range((last - first).days + 1)})
        changes.update(dict.fromkeys(entry["work"], True))
        if entry["certain"]:
            certain.add(year)
    return Notices(changes, frozenset(certain))


def is_working(day: date, entered: Mapping[date, bool] | None = None) -> bool:
    """Whether offices work on a day. `entered`: days an administrator entered, which go before the notices."""
    if entered and day in entered:
        return entered[day]
    return notices().changes.get(day, day.weekday() < SATURDAY)


def is_certain(day: date) -> bool:
    """Whether the notice of the day's year is known; otherwise only weekends were taken off."""
    return day.year in notices().certain_years


def after(day: date, count: int, entered: Mapping[date, bool] | None = None) -> date:
    """The `count`-th working day after `day`, `day` itself not counted; zero: `day`. Raises ValueError below zero."""
    if count < 0:
        raise ValueError(f"working days are counted forward: {count}")
    while count:
        day += DAY
        count -= is_working(day, entered)
    return day
